import { createLatestByKey, type LatestByKey } from '../async/latest-by-key.js';
import { isGatewayError, type GatewayError } from '../errors/gateway-error.js';
import { toProblem, type ProviderProblemRecord } from '../errors/provider-problem.js';
import type { CircuitState, UpstreamTry, UpstreamObserver } from '../http/upstream-observer.js';

export type ProviderState = 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';

/** How a provider's calls went lately. */
export interface ProviderHealthRecord {
  readonly state: ProviderState;
  /** Median of the last successful calls; null before the first. */
  readonly latencyMs: number | null;
  /** Null when no call failed after the last success. */
  readonly lastError: ProviderProblemRecord | null;
  readonly checkedAt: Date | null;
  /** Whether calls are made at the moment. */
  readonly circuit: CircuitState;
}

/** Health of all providers, judged by the calls really made. */
export interface HealthBoard {
  of(provider: string): ProviderHealthRecord;
  /** The names of these providers at once, then each again whenever its state, circuit or kind of failure changes. */
  watch(providers: readonly string[]): AsyncIterableIterator<string>;
  /** Hears of the calls. */
  readonly observer: UpstreamObserver;
  /** Ends all watches. */
  close(): void;
}

const LATENCY_SAMPLES = 32;
const RECENT_MS = 60_000;

/** Failures that say something about the provider, not about the request. */
const PROVIDER_FAULTS: ReadonlySet<string> = new Set([
  'PROVIDER_AUTH',
  'PROVIDER_RATE_LIMITED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_TIMEOUT',
  'PROVIDER_PROTOCOL',
]);

/** Of these, those that may be due to the credential. */
const CREDENTIAL_FAULTS: ReadonlySet<string> = new Set(['PROVIDER_AUTH', 'PROVIDER_RATE_LIMITED']);

interface Track {
  readonly latenciesMs: number[];
  lastSuccessMs: number | null;
  lastFailure: { readonly error: GatewayError; readonly atMs: number } | null;
  circuit: CircuitState;
  /** What the watchers were told last. */
  told: string;
}

interface Watch {
  readonly providers: ReadonlySet<string>;
  readonly changes: LatestByKey<string>;
}

/** Makes an empty board. */
export function createHealthBoard(now: () => number = Date.now): HealthBoard {
  return new Board(now);
}

class Board implements HealthBoard {
  readonly #tracks = new Map<string, Track>();
  readonly #watches = new Set<Watch>();
  readonly #now: () => number;
  readonly observer: UpstreamObserver;

  constructor(now: () => number) {
    this.#now = now;
    this.observer = {
      called: (call) => this.#change(call.provider, (track) => this.#note(track, call)),
      waited: () => undefined,
      retried: () => undefined,
      circuitChanged: (provider, state) =>
        this.#change(provider, (track) => {
          track.circuit = state;
        }),
    };
  }

  of(provider: string): ProviderHealthRecord {
    return describe(provider, this.#trackOf(provider), this.#now());
  }

  watch(providers: readonly string[]): AsyncIterableIterator<string> {
    const changes = createLatestByKey<string>(
      (provider) => provider,
      () => this.#watches.delete(watch),
    );
    const watch: Watch = { providers: new Set(providers), changes };
    this.#watches.add(watch);
    for (const provider of providers) changes.push(provider);
    return changes.iterator;
  }

  close(): void {
    for (const { changes } of this.#watches) changes.end();
    this.#watches.clear();
  }

  #note(track: Track, { failure, error, durationMs, isForwarded }: UpstreamTry): void {
    const nowMs = this.#now();
    const isOfCaller = isForwarded && failure !== null && CREDENTIAL_FAULTS.has(failure);
    if (failure === null || !isGatewayError(error)) recordSuccess(track, durationMs, nowMs);
    else if (PROVIDER_FAULTS.has(failure) && !isOfCaller) track.lastFailure = { error, atMs: nowMs };
    // The provider answered, it only did not like the request.
    else if (failure !== 'CANCELLED') recordSuccess(track, durationMs, nowMs);
  }

  #change(provider: string, apply: (track: Track) => void): void {
    const track = this.#trackOf(provider);
    apply(track);
    const { circuit, lastFailure } = track;
    const told = `${stateOf(track, this.#now())} ${circuit} ${lastFailure?.error.code ?? ''}`;
    if (told === track.told) return;
    track.told = told;
    for (const { providers, changes } of this.#watches) if (providers.has(provider)) changes.push(provider);
  }

  #trackOf(provider: string): Track {
    const known = this.#tracks.get(provider);
    if (known !== undefined) return known;
    const track: Track = {
      latenciesMs: [],
      lastSuccessMs: null,
      lastFailure: null,
      circuit: 'CLOSED',
      told: '',
    };
    this.#tracks.set(provider, track);
    return track;
  }
}

function recordSuccess(track: Track, durationMs: number, nowMs: number): void {
  track.latenciesMs.push(durationMs);
  if (track.latenciesMs.length > LATENCY_SAMPLES) track.latenciesMs.shift();
  track.lastSuccessMs = nowMs;
  track.lastFailure = null;
  // A call that came through was let through; where a provider is reached at several addresses, one answering is enough.
  track.circuit = 'CLOSED';
}

function describe(provider: string, track: Track, nowMs: number): ProviderHealthRecord {
  const { lastFailure, lastSuccessMs, circuit } = track;
  const checkedMs = Math.max(lastFailure?.atMs ?? 0, lastSuccessMs ?? 0);
  return {
    state: stateOf(track, nowMs),
    latencyMs: median(track.latenciesMs),
    lastError: lastFailure === null ? null : toProblem(lastFailure.error, provider),
    checkedAt: checkedMs === 0 ? null : new Date(checkedMs),
    circuit,
  };
}

function stateOf({ lastFailure, lastSuccessMs, circuit }: Track, nowMs: number): ProviderState {
  if (circuit === 'OPEN') return 'DOWN';
  if (lastFailure === null) return lastSuccessMs === null ? 'UNKNOWN' : 'UP';
  if (lastFailure.error.code === 'PROVIDER_RATE_LIMITED') return 'DEGRADED';
  return lastSuccessMs !== null && nowMs - lastSuccessMs < RECENT_MS ? 'DEGRADED' : 'DOWN';
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
