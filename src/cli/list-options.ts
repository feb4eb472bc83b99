import type { Command } from 'commander';
import { parseWholeNumber } from './parse-options.js';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100_000;

/** How many items a list shows. */
export interface ListLimit {
  readonly limit: number;
}

/** Adds `--limit`. */
export function addLimit(command: Command): Command {
  return command.option(
    '-n, --limit <n>',
    'most items; further pages are read as needed',
    parseWholeNumber(1, MAX_LIMIT),
    DEFAULT_LIMIT,
  );
}

/** A table, with a remark below it when it is empty or not whole. */
export function tableOrRemark(table: string, count: number, hasMore: boolean): string {
  if (count === 0) return 'There are none.';
  return hasMore ? `${table}\n… and more: raise --limit, now ${count}.` : table;
}
