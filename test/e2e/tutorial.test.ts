import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWithoutBrowser, openPage } from '../helpers/browser.js';
import { codeBlocks, section } from '../helpers/markdown.js';
import { ROOT, startGatewayProgram } from '../helpers/process.js';
import { expectToFollow } from '../helpers/tutorial-reader.js';

const isSkipped = isWithoutBrowser('the console in the tutorial');

/** It takes half a minute on a machine with nothing else to do. */
const PATIENCE_MS = 300_000;

const tutorial = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8');

describe('docs/tutorial.md', () => {
  it(
    'can be followed from its beginning to its end, and shows what one sees',
    async () => {
      await expectToFollow(codeBlocks(tutorial));
    },
    PATIENCE_MS,
  );

  it.skipIf(isSkipped)('names what there is in the console', async () => {
    const text = section(tutorial, 'The console');
    const [search, model, button, downloads] = [...text.matchAll(/\*\*(.+?)\*\*/gu)].map(
      ([, name = '']) => name,
    );
    const gateway = await startGatewayProgram();
    const { page } = await openPage(gateway.origin);

    await page.getByLabel(search!).fill(/Type `(.+?)`/u.exec(text)![1]!);
    await page.getByRole('link', { name: model! }).click();
    await page.getByRole('button', { name: `${button} ${model}` }).click();
    await page.getByRole('link', { name: downloads! }).click();

    const bar = page.getByRole('progressbar', { name: model! });
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('100');
  });

  it('links to files that exist', () => {
    const links = [...tutorial.matchAll(/\]\(([^):#]+)\)/gu)].map(([, path = '']) => path);

    expect(links).toContain('configuration.md');
    expect(links.filter((path) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
  });
});
