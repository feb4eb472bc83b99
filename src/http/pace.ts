import type { StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';
import { rateLimitedError, type Peer } from './failures.js';
import type { SharedBucket } from './replicas.js';

/** A provider's rate limit: `requests` in every `intervalMs` on the long run, `burst` of them at once. */
export interface PaceLimit {
  readonly requests: number;
  readonly intervalMs: number;
  readonly burst: number;
}

interface Waiter {
  readonly endsAtMs: number;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * The one door through which all calls of a client go, in the order they came: a token bucket with a queue and a "not
 * before" mark. Callers that leave give their place to the next. Times are on the clock of `performance.now()`.
 *
 * Where replicas share the limit, whoever this bucket would let through needs a token of the shared one, too: so the rate
 * holds for all of them together, and for each alone while the shared bucket cannot be reached.
 */
export class Pace {
  readonly #peer: Peer;
  readonly #shared: SharedBucket | null;
  readonly #burst: number;
  /** Time in which one token grows; 0 without a limit. */
  readonly #tokenMs: number;
  readonly #queue: Waiter[] = [];
  #tokens: number;
  #countedAtMs = performance.now();
  #heldUntilMs = 0;
  /** When the shared bucket has a token again. */
  #sharedFromMs = 0;
  #isAsking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(peer: Peer, limit: PaceLimit | null, shared: SharedBucket | null = null) {
    this.#peer = peer;
    this.#shared = shared;
    this.#burst = limit?.burst ?? Number.POSITIVE_INFINITY;
    this.#tokenMs = limit === null ? 0 : limit.intervalMs / limit.requests;
    this.#tokens = this.#burst;
  }

  /**
   * Resolves when the call may be made; null: now. Throws PROVIDER_RATE_LIMITED as soon as it is clear that its turn comes
   * after `endsAtMs`, and the signal's reason when that is aborted.
   */
  enter(endsAtMs: number, signal: StopSignal): Promise<void> | null {
    if (!signal.aborted && this.#isOpen()) return null;
    return new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { endsAtMs, resolve, reject };
      this.#queue.push(waiter);
      const letGo = onFirstAbort([signal], (reason) => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(reason);
        this.#serve();
      });
      waiter.resolve = () => {
        letGo();
        resolve();
      };
      waiter.reject = (reason) => {
        letGo();
        reject(reason);
      };
      this.#serve();
    });
  }

  /** Takes a token where nobody waits and nobody else has to be asked. */
  #isOpen(): boolean {
    if (this.#shared !== null || this.#queue.length > 0) return false;
    if (this.#tokenMs === 0 && this.#heldUntilMs === 0) return true;
    const nowMs = this.#count();
    if (this.#turnAtMs(0, nowMs) > nowMs) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Lets nobody through for `waitMs` from now; a shorter wait never shortens a longer one. */
  hold(waitMs: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, performance.now() + waitMs);
    this.#serve();
  }

  /** Lets through whose turn it is, and tells those whose turn has moved behind their deadline. */
  #serve(): void {
    const nowMs = this.#count();
    clearTimeout(this.#timer);
    let due = 0;
    for (let place = 0; place < this.#queue.length;) {
      const waiter = this.#queue[place];
      const turnMs = this.#turnAtMs(place, nowMs);
      if (waiter !== undefined && turnMs > waiter.endsAtMs) {
        this.#queue.splice(place, 1);
        waiter.reject(rateLimitedError(this.#peer, turnMs - nowMs));
        continue;
      }
      if (turnMs <= nowMs) due += 1;
      place += 1;
    }
    if (due > 0) this.#admit(due);
    if (this.#queue.length === 0 || this.#isAsking) return;
    this.#timer = setTimeout(() => this.#serve(), Math.ceil(this.#turnAtMs(0, nowMs) - nowMs));
  }

  /** Lets the first ones through, where replicas share the limit as many as the others leave tokens for. */
  #admit(due: number): void {
    if (this.#shared === null) this.#letThrough(due);
    else if (!this.#isAsking) void this.#ask(this.#shared, due);
  }

  async #ask(shared: SharedBucket, due: number): Promise<void> {
    this.#isAsking = true;
    const grant = await shared.take(due);
    this.#isAsking = false;
    const nowMs = this.#count();
    if (grant !== null && grant.granted < due) this.#sharedFromMs = nowMs + grant.nextMs;
    // Meanwhile the provider may have asked to wait.
    if (this.#heldUntilMs <= nowMs) this.#letThrough(grant?.granted ?? due);
    this.#serve();
  }

  #letThrough(count: number): void {
    for (const waiter of this.#queue.splice(0, count)) {
      this.#tokens -= 1;
      waiter.resolve();
    }
  }

  /** Adds the tokens that have grown, and gives the time now. */
  #count(): number {
    const nowMs = performance.now();
    this.#tokens = this.#tokensAt(nowMs);
    this.#countedAtMs = nowMs;
    return nowMs;
  }

  /** When the caller at this place of the queue can go. */
  #turnAtMs(place: number, nowMs: number): number {
    const startMs = Math.max(nowMs, this.#heldUntilMs, this.#sharedFromMs);
    const missing = Math.max(0, place + 1 - this.#tokensAt(startMs));
    return missing === 0 ? startMs : startMs + missing * this.#tokenMs;
  }

  #tokensAt(timeMs: number): number {
    if (this.#tokenMs === 0) return this.#burst;
    return Math.min(this.#burst, this.#tokens + (timeMs - this.#countedAtMs) / this.#tokenMs);
  }
}
