import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../helpers/ask.js';
import { isWithoutBrowser, openPage } from '../helpers/browser.js';
import { startGatewayProgram, type GatewayProgram } from '../helpers/process.js';

const isSkipped = isWithoutBrowser('GraphiQL');

let gateway: GatewayProgram;

/** Runs the operation of the tab that is open. */
const run = (page: Page) => page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).click();

/** Waits until the answer holds something. The editor's spaces are no plain ones, so write `\\s`. */
async function expectAnswer(page: Page, pattern: RegExp): Promise<void> {
  const answer = page.getByRole('region', { name: 'Result Window' });
  await expect.poll(() => answer.innerText(), { timeout: 20_000 }).toMatch(pattern);
}

describe.skipIf(isSkipped)('GraphiQL', () => {
  beforeEach(async () => {
    gateway = await startGatewayProgram();
  });

  it('opens at the endpoint, runs the first query, and asks nobody but the gateway', async () => {
    const { page, addresses, errors } = await openPage(gateway.url);

    await run(page);

    await expectAnswer(page, /"ref":\s"(registry|runs|market|local):/u);
    expect(await page.title()).toBe('Modelgate');
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['NewestModels', 'Start', 'Watch']);
    const hosts = addresses
      .filter((address) => /^(https?|wss?):/u.test(address))
      .map((each) => new URL(each).host);
    expect(new Set(hosts)).toEqual(new Set([new URL(gateway.origin).host]));
    expect(errors).toEqual([]);
  });

  it('shows a download from its start to its end in the tab of the subscription', async () => {
    const { page, sent } = await openPage(gateway.url);
    const { models } = await ask<{ models: { nodes: { id: string; ref: string }[] } }>(
      gateway.url,
      '{ models(first: 1, filter: { providers: ["registry"], downloadable: true }) { nodes { id ref } } }',
    );
    const [model] = models.nodes;
    await page.getByRole('tab', { name: 'Watch' }).click();
    await page.getByText('downloadsChanged').waitFor();
    // The page needs a moment to see that another tab has another operation; until then it refuses to run any.
    const isSubscribed = () => sent.some((message) => message.includes('"type":"subscribe"'));
    const runOnce = async () => (isSubscribed() ? undefined : run(page));
    await expect.poll(() => runOnce().then(isSubscribed), { interval: 1_000, timeout: 20_000 }).toBe(true);

    await ask(gateway.url, 'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }', {
      id: model!.id,
    });

    await expectAnswer(page, /"state":\s"COMPLETED"/u);
    await expectAnswer(page, new RegExp(`"ref":\\s"${model!.ref}"`, 'u'));
    await expectAnswer(page, /"percent":\s100\b/u);
    await expectAnswer(page, new RegExp(`"url":\\s*"${gateway.origin}/`, 'u'));
  });
});
