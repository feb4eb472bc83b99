import * as z from 'zod';
import { parseJson } from '../domain/common.js';
import type { Freshness, HttpAnswer } from '../http/types.js';
import type { ReadKind } from '../http/read-subject.js';
import type { CacheTimes, Lifetime } from './types.js';

/** An answer with the time for which it serves. Times are on the cache's clock. */
export interface KeptAnswer {
  /** Without headers: those tell of one exchange. Frozen, and the same object for everybody. */
  readonly answer: HttpAnswer;
  /** Size of the body as text, about. */
  readonly bytes: number;
  /** See `Editions` and `SharedView.generation`. */
  readonly edition: string;
  readonly keptAtMs: number;
  readonly freshUntilMs: number;
  readonly usableUntilMs: number;
}

const MISSING_STATUSES: ReadonlySet<number> = new Set([404, 410]);

/** How long an answer serves; null where answers of this kind or status are not kept. */
export function lifetimeOf(status: number, kind: ReadKind, times: CacheTimes): Lifetime | null {
  const { ttlMs, staleMs } = times[kind];
  if (status >= 200 && status <= 299) return ttlMs === 0 ? null : { ttlMs, staleMs };
  const missingTtlMs = Math.min(times.missingTtlMs, ttlMs);
  return MISSING_STATUSES.has(status) && missingTtlMs > 0 ? { ttlMs: missingTtlMs, staleMs: 0 } : null;
}

/** What is kept of an answer that came just now. */
export function toKept(answer: HttpAnswer, edition: string, lifetime: Lifetime, nowMs: number): KeptAnswer {
  const { status, body, headers } = answer;
  const freshUntilMs = nowMs + lifetime.ttlMs;
  return {
    answer: Object.freeze({ status, headers: NO_HEADERS, body }),
    bytes: sizeOf(body, headers['content-length']),
    edition,
    keptAtMs: nowMs,
    freshUntilMs,
    usableUntilMs: freshUntilMs + lifetime.staleMs,
  };
}

/** Whether an answer may serve such a call at all. */
export function isUsableFor(kept: KeptAnswer, freshness: Freshness | undefined, nowMs: number): boolean {
  return typeof freshness === 'object' ? isGoodFor(kept, freshness, nowMs) : nowMs < kept.usableUntilMs;
}

/** Whether an answer serves such a call without being renewed. */
export function isGoodFor(
  { keptAtMs, freshUntilMs }: KeptAnswer,
  freshness: Freshness | undefined,
  nowMs: number,
): boolean {
  return typeof freshness === 'object' ? nowMs - keptAtMs < freshness.maxAgeMs : nowMs < freshUntilMs;
}

const NO_HEADERS = Object.freeze({});

/** The length that came with the answer is that of its text; parsed, it takes a few times as much. */
function sizeOf(body: unknown, contentLength: string | undefined): number {
  const isKnown = /^\d{1,10}$/u.test(contentLength ?? '');
  return isKnown ? Number(contentLength) : JSON.stringify(body ?? null).length;
}

const sharedSchema = z.object({
  /** Milliseconds since 1970, since replicas have no other clock in common. */
  keptAtMs: z.number(),
  ttlMs: z.number(),
  staleMs: z.number(),
  status: z.int(),
  /** Whatever a provider said: JSON, having been parsed. */
  body: z.unknown(),
});

/** An answer as replicas share it. */
export function toSharedText({ status, body }: HttpAnswer, lifetime: Lifetime, wallClockMs: number): string {
  return JSON.stringify({ keptAtMs: wallClockMs, ...lifetime, status, body: body ?? null });
}

/** Reads what a replica has kept, however old it is; null for what is no such text. */
export function parseSharedText(
  text: string,
  edition: string,
  clocks: { readonly nowMs: number; readonly wallClockMs: number },
): KeptAnswer | null {
  const found = sharedSchema.safeParse(parseJson(text)).data;
  if (found === undefined) return null;
  const { ttlMs, staleMs, status, body } = found;
  const keptAtMs = clocks.nowMs - Math.max(0, clocks.wallClockMs - found.keptAtMs);
  const freshUntilMs = keptAtMs + ttlMs;
  const usableUntilMs = freshUntilMs + staleMs;
  const answer = Object.freeze({ status, headers: NO_HEADERS, body });
  return { answer, bytes: text.length, edition, keptAtMs, freshUntilMs, usableUntilMs };
}
