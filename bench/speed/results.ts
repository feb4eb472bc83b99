/** What the bench has found: tables, and what of the bars was reached. Sections run one by one add to one file. */
import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, release, totalmem } from 'node:os';
import { CAN_PIN } from './processes.js';

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Figures behind the name of what has shown them. */
export type Figures = readonly [name: string, ...figures: number[]];

/** A bar that was set, and what was measured. */
export interface Reach {
  readonly id: string;
  readonly what: string;
  readonly measured: number;
  readonly bar: number;
  /** Which side of the bar is good. */
  readonly sense: 'at most' | 'at least' | 'below';
  readonly unit: '' | 'ms' | 'MB';
}

/** What one section gives. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly reach: readonly Reach[];
}

/** All sections, as they stand in the file. */
interface Results extends Findings {
  readonly machine: string;
}

/** The first one's figures as parts of each other one's. */
export function ratiosOf([own, ...others]: readonly Figures[]): readonly Figures[] {
  if (own === undefined) return [];
  const [ownName, ...ownFigures] = own;
  return others.map(([name, ...figures]) => [
    `${ownName} / ${name}`,
    ...figures.map((figure, index) => (ownFigures[index] ?? Number.NaN) / figure),
  ]);
}

function isMet({ measured, bar, sense }: Reach): boolean {
  if (sense === 'at least') return measured >= bar;
  return sense === 'below' ? measured < bar : measured <= bar;
}

/** The machine that this runs on, in words. */
function describeMachine(): string {
  const [cpu] = cpus();
  const pinned = CAN_PIN ? 'server on one core, everything else on another' : 'cores not assigned';
  return (
    `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `${process.platform} ${release()} ${arch()}, Node ${process.versions.node}; ${pinned}`
  );
}

/** Adds findings to the file, in the place of older ones of the same ids, and writes the report beside it. */
export async function save(file: URL, found: Findings): Promise<void> {
  const old = await readResults(file);
  const results: Results = {
    machine: describeMachine(),
    tables: merge(old.tables, found.tables),
    reach: merge(old.reach, found.reach),
  };
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(new URL(file.href.replace(/\.json$/u, '.md')), report(results));
}

async function readResults(file: URL): Promise<Findings> {
  const text = await readFile(file, 'utf8').catch(() => '{ "tables": [], "reach": [] }');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by save
  return JSON.parse(text) as Findings;
}

function merge<T extends { readonly id: string }>(old: readonly T[], found: readonly T[]): readonly T[] {
  const all = new Map(old.map((each) => [each.id, each]));
  for (const each of found) all.set(each.id, each);
  return [...all.values()];
}

function report({ machine, tables, reach }: Results): string {
  return [
    '# Speed: results',
    `${machine}. Medians of rounds in alternating order. What is compared is told in [the README](../README.md#speed);\ndifferences under 20 % mean little.`,
    '## What was reached',
    renderReach(reach),
    '## Figures',
    ...tables.flatMap((table) => [`### ${table.title}`, renderTable(table)]),
  ].join('\n\n');
}

export function renderReach(reach: readonly Reach[]): string {
  const rows = reach.map((each) => [
    each.what,
    `${each.sense} ${each.bar} ${each.unit}`.trim(),
    `${rounded(each.measured)} ${each.unit}`.trim(),
    isMet(each) ? 'yes' : '**no**',
  ]);
  return renderRows(['what', 'bar', 'measured', 'met'], rows);
}

export function renderTable({ columns, rows }: Table): string {
  return renderRows(
    columns,
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : rounded(cell)))),
  );
}

function renderRows(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Three digits that mean something. */
function rounded(value: number): string {
  if (!Number.isFinite(value)) return '';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
