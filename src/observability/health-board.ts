import { isGatewayError, type GatewayError } from '../errors/gateway-error.js';
import { toProblem, type ProviderProblemRecord } from '../errors/provider-problem.js';
import type { HttpClient, HttpClientOptions, HttpDependencies } from '../http/types.js';

export const PROVIDER_STATES = ['UP', 'DEGRADED', 'DOWN', 'UNKNOWN'] as const;
export type ProviderState = (typeof PROVIDER_STATES)[number];

/** How a provider's calls went lately. */
export interface ProviderHealthRecord {
  readonly state: ProviderState;
  /** Median of the last successful calls; null before the first. */
  readonly latencyMs: number | null;
  /** Null when no call failed after the last success. */
  readonly lastError: ProviderProblemRecord | null;
  readonly checkedAt: Date | null;
}

/** Health of all providers, judged by the calls really made. */
export interface HealthBoard {
  of(provider: string): ProviderHealthRecord;
  /** The same HTTP layer, whose calls are counted here. */
  observe(http: HttpDependencies): HttpDependencies;
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

interface Track {
  readonly latenciesMs: number[];
  lastSuccessMs: number | null;
  lastFailure: { readonly error: GatewayError; readonly atMs: number } | null;
}

/** Makes an empty board. */
export function createHealthBoard(now: () => number = Date.now): HealthBoard {
  const tracks = new Map<string, Track>();

  const trackOf = (provider: string): Track => {
    const known = tracks.get(provider);
    if (known !== undefined) return known;
    const track: Track = { latenciesMs: [], lastSuccessMs: null, lastFailure: null };
    tracks.set(provider, track);
    return track;
  };

  const observeClient = (client: HttpClient, provider: string): HttpClient => ({
    send: async (request, call) => {
      const startedMs = now();
      try {
        const answer = await client.send(request, call);
        recordSuccess(trackOf(provider), startedMs, now());
        return answer;
      } catch (error) {
        if (isGatewayError(error)) recordFailure(trackOf(provider), error, startedMs, now());
        throw error;
      }
    },
    openSocket: (path, call) => client.openSocket(path, call),
    close: () => client.close(),
  });

  return {
    of: (provider) => describe(provider, trackOf(provider), now()),
    observe: (http) => ({
      createClient: (options: HttpClientOptions) =>
        observeClient(http.createClient(options), options.provider),
    }),
  };
}

function recordSuccess(track: Track, startedMs: number, endedMs: number): void {
  track.latenciesMs.push(endedMs - startedMs);
  if (track.latenciesMs.length > LATENCY_SAMPLES) track.latenciesMs.shift();
  track.lastSuccessMs = endedMs;
  track.lastFailure = null;
}

function recordFailure(track: Track, error: GatewayError, startedMs: number, endedMs: number): void {
  if (PROVIDER_FAULTS.has(error.code)) {
    track.lastFailure = { error, atMs: endedMs };
  } else if (error.code !== 'CANCELLED') {
    // The provider answered, it only did not like the request.
    recordSuccess(track, startedMs, endedMs);
  }
}

function describe(provider: string, track: Track, nowMs: number): ProviderHealthRecord {
  const { lastFailure, lastSuccessMs } = track;
  const checkedMs = Math.max(lastFailure?.atMs ?? 0, lastSuccessMs ?? 0);
  return {
    state: stateOf(track, nowMs),
    latencyMs: median(track.latenciesMs),
    lastError: lastFailure === null ? null : toProblem(lastFailure.error, provider),
    checkedAt: checkedMs === 0 ? null : new Date(checkedMs),
  };
}

function stateOf({ lastFailure, lastSuccessMs }: Track, nowMs: number): ProviderState {
  if (lastFailure === null) return lastSuccessMs === null ? 'UNKNOWN' : 'UP';
  if (lastFailure.error.code === 'PROVIDER_RATE_LIMITED') return 'DEGRADED';
  return lastSuccessMs !== null && nowMs - lastSuccessMs < RECENT_MS ? 'DEGRADED' : 'DOWN';
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
