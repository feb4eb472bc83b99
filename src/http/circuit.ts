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
  type IBreaker,
} from 'cockatiel';
import { onFirstAbort } from '../async/abort.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { belongsTo, type Peer } from './failures.js';
import type { Resilience } from '../domain/resilience.js';
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

/** Refuses calls to a provider that does not answer, instead of letting every caller wait for the same failure. */
export class Circuit {
  readonly #peer: Peer;
  readonly #policy: CircuitBreakerPolicy;
  readonly #openMs: number;

  constructor(
    peer: Peer,
    { circuitFailures, circuitOpenMs }: Resilience,
    onChange: (state: CircuitState) => void,
  ) {
    this.#peer = peer;
    this.#openMs = circuitOpenMs;
    this.#policy = circuitBreaker(
      handleWhen((error) => this.#counts(error)),
      {
        breaker: firstOf([
          new ConsecutiveBreaker(circuitFailures),
          // One below the half, because the library opens on more than its threshold.
          new CountBreaker({ threshold: (RECENT_CALLS / 2 - 1) / RECENT_CALLS, size: RECENT_CALLS }),
        ]),
        halfOpenAfter: new ExponentialBackoff({
          initialDelay: circuitOpenMs,
          maxDelay: circuitOpenMs * LONGEST_FACTOR,
          generator: noJitterGenerator,
        }),
      },
    );
    this.#policy.onStateChange((state) => onChange(STATES[state]));
  }

  /** Makes the call, or throws PROVIDER_UNAVAILABLE at once. Behind a call that tries a half-open circuit, others wait. */
  async run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await orAborted(this.#policy.execute(call), signal);
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#refusal(error) : error;
    }
  }

  #refusal(cause: Error): GatewayError {
    return new GatewayError(
      'PROVIDER_UNAVAILABLE',
      `${this.#peer.label} is not called for a moment, because its last calls failed. Try again; other data is unaffected.`,
      { ...belongsTo(this.#peer), retryable: true, retryAfterMs: this.#openMs, cause },
    );
  }

  #counts(error: Error): boolean {
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
    success: (state) => breakers.forEach((breaker) => breaker.success(state)),
    failure: (state) => breakers.map((breaker) => breaker.failure(state)).some(Boolean),
  };
}

/** The library lets those who wait for a half-open circuit wait for good. */
function orAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const letGo = onFirstAbort([signal], reject);
    result.then(resolve, reject).finally(letGo);
  });
}
