import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { federationSchema } from '../../src/config/schema.js';
import { isWithoutBrowser } from '../helpers/browser.js';
import { expectLoaded, keepPicture, seriousFindings, useConsole } from '../helpers/console-page.js';
import { NO_CACHE, sandboxProviders, useGateway } from '../helpers/gateway.js';
import { useSandbox } from '../helpers/sandbox.js';

const isSkipped = isWithoutBrowser('the console');

describe.skipIf(isSkipped)('the console in a browser', () => {
  const sandbox = useSandbox({ size: 40 });
  const gateway = useGateway(() => ({
    providers: sandboxProviders(sandbox()),
    config: { cache: NO_CACHE, federation: federationSchema.parse({ snapshotTtlMs: 0 }) },
  }));
  const open = useConsole();

  async function visit(hash: string): Promise<Page> {
    const page = await open(`${gateway().origin}/${hash}`);
    await expectLoaded(page);
    return page;
  }
  const modelLinks = (page: Page) => page.getByRole('listitem').getByRole('heading', { level: 3 });
  const namesOf = (page: Page) => modelLinks(page).allInnerTexts();

  it('shows the models of all providers, more of them as one scrolls, and narrows them down', async () => {
    const page = await visit('');
    await expect.poll(() => modelLinks(page).count()).toBeGreaterThanOrEqual(30);
    const first = await modelLinks(page).count();

    await page.mouse.wheel(0, 20_000);
    await expect.poll(() => modelLinks(page).count()).toBeGreaterThan(first);
    await page.getByLabel('Provider').selectOption('market');
    await page.getByLabel('Search').fill('leaf');

    await expect.poll(() => namesOf(page)).toContain('leaf-segmenter');
    await expect
      .poll(() => page.locator('.item-provider').allInnerTexts())
      .not.toContain('registry\nRegistry');
    await expect.poll(() => page.url()).toMatch(/#\/models\?provider=market&q=leaf$/u);
    await page.reload();
    await expect.poll(() => namesOf(page)).toContain('leaf-segmenter');
    expect(await page.getByLabel('Search').inputValue()).toBe('leaf');
    await page.getByLabel('Search').fill('no model is called this');
    await page.getByRole('button', { name: 'Show all models' }).click();
    await expect.poll(() => modelLinks(page).count()).toBeGreaterThanOrEqual(30);
  });

  it('opens a model from the list by keyboard, and the address of its page survives a reload', async () => {
    const page = await visit('#/models?provider=registry&q=Label+Orientation');
    await page.getByRole('link', { name: 'Label Orientation' }).focus();
    await page.keyboard.press('Enter');

    for (const time of ['first', 'again']) {
      await page.getByRole('heading', { level: 1, name: 'Label Orientation' }).waitFor();
      await page.getByText('Tells whether a label is upside down.').waitFor();
      await page.getByRole('region', { name: 'Lineage' }).getByRole('link').waitFor();
      await page.getByRole('region', { name: 'Classes' }).getByText('180°').waitFor();
      if (time === 'first') await page.reload();
    }
    expect(await page.title()).toBe('Label Orientation · Modelgate');
  });

  it('starts a download and shows its bar move to the end, then its verified file', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 400_000 });
    const page = await visit('#/models?provider=registry&q=Shelf+Gaps');
    await page.getByRole('link', { name: 'Shelf Gaps' }).click();
    await page.getByRole('button', { name: 'Download Shelf Gaps' }).click();
    await page.getByRole('link', { name: 'Downloads' }).click();

    const bar = page.getByRole('progressbar', { name: 'Shelf Gaps' });
    const stand = async () => Number(await bar.getAttribute('aria-valuenow'));
    await expect.poll(stand).toBeGreaterThan(0);
    const early = await stand();
    expect(early).toBeLessThan(100);
    await page.getByText(/\d kB\/s|\d MB\/s/u).waitFor();
    await keepPicture(page, 'downloads');
    await expect.poll(stand, { timeout: 30_000 }).toBe(100);
    await page.getByText('Completed').waitFor();
    await page.getByText('1 file').click();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: /^Save /u }).click();
    const saved = await (await saving).path();
    expect(readFileSync(saved).length).toBeGreaterThan(100_000);
  });

  it('pauses, resumes and cancels a download', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 20_000 });
    const page = await visit('#/models?provider=registry&q=Wake+Gate');
    await page.getByRole('link', { name: 'Wake Gate' }).click();
    await page.getByRole('button', { name: 'Download Wake Gate' }).click();

    await page.getByRole('button', { name: 'Pause Wake Gate' }).click();
    await page.getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Resume Wake Gate' }).click();
    await page.getByRole('button', { name: 'Cancel Wake Gate' }).click();
    await page.getByRole('link', { name: 'Downloads' }).click();

    await page.locator('[data-state="CANCELLED"]').getByText('Wake Gate').first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Retry Wake Gate' }).count()).toBe(1);
  });

  it('says which provider is missing, and still shows the others', async () => {
    sandbox().faults.add({ server: 'registry', kind: 'drop' });
    const page = await visit('#/models');

    const note = page.getByRole('status').filter({ hasText: 'This list is not complete.' });
    await note.waitFor();
    expect(await note.innerText()).toMatch(/registry: .*PROVIDER_UNAVAILABLE/su);
    expect(await modelLinks(page).count()).toBeGreaterThan(10);
    await keepPicture(page, 'provider-down');
    sandbox().faults.clear();
    await note.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => note.count(), { timeout: 20_000 }).toBe(0);
  });

  it('draws the metrics of a run, names the best checkpoints, and compares those that are chosen', async () => {
    const page = await visit('#/runs?provider=runs&status=RUNNING');
    await modelLinks(page).first().getByRole('link').click();

    await page.getByText(/^Lowest [\d.]+ at epoch_\d+$/u).waitFor();
    expect(await page.locator('canvas').count()).toBeGreaterThan(1);
    await page.getByRole('checkbox').nth(0).check();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('heading', { level: 1, name: 'Comparison' }).waitFor();
    await expect.poll(() => page.getByRole('columnheader').count()).toBe(3);
    await expect.poll(() => page.locator('canvas').count()).toBeGreaterThan(0);
  });

  it('unloads a model of the local runtime and loads it again', async () => {
    const page = await visit('#/runtime');
    await page
      .getByRole('button', { name: /^Load / })
      .first()
      .waitFor();
    const loads = page.getByRole('button', { name: /^Load / });
    const name = (await loads.first().getAttribute('aria-label'))!.replace('Load ', '');

    await loads.first().click();
    await page.getByRole('button', { name: `Unload ${name}`, exact: true }).click();
    await expect.poll(() => page.getByRole('button', { name: `Load ${name}`, exact: true }).count()).toBe(1);
  });

  it('asks before it deletes', async () => {
    const page = await visit('#/models?provider=market&q=pest-spotter');
    await page.getByRole('link', { name: 'pest-spotter' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    const question = page.getByRole('dialog', { name: 'Delete pest-spotter?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await question.getByRole('button', { name: 'Delete' }).click();

    await page.getByText(/^pest-spotter: /u).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/models$/u);
  });

  it('shows the health of the providers as it changes', async () => {
    const page = await visit('#/providers');
    const state = () => page.locator('[data-provider="runs"] .badge').innerText();
    const call = () =>
      gateway().askText('{ runs(first: 1, filter: { providers: ["runs"] }) { nodes { id } } }');
    await call();
    await expect.poll(state).toBe('Up');
    sandbox().faults.add({ server: 'runs', kind: 'drop' });

    const { data } = await call();

    expect(data?.['runs'].nodes).toEqual([]);
    await expect.poll(state).toMatch(/^(?:Degraded|Down)$/u);
  });

  it('has pictures of the catalogue and of a run, for the documents', async () => {
    const page = await visit('#/models?status=READY&available=yes');
    await expect.poll(() => modelLinks(page).count()).toBeGreaterThan(5);
    await keepPicture(page, 'console-models');
    await page.evaluate(() => (location.hash = '#/runs?provider=runs&status=SUCCEEDED'));
    await page.getByRole('link', { name: 'Runs' }).waitFor();
    await modelLinks(page).first().getByRole('link').click();
    await page.getByText(/^Lowest [\d.]+ at epoch_\d+$/u).waitFor();
    await page.getByRole('region', { name: 'Metrics over epochs' }).evaluate((part) => part.scrollIntoView());
    await page.evaluate(() => scrollBy(0, -80));
    await keepPicture(page, 'console-run');
    expect(await page.locator('canvas').count()).toBeGreaterThan(1);
  });

  it('can be used by keyboard and screen reader on every page, light and dark, and fits a phone', async () => {
    const page = await visit('');
    const { runs } = (
      await gateway().askText(
        '{ runs(first: 1, filter: { providers: ["runs"], status: [RUNNING] }) { nodes { ref checkpoints { nodes { id } } } } }',
      )
    ).data!;
    const { models } = (
      await gateway().askText(
        '{ models(first: 1, search: "Label Orientation", filter: { providers: ["registry"] }) { nodes { ref } } }',
      )
    ).data!;
    const run = runs.nodes[0];
    const places = {
      models: '#/models',
      model: `#/models/${encodeURIComponent(models.nodes[0].ref)}`,
      runs: '#/runs',
      run: `#/runs/${encodeURIComponent(run.ref)}`,
      compare: `#/compare?id=${run.checkpoints.nodes[4].id}&id=${run.checkpoints.nodes[8].id}`,
      downloads: '#/downloads',
      runtime: '#/runtime',
      providers: '#/providers',
      nowhere: '#/nowhere',
    };
    const findings: string[] = [];
    for (const [name, hash] of Object.entries(places)) {
      await page.evaluate((to) => (location.hash = to), hash);
      await expectLoaded(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 1_280, height: 860 });
        findings.push(
          ...(await seriousFindings(page)).map((finding) => `${name}, ${colorScheme}: ${finding}`),
        );
        await keepPicture(page, `${name}-${colorScheme}`);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (excess > 0) findings.push(`${name} is ${excess} px wider than a phone`);
      await keepPicture(page, `${name}-phone`);
    }
    expect(findings).toEqual([]);
  });
});
