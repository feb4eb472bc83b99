import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { launchBrowser } from './browser.js';
import { ROOT } from './process.js';
import { useRunning } from './sandbox.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where pictures of the console go, for people to look at. */
const PICTURES = join(ROOT, process.env['SCREENSHOTS'] ?? 'test-results/console');

/** How long a page may take to show something; a busy machine is slow. */
const PATIENCE_MS = 20_000;

/**
 * Opens addresses of the console, each in a tab with a storage of its own, in one browser for the tests of the describe
 * block that calls this. After each test its page must have talked to its gateway only, without errors or anything that
 * its policy refused.
 */
export function useConsole(): (address: string) => Promise<Page> {
  const browser = useRunning(launchBrowser, (running) => running.close());
  return async (address) => {
    const context = await browser().newContext({ viewport: { width: 1_280, height: 860 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const hosts = new Set<string>();
    const note = (url: string) => /^(?:https?|wss?):/u.test(url) && hosts.add(new URL(url).host);
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      expect(faults).toEqual([]);
      expect(hosts.size).toBe(1);
    });
    await page.goto(address);
    return page;
  };
}

/** What of the page people with a keyboard or a screen reader cannot use. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // The debugger may run what the page's own policy forbids the page.
  await page.evaluate(AXE);
  const options: RunOptions = { resultTypes: ['violations'] };
  const { violations } = await page.evaluate(
    (given): Promise<AxeResults> => Reflect.get(globalThis, 'axe').run(given),
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Keeps a picture of what can be seen. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
}

/** Waits until the page has nothing more to load. */
export async function expectLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
}
