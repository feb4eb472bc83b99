import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from './process.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where pictures of the console go, for people to look at. */
const PICTURES = join(ROOT, process.env['SCREENSHOTS'] ?? 'test-results/console');

/** How long a page may take to show something; a busy machine is slow. */
const PATIENCE_MS = 20_000;

/** A page of the console, and what it must not do. */
export interface ConsolePage {
  readonly page: Page;
  /** Hosts that it has talked to. */
  readonly hosts: ReadonlySet<string>;
  /** Uncaught errors, and everything that the content security policy has refused. */
  readonly faults: readonly string[];
}

/** Opens an address of the console in a tab with a storage of its own. */
export async function openConsole(browser: Browser, address: string): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 860 } });
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
  await page.goto(address);
  return { page, hosts, faults };
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

/** A page that talked to its gateway only, without errors or anything that its policy refused. */
export function expectSelfContained({ faults, hosts }: ConsolePage): void {
  expect(faults).toEqual([]);
  expect(hosts.size).toBe(1);
}
