import {
  circuitBreaker,
  CircuitState as LibraryState,
  ConsecutiveBreaker,
  CountBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  noJitterGenerator,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IBreaker,
} from 'cockatiel';
import type { StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { belongsTo, type Peer } from './failures.js';
import type { Resilience } from '../domain/resilience.js';
import type { ProviderNews } from './replicas.js';
import type { CircuitState } from './upstream-observer.js';

/** Half of so many last calls opens the circuit. */
const RECENT_CALLS = 20;
/** An open circuit stays so at most this many times its first duration. */
const LONGEST_FACTOR = 6;
/** A call that somebody gave up on for want of time says something about the provider if it had run for so long. */
const ABANDONED_AFTER_MS = 2_000;

const STATES: Readonly<Record<LibraryState, CircuitState>> = {
  [LibraryState.Closed]: 'CLOSED',
  [LibraryState.Open]: 'OPEN',
  [LibraryState.HalfOpen]: 'HALF_OPEN',
  [LibraryState.Isolated]: 'OPEN',
};

/** Who hears of a circuit. */
export interface CircuitAudience {
  /** Told of each change of its state. */
  changed(state: CircuitState): void;
  /** Told what other replicas should know: that nothing but failures opened it, or that a call succeeded again. */
  tell(news: ProviderNews): void;
}

/**
 * Refuses calls to a provider that does not answer, instead of letting every caller wait for the same failure. What another
 * replica saw opens it too, unless a call from here succeeded since the other's failures began; and it lets a call try
 * the provider at once when one of another replica has succeeded.
 */
export class Circuit {
  readonly #peer: Peer;
  readonly #breaker: IBreaker;
  readonly #policy: CircuitBreakerPolicy;
  readonly #openMs: number;
  readonly #failures: number;
  readonly #audience: CircuitAudience;
  /** Failures since the last success, and when the first of them was; on the clock of `performance.now()`. */
  #streak = 0;
  #failingSinceMs = 0;
  #succeededAtMs = Number.NEGATIVE_INFINITY;
  /** Whether another replica's failures are to open it. */
  #isWarned = false;
  /** Whether a call may try the provider before its time. */
  #isReleased = false;

  constructor(peer: Peer, { circuitFailures, circuitOpenMs }: Resilience, audience: CircuitAudience) {
    this.#peer = peer;
    this.#openMs = circuitOpenMs;
    this.#failures = circuitFailures;
    this.#audience = audience;
    const cooling = new ExponentialBackoff({
      initialDelay: circuitOpenMs,
      maxDelay: circuitOpenMs * LONGEST_FACTOR,
      generator: noJitterGenerator,
    });
    this.#breaker = firstOf([
      new ConsecutiveBreaker(circuitFailures),
      // One below the half, because the library opens on more than its threshold.
      new CountBreaker({ threshold: (RECENT_CALLS / 2 - 1) / RECENT_CALLS, size: RECENT_CALLS }),
      { state: null, success: () => undefined, failure: () => this.#isWarned },
    ]);
    this.#policy = circuitBreaker(
      handleWhen((error) => this.#counts(error)),
      {
        breaker: this.#breaker,
        halfOpenAfter: { next: () => this.#releasable(cooling.next()) },
      },
    );
    this.#policy.onStateChange((state) => {
      this.#isReleased = false;
      this.#report(state);
      audience.changed(STATES[state]);
    });
  }

  /** Makes the call, or throws PROVIDER_UNAVAILABLE at once. Behind a call that tries a half-open circuit, others wait. */
  run<T>(call: () => Promise<T>, signal: StopSignal): Promise<T> {
    return this.#policy.state === LibraryState.Closed
      ? call().then(this.#succeeded, this.#failed)
      : this.#runGuarded(call, signal);
  }

  async #runGuarded<T>(call: () => Promise<T>, signal: StopSignal): Promise<T> {
    try {
      return await orAborted(
        this.#policy.execute(() => this.#witness(call)),
        signal,
      );
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#refusal(error) : error;
    }
  }

  /** Another replica has learnt something. */
  hear(news: ProviderNews): void {
    if (news.kind !== 'circuit') return;
    if (!news.isOpen) this.#isReleased = this.#policy.state === LibraryState.Open;
    else if (performance.now() - this.#succeededAtMs > news.failingForMs) this.#open();
  }

  /** Opens a closed circuit without a failure of its own. */
  #open(): void {
    if (this.#policy.state !== LibraryState.Closed) return;
    this.#isWarned = true;
    const warning = new GatewayError('PROVIDER_UNAVAILABLE', 'Another replica could not reach it.');
    this.#policy
      .execute(() => Promise.reject(warning))
      .catch(() => undefined)
      .finally(() => (this.#isWarned = false));
  }

  /*
   * The library makes half a dozen promises for each call. A closed circuit refuses none, so it is enough that it hears of the
   * end: of a success by its breaker, of a failure by a call that has failed already.
   */

  readonly #succeeded = <T>(result: T): T => {
    this.#sawSuccess();
    this.#breaker.success(LibraryState.Closed);
    return result;
  };

  readonly #failed = async (error: unknown): Promise<never> => {
    this.#sawFailure(error);
    // Where others have opened it meanwhile, this one comes too late to say anything.
    if (this.#counts(error) && this.#policy.state === LibraryState.Closed)
      await this.#policy.execute(() => {
        throw error;
      });
    throw error;
  };

  async #witness<T>(call: () => Promise<T>): Promise<T> {
    try {
      const result = await call();
      this.#sawSuccess();
      return result;
    } catch (error) {
      this.#sawFailure(error);
      throw error;
    }
  }

  /** Keeps in mind what this replica saw itself. */
  #sawSuccess(): void {
    this.#streak = 0;
    this.#succeededAtMs = performance.now();
  }

  #sawFailure(error: unknown): void {
    if (!this.#counts(error)) return;
    if (this.#streak === 0) this.#failingSinceMs = performance.now();
    this.#streak += 1;
  }

  /** Tells others of what this replica saw itself, not of what it was told. */
  #report(state: LibraryState): void {
    if (state === LibraryState.Closed)
      this.#audience.tell({ kind: 'circuit', isOpen: false, failingForMs: 0 });
    if (state === LibraryState.Open && this.#streak >= this.#failures)
      this.#audience.tell({
        kind: 'circuit',
        isOpen: true,
        failingForMs: performance.now() - this.#failingSinceMs,
      });
  }

  /** The same wait, which ends early when the provider answers another replica. */
  #releasable(wait: IBackoff<unknown>): IBackoff<unknown> {
    const isReleased = (): boolean => this.#isReleased;
    return {
      get duration() {
        return isReleased() ? 0 : wait.duration;
      },
      next: (context) => this.#releasable(wait.next(context)),
    };
  }

  #refusal(cause: Error): GatewayError {
    return new GatewayError(
      'PROVIDER_UNAVAILABLE',
      `${this.#peer.label} is not called for a moment, because its last calls failed. Try again; other data is unaffected.`,
      { ...belongsTo(this.#peer), retryable: true, retryAfterMs: this.#openMs, cause },
    );
  }

  #counts(error: unknown): error is GatewayError {
    if (!isGatewayError(error)) return false;
    if (error.code === 'PROVIDER_UNAVAILABLE' || error.code === 'PROVIDER_TIMEOUT') return true;
    // A try that nobody waited for tells nothing, so the circuit stays as it was.
    return error.code === 'CANCELLED' && this.#policy.state === LibraryState.HalfOpen;
  }
}

/** Whether a circuit refused the call, so that there is no sense in trying again now. */
export function isCircuitOpen(error: GatewayError): boolean {
  return error.cause instanceof Error && isBrokenCircuitError(error.cause);
}

/** The failure of a try that ran for `durationMs`: one that ended for want of time is the provider's, not the caller's. */
export function blameForTime(error: GatewayError, durationMs: number): GatewayError {
  const { code, cause } = error;
  if (code !== 'CANCELLED' || durationMs < ABANDONED_AFTER_MS) return error;
  return isGatewayError(cause) && cause.code === 'PROVIDER_TIMEOUT' ? cause : error;
}

function firstOf(breakers: readonly IBreaker[]): IBreaker {
  return {
    state: null,
    success: (state) => {
      for (const breaker of breakers) breaker.success(state);
    },
    failure: (state) => breakers.map((breaker) => breaker.failure(state)).some(Boolean),
  };
}

/** The library lets those who wait for a half-open circuit wait for good. */
function orAborted<T>(result: Promise<T>, signal: StopSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const letGo = onFirstAbort([signal], reject);
    result.then(resolve, reject).finally(letGo);
  });
}
