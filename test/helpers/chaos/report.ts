import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../process.js';

const PATH = join(ROOT, 'docs/reliability.md');

/** Whether the long form is asked for, whose figures are written down. */
export const IS_LONG = process.env['CHAOS'] === 'long';

/** Milliseconds for people. */
export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** The lines of a table in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}

/** Prints figures and, in the long form, puts them between their marks in docs/reliability.md. */
export function report(mark: string, text: string): void {
  process.stdout.write(`\n${text}\n`);
  if (!IS_LONG) return;
  const [begin, end] = [`<!-- ${mark}: begin -->`, `<!-- ${mark}: end -->`];
  const before = readFileSync(PATH, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from === -1 || to === -1) throw new Error(`${PATH} has no place for ${mark}`);
  writeFileSync(
    PATH,
    `${before.slice(0, from + begin.length)}\n\n${text}\n\n${machine()}\n\n${before.slice(to)}`,
  );
}

/** What the figures were measured on. */
function machine(): string {
  const [first] = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return (
    `Measured on ${day}: ${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memoryGiB} GiB, ` +
    `${platform()} ${release().split('-')[0]} ${arch()}, Node ${process.versions.node}; gateway, providers and clients on the same machine.`
  );
}
