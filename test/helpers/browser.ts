import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Path of the browser. */
const BROWSER = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** A page's scripts are large, and a busy machine is slow. */
const PATIENCE_MS = 20_000;

/** Whether tests in a browser are left out, which is said once; never where a CI runs them. */
export function isWithoutBrowser(what: string): boolean {
  const isSkipped = !existsSync(BROWSER) && process.env['CI'] === undefined;
  if (isSkipped)
    process.stderr.write(`SKIPPED: ${what}, because there is no chromium; CHROMIUM_PATH says where it is.\n`);
  return isSkipped;
}

/** Starts a browser; the caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
}

/** A page of a real browser, and every address that it has asked for. */
export interface WatchedPage {
  readonly page: Page;
  /** Of requests and of WebSockets; `blob:` and `data:` address what the page has made itself. */
  readonly addresses: readonly string[];
  /** Messages that it has sent over WebSockets. */
  readonly sent: readonly string[];
  /** Uncaught errors of the page's scripts. */
  readonly errors: readonly Error[];
}

/** Opens an address in a browser that is gone when the test ends. */
export async function openPage(address: string): Promise<WatchedPage> {
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  // High enough for whole answers: the editor keeps only the lines that can be seen.
  const page = await browser.newPage({ viewport: { width: 1_400, height: 2_000 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const addresses: string[] = [];
  const errors: Error[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    addresses.push(socket.url());
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(address);
  return { page, addresses, sent, errors };
}
