import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/process.js';

const BUILT = join(ROOT, 'dist/console');
const BUDGET_BYTES = 200_000;

describe('the built console', () => {
  it('takes at most 200 kB over the wire, all pages and the typeface together', () => {
    const files = readdirSync(BUILT, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !/\.(?:gz|br)$/u.test(entry.name),
    );
    const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);

    expect(files.length).toBeGreaterThan(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET_BYTES);
  });

  it('has neither scripts nor styles inside the page', () => {
    const html = readFileSync(join(BUILT, 'index.html'), 'utf8');

    expect(html).not.toMatch(/<style|<script(?![^>]* src=)[^>]*>|\bstyle=|\bon[a-z]+=/u);
  });
});
