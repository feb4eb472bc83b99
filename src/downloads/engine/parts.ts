import type { Tuning } from './tuning.js';

/** Bytes `start` to `end`, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of the object that one connection brings. */
export interface Part {
  readonly start: number;
  /** Not included; Infinity while the length of the object is unknown. */
  readonly end: number;
  /** Everything from `start` to here is written. */
  readonly position: number;
}

interface Claim {
  start: number;
  end: number;
  position: number;
}

/**
 * Which bytes of one object are written, which are under way, and which come next: in order from the front. Pure
 * bookkeeping; nothing is read or written here.
 */
export class PartMap {
  /** Null while unknown. */
  #totalBytes: number | null;
  /** Sorted, disjoint, not touching. */
  #written: Span[];
  readonly #claims = new Set<Claim>();
  readonly #tuning: Tuning;
  #receivedBytes: number;

  constructor(tuning: Tuning, written: readonly Span[], totalBytes: number | null) {
    this.#tuning = tuning;
    this.#written = joinSpans(written);
    this.#totalBytes = totalBytes;
    this.#receivedBytes = countBytes(this.#written);
  }

  get totalBytes(): number | null {
    return this.#totalBytes;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get isComplete(): boolean {
    return this.#totalBytes === this.#receivedBytes;
  }

  /** The length became known; parts under way end there at the latest. */
  setTotal(totalBytes: number): void {
    this.#totalBytes = totalBytes;
    for (const claim of this.#claims) claim.end = Math.min(claim.end, totalBytes);
  }

  /** The next stretch that nobody brings yet; null when there is none inside the window. */
  claim(connections: number): Part | null {
    const total = this.#totalBytes ?? Infinity;
    const gap = this.#firstGap(total);
    if (gap === null || gap.start >= this.frontierBytes + this.#tuning.windowBytes) return null;
    const end = Math.min(gap.end, gap.start + this.#partBytes(total, connections));
    const claim = { start: gap.start, end, position: gap.start };
    this.#claims.add(claim);
    return claim;
  }

  /** Everything that is missing, as one part without end; only for an object that nothing is known of. */
  claimAll(): Part {
    const claim = { start: 0, end: this.#totalBytes ?? Infinity, position: 0 };
    this.#claims.add(claim);
    return claim;
  }

  /** The host sends less of the part than was asked for, or tells where a part ends that was asked for without an end. */
  resize(part: Part, end: number): void {
    this.#own(part).end = end;
  }

  /** So many bytes more of the part are written. */
  advance(part: Part, bytes: number): void {
    this.#own(part).position += bytes;
    this.#receivedBytes += bytes;
  }

  /** Nobody brings the rest of this part any more. */
  release(part: Part): void {
    this.#claims.delete(this.#own(part));
    if (part.position > part.start) {
      this.#written = joinSpans([...this.#written, { start: part.start, end: part.position }]);
    }
  }

  /** What is written of this stretch is missing again; nobody may be bringing any of it. */
  forget({ start, end }: Span): void {
    this.#written = joinSpans(
      this.#written.flatMap((span) => [
        { start: span.start, end: Math.min(span.end, start) },
        { start: Math.max(span.start, end), end: span.end },
      ]),
    );
    this.#receivedBytes = countBytes(this.#written) + countBytes([...this.#claims].map(underWay));
  }

  /** All bytes before this one are written. */
  get frontierBytes(): number {
    const [first] = this.writtenSpans();
    return first?.start === 0 ? first.end : 0;
  }

  /** Sorted, disjoint, not touching. */
  writtenSpans(): readonly Span[] {
    if (this.#claims.size === 0) return this.#written;
    return joinSpans([...this.#written, ...[...this.#claims].map(underWay)]);
  }

  #firstGap(total: number): Span | null {
    const taken = joinSpans([...this.#written, ...this.#claims]);
    const [first, second] = taken;
    const gap =
      first?.start === 0
        ? { start: first.end, end: second?.start ?? total }
        : { start: 0, end: first?.start ?? total };
    return gap.start < Math.min(gap.end, total) ? gap : null;
  }

  #partBytes(total: number, connections: number): number {
    const { partBytes, solePartBytes, minPartBytes } = this.#tuning;
    if (connections === 1) return solePartBytes;
    const share = (total - this.#receivedBytes) / (2 * connections);
    return Math.max(minPartBytes, Math.min(partBytes, Math.floor(share)));
  }

  #own(part: Part): Claim {
    for (const claim of this.#claims) if (claim === part) return claim;
    throw new Error('The part is not under way.');
  }
}

/** What a connection has brought of its part. */
function underWay({ start, position }: Part): Span {
  return { start, end: position };
}

/** Of spans that are disjoint. */
export function countBytes(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** The same bytes as few spans in order; empty ones vanish. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= start) continue;
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    } else joined.push({ start, end });
  }
  return joined;
}
