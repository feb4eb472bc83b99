import Table from 'cli-table3';
import { visible } from './format.js';

/** A cell; null: the gateway does not know. */
export type Cell = string | null;

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns as wide as their widest cell, under a head of capitals. Colours in cells do not count as width. */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return render([head, ...rows.map((row) => row.map((cell) => cell ?? '-'))]);
}

/** Names on the left, values on the right; a line whose value is null is left out. */
export function renderFields(fields: readonly (readonly [name: string, value: Cell])[]): string {
  return render(fields.flatMap(([name, value]) => (value === null ? [] : [[`${name}:`, value]])));
}

function render(rows: readonly (readonly string[])[]): string {
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map((cell) => visible(cell))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
