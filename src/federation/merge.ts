import type { SortDirection } from '../domain/common.js';
import type { Sequence } from './sequence.js';
import { compareKeys, type Keyed } from './sort-key.js';

interface Head<T> {
  readonly sequence: Sequence<T>;
  readonly index: number;
  readonly place: Keyed<T>;
}

/**
 * The first `count` places over all sequences, each ref once. Reads of a sequence only what it takes to know them.
 * Rejects when one of the sequences does.
 */
export async function mergeFirst<T>(
  sequences: readonly Sequence<T>[],
  count: number,
  direction: SortDirection,
): Promise<readonly Keyed<T>[]> {
  const merged = new Map<string, Keyed<T>>();
  const heads = await Promise.all(sequences.map((sequence) => headAt(sequence, 0)));
  while (merged.size < count) {
    const smallest = indexOfSmallest(heads, direction);
    const head = heads[smallest];
    if (head === undefined || head === null) break;
    if (!merged.has(head.place.ref)) merged.set(head.place.ref, head.place);
    if (merged.size === count) break;
    const next = head.index + 1;
    const place = head.sequence.peek(next);
    // A page has a hundred places, and nearly all of them are there already.
    heads[smallest] =
      place === undefined ? await headAt(head.sequence, next) : headOf(head.sequence, next, place);
  }
  return [...merged.values()];
}

async function headAt<T>(sequence: Sequence<T>, index: number): Promise<Head<T> | null> {
  return headOf(sequence, index, await sequence.at(index));
}

function headOf<T>(sequence: Sequence<T>, index: number, place: Keyed<T> | null): Head<T> | null {
  return place === null ? null : { sequence, index, place };
}

/** A heap would not pay: there are as many heads as listings, a dozen at most. */
function indexOfSmallest<T>(heads: readonly (Head<T> | null)[], direction: SortDirection): number {
  let smallest = -1;
  for (const [index, head] of heads.entries()) {
    const best = heads[smallest];
    if (head !== null && (best == null || compareKeys(head.place, best.place, direction) < 0))
      smallest = index;
  }
  return smallest;
}
