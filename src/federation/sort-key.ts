import type { SortDirection } from '../domain/common.js';

/** What a list is sorted by: a number (dates as milliseconds since 1970), a text, or null for "not known". */
export type SortValue = number | string | null;

/** Place of a record in a federated list. No two records share one, because no two share a ref. */
export interface SortKey {
  readonly value: SortValue;
  /** `provider:nativeId`; decides between equal values. */
  readonly ref: string;
}

/** A record with its place in the list. */
export interface Keyed<T> extends SortKey {
  readonly record: T;
}

/** Longer texts are sorted by their beginning, which keeps cursors short; the ref decides the rest. */
const MAX_TEXT_LENGTH = 256;

/**
 * Orders values: nulls last in both directions, texts by UTF-16 code units. Exact on purpose: a locale's collation
 * differs between versions of ICU, and every replica must sort alike.
 */
export function compareValues(left: SortValue, right: SortValue, direction: SortDirection): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  const ascending = left < right ? -1 : 1;
  return direction === 'ASC' ? ascending : -ascending;
}

/** The total order of a list: by value, then by ref ascending in both directions. */
export function compareKeys(left: SortKey, right: SortKey, direction: SortDirection): number {
  const byValue = compareValues(left.value, right.value, direction);
  if (byValue !== 0) return byValue;
  if (left.ref === right.ref) return 0;
  return left.ref < right.ref ? -1 : 1;
}

/** Sort value of a date; null for null and for a date that is none. */
export function dateValue(date: Date | null): SortValue {
  return numberValue(date?.getTime() ?? null);
}

/** Sort value of a number; null for null and for what cannot be ordered. */
export function numberValue(value: number | null): SortValue {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Sort value of a text. */
export function textValue(text: string | null): SortValue {
  return text?.slice(0, MAX_TEXT_LENGTH) ?? null;
}
