/** What a `Range` header asks of an object of a known size. */
export type RangeRequest =
  | { readonly kind: 'whole' }
  /** `end` is inclusive. */
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const SINGLE_RANGE = /^bytes=(\d*)-(\d*)$/iu;

/**
 * Reads a `Range` header (RFC 9110 §14.2). A missing, malformed or multiple range means the whole object, which a server
 * may always send.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeRequest {
  const match = SINGLE_RANGE.exec(header?.trim() ?? '');
  const [first = '', last = ''] = match?.slice(1) ?? [];
  if (match === null || (first === '' && last === '')) return { kind: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  if (start >= sizeBytes) return { kind: 'unsatisfiable' };
  return { kind: 'part', start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

/** What a `Content-Range` header says (RFC 9110 §14.4); `totalBytes` is null for `*`. Null when it is unreadable. */
export interface ContentRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly totalBytes: number | null;
}

export function parseContentRange(header: string | undefined): ContentRange | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/iu.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [start, end, total] = match.slice(1);
  return { start: Number(start), end: Number(end), totalBytes: total === '*' ? null : Number(total) };
}
