import { isGatewayError } from '../../errors/gateway-error.js';
import type { ByteSink, Flow, RangeReader } from '../../http/range-reader.js';
import type { ResponseHeaders } from '../../http/types.js';
import { cutError, surplusError } from './failures.js';
import { canContinue, judgeAnswer, strongEtag, type Verdict } from './judge-answer.js';
import type { Part, PartMap } from './parts.js';
import { RateMeter } from './peer-rates.js';
import type { Reception } from './reception.js';
import type { Location } from './source.js';

/** Another length stays another length, however often it is asked for, and a full volume is full for every connection. */
const NOT_OF_THE_CONNECTION: ReadonlySet<string> = new Set(['INTEGRITY_MISMATCH', 'STORAGE_FULL']);

/** How a connection ended that no failure of the transfer itself ended. */
export type Ending =
  | Exclude<Verdict, { kind: 'take' }>
  /** The part is here. */
  | { readonly kind: 'ended' }
  /** It was ended from this side. */
  | { readonly kind: 'left' }
  /** Nothing came for too long, or so little that another connection is the better try. */
  | { readonly kind: 'replaced' };

/** What a connection is for. */
export interface ConnectionPlan {
  readonly part: Part;
  /** Without a range the whole object is asked for. */
  readonly isRanged: boolean;
  readonly hasExpectedDigest: boolean;
  readonly trustedOrigins: readonly string[];
  /** Counts bytes that were written; gives the milliseconds for which no more should come. */
  onBytes(bytes: number): number;
}

/** Brings one part of the object over one connection. */
export class Connection implements ByteSink {
  readonly #plan: ConnectionPlan;
  readonly #reception: Reception;
  readonly #parts: PartMap;
  readonly #leaving = new AbortController();
  #flow: Flow | null = null;
  #verdict: Verdict | null = null;
  #isReplaced = false;
  /** Null where another connection could not go on from here. */
  #meter: RateMeter | null = null;
  #resumeTimer: NodeJS.Timeout | undefined;
  #isPaused = false;
  /** On the clock of `performance.now()`; null until the connection is begun. */
  #heardAtMs: number | null = null;
  #startedAtMs = 0;

  constructor(plan: ConnectionPlan, reception: Reception) {
    this.#plan = plan;
    this.#reception = reception;
    this.#parts = reception.parts;
  }

  /** Aborted when the connection is to end. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  /** Whether it has been begun; before that it waits for its turn at the host. */
  get isOpen(): boolean {
    return this.#heardAtMs !== null;
  }

  /** On the clock of `performance.now()`. */
  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  get broughtBytes(): boolean {
    return this.#plan.part.position > this.#plan.part.start;
  }

  /** Throws GatewayError when no further connection can help. */
  async run(reader: RangeReader, location: Location): Promise<Ending> {
    const { trustedOrigins } = this.#plan;
    const headers = this.#headers();
    this.#startedAtMs = performance.now();
    this.#heardAtMs = this.#startedAtMs;
    try {
      await reader.read({ url: location.url, trustedOrigins, headers, signal: this.signal }, this);
    } catch (error) {
      if (this.#isReplaced) return { kind: 'replaced' };
      if (this.signal.aborted) return { kind: 'left' };
      if (!isGatewayError(error) || !error.retryable) throw error;
      if (NOT_OF_THE_CONNECTION.has(error.code)) throw error;
      return { kind: 'retry', error };
    } finally {
      clearTimeout(this.#resumeTimer);
    }
    return this.#conclude();
  }

  leave(): void {
    this.#leaving.abort();
  }

  /** Ends the connection because another one is the better try. */
  replace(): void {
    this.#isReplaced = true;
    this.leave();
  }

  /** Whether nothing has come for so long although nothing holds it back from this side. */
  isSilentFor(ms: number, nowMs: number): boolean {
    return this.#heardAtMs !== null && !this.#isPaused && nowMs - this.#heardAtMs >= ms;
  }

  /**
   * Bytes a millisecond since the body began or this was asked last; null when that is not so long ago, and where another
   * connection could not go on from here.
   */
  takeRate(nowMs: number, windowMs: number): number | null {
    return this.#meter?.takeWindow(nowMs, windowMs) ?? null;
  }

  /** Keeps the parts' books; the connection must have ended. */
  release(): void {
    this.#parts.release(this.#plan.part);
  }

  begin(status: number, headers: ResponseHeaders, flow: Flow): boolean {
    const { part, isRanged, hasExpectedDigest } = this.#plan;
    const question = {
      start: part.start,
      end: part.end,
      isRanged,
      hasExpectedDigest,
      identity: this.#reception.identity,
    };
    const verdict = judgeAnswer(status, headers, question, Date.now());
    this.#verdict = verdict;
    this.#heardAtMs = performance.now();
    if (verdict.kind !== 'take') return false;
    this.#parts.resize(part, verdict.end);
    if (this.#reception.identity === null) this.#reception.adopt(verdict.identity);
    this.#flow = flow;
    if (status === 206 && canContinue(verdict.identity, hasExpectedDigest)) {
      this.#meter = new RateMeter(this.#heardAtMs);
    }
    return true;
  }

  take(bytes: Uint8Array): void {
    const { part } = this.#plan;
    if (part.position + bytes.length > part.end) throw surplusError();
    this.#reception.write(part, bytes);
    this.#heardAtMs = performance.now();
    this.#meter?.count(bytes.length);
    const pauseMs = this.#plan.onBytes(bytes.length);
    if (pauseMs > 0) this.#pause(pauseMs);
  }

  #headers(): Record<string, string> {
    const { part, isRanged } = this.#plan;
    if (!isRanged) return {};
    const range = `bytes=${part.start}-${part.end === Infinity ? '' : part.end - 1}`;
    const etag = strongEtag(this.#reception.identity?.etag ?? null);
    return etag === null ? { range } : { range, 'if-range': etag };
  }

  #conclude(): Ending {
    const verdict = this.#verdict;
    if (verdict === null) return { kind: 'retry', error: cutError() };
    if (verdict.kind !== 'take') return verdict;
    const { part } = this.#plan;
    if (part.end === Infinity) this.#reception.endAt(part.position);
    return part.position < part.end ? { kind: 'retry', error: cutError() } : { kind: 'ended' };
  }

  #pause(ms: number): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#meter?.stop(performance.now());
    this.#flow?.pause();
    this.#resumeTimer = setTimeout(() => {
      this.#isPaused = false;
      this.#heardAtMs = performance.now();
      this.#meter?.goOn(this.#heardAtMs);
      this.#flow?.resume();
    }, ms);
  }
}
