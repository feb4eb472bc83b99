import type { ErrorCode } from '../errors/codes.js';

/** Whether calls to a provider are made (`CLOSED`), refused at once (`OPEN`), or tried one at a time (`HALF_OPEN`). */
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** One try of a call to a provider, retries counted apart. */
export interface UpstreamTry {
  readonly provider: string;
  /** Whether it carried a caller's own credential, whose refusal or limit says nothing about the provider. */
  readonly isForwarded: boolean;
  /** Error code of the failure; null: the provider answered as it should. */
  readonly failure: ErrorCode | null;
  readonly error: unknown;
  /** Without the wait for its turn. */
  readonly durationMs: number;
}

/** Told of everything that goes out to providers, for health and metrics. Must be quick and must not throw. */
export interface UpstreamObserver {
  /** One try ended; calls that a circuit refused are not among them. */
  called(call: UpstreamTry): void;
  /** A call waited for the provider's rate limit. */
  waited(provider: string, waitMs: number): void;
  /** A read is tried again. */
  retried(provider: string): void;
  circuitChanged(provider: string, state: CircuitState): void;
}

/** Nobody looks. */
export const UNOBSERVED: UpstreamObserver = {
  called: () => undefined,
  waited: () => undefined,
  retried: () => undefined,
  circuitChanged: () => undefined,
};

/** Tells all of them, in order. */
export function observeAll(observers: readonly UpstreamObserver[]): UpstreamObserver {
  return {
    called: (call) => observers.forEach((observer) => observer.called(call)),
    waited: (provider, waitMs) => observers.forEach((observer) => observer.waited(provider, waitMs)),
    retried: (provider) => observers.forEach((observer) => observer.retried(provider)),
    circuitChanged: (provider, state) =>
      observers.forEach((observer) => observer.circuitChanged(provider, state)),
  };
}
