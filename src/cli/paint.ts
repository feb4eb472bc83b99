import { word } from './format.js';
import type { Colors } from './output.js';
import type { Cell } from './table.js';

const GOOD: ReadonlySet<string> = new Set(['READY', 'SUCCEEDED', 'COMPLETED', 'LOADED']);
const BAD: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED']);
const UNDER_WAY: ReadonlySet<string> = new Set([
  'TRAINING',
  'RUNNING',
  'TRANSFERRING',
  'VERIFYING',
  'UNPACKING',
]);

/** A status or state as a word in a colour that says whether it is good. */
export function paintStatus(status: string | null, colors: Colors): Cell {
  const text = word(status);
  if (status === null || text === null) return null;
  if (GOOD.has(status)) return colors.green(text);
  if (BAD.has(status)) return colors.red(text);
  return UNDER_WAY.has(status) ? colors.cyan(text) : text;
}
