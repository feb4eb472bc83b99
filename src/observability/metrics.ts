import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DownloadRecord } from '../domain/download.js';
import type { UpstreamObserver } from '../http/upstream-observer.js';

/** Seconds; from a cached answer to a provider at its time limit. */
const DURATION_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CIRCUIT_VALUES = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

export type OperationType = 'query' | 'mutation' | 'subscription' | 'invalid';

/** One GraphQL operation that has ended; for a subscription, that has begun or could not. */
export interface OperationOutcome {
  /** `invalid`: it could not be read, is not valid or not allowed, and was not executed. */
  readonly type: OperationType;
  readonly durationMs: number;
  /** Codes of its errors; empty: it went well. */
  readonly codes: readonly string[];
}

/** What is asked for at each scrape. */
export interface GaugeSources {
  downloads(): readonly Pick<DownloadRecord, 'state'>[];
  subscribers(): number;
}

/** The process's numbers, in the form that Prometheus reads. docs/operations.md lists them; a test compares. */
export interface Metrics {
  readonly upstream: UpstreamObserver;
  readonly contentType: string;
  /** A read went through the cache; outcome: hit, stale, miss, renewed and the like, kind: what was read. */
  cached(provider: string, kind: string, outcome: string): void;
  operation(outcome: OperationOutcome): void;
  /** An event reached its subscribers so long after it came. */
  event(subscribers: number, lagMs: number): void;
  /** Bytes of a download are on disk that were not before. */
  received(provider: string, bytes: number): void;
  /** Names what the gauges are read from; until then they are 0. */
  observe(sources: GaugeSources): void;
  render(): Promise<string>;
}

/** Makes the numbers of one process; `providers` are shown from the start, also before their first call. */
export function createMetrics(providers: readonly string[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const operations = graphqlMetrics(registers);
  const downloads = downloadMetrics(registers);
  const sources: { current: GaugeSources } = {
    current: { downloads: () => [], subscribers: () => 0 },
  };
  liveGauges(registers, sources);
  return {
    upstream: upstreamMetrics(registers, providers),
    contentType: registry.contentType,
    ...operations,
    ...cacheMetrics(registers),
    ...downloads,
    observe: (found) => {
      sources.current = found;
    },
    render: () => registry.metrics(),
  };
}

function graphqlMetrics(registers: Registry[]): Pick<Metrics, 'operation' | 'event'> {
  const durations = new Histogram({
    name: 'modelgate_operation_duration_seconds',
    help: 'Time of GraphQL operations; of subscriptions: until they began.',
    labelNames: ['type'],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const operations = new Counter({
    name: 'modelgate_operations_total',
    help: 'GraphQL operations by type; outcome: ok or errors, with or without data.',
    labelNames: ['type', 'outcome'],
    registers,
  });
  const errors = new Counter({
    name: 'modelgate_operation_errors_total',
    help: 'Errors in GraphQL answers by code.',
    labelNames: ['code'],
    registers,
  });
  const lag = new Histogram({
    name: 'modelgate_event_lag_seconds',
    help: 'From a change to its event on the connections of all who can take it.',
    buckets: DURATION_BUCKETS,
    registers,
  });
  const deliveries = new Counter({
    name: 'modelgate_event_deliveries_total',
    help: 'Events times subscribers.',
    registers,
  });
  return {
    operation: ({ type, durationMs, codes }) => {
      durations.observe({ type }, durationMs / 1_000);
      operations.inc({ type, outcome: codes.length === 0 ? 'ok' : 'errors' });
      for (const code of codes) errors.inc({ code });
    },
    event: (subscribers, lagMs) => {
      lag.observe(lagMs / 1_000);
      deliveries.inc(subscribers);
    },
  };
}

function upstreamMetrics(registers: Registry[], providers: readonly string[]): UpstreamObserver {
  const calls = new Counter({
    name: 'modelgate_upstream_calls_total',
    help: 'Calls to providers, each try by itself; outcome: ok or an error code.',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'modelgate_upstream_duration_seconds',
    help: 'Time of calls to providers without waiting for their turn.',
    labelNames: ['provider'],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const waits = new Histogram({
    name: 'modelgate_upstream_wait_seconds',
    help: "Time that calls waited for a provider's rate limit, where they did.",
    labelNames: ['provider'],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const retries = new Counter({
    name: 'modelgate_upstream_retries_total',
    help: 'Reads that were tried again.',
    labelNames: ['provider'],
    registers,
  });
  const circuit = new Gauge({
    name: 'modelgate_circuit_state',
    help: '0: calls are made, 1: one is tried, 2: calls are refused.',
    labelNames: ['provider'],
    registers,
  });
  for (const provider of providers) {
    calls.inc({ provider, outcome: 'ok' }, 0);
    circuit.set({ provider }, CIRCUIT_VALUES.CLOSED);
  }
  return {
    called: ({ provider, failure, durationMs }) => {
      calls.inc({ provider, outcome: failure ?? 'ok' });
      durations.observe({ provider }, durationMs / 1_000);
    },
    waited: (provider, waitMs) => waits.observe({ provider }, waitMs / 1_000),
    retried: (provider) => retries.inc({ provider }),
    circuitChanged: (provider, state) => circuit.set({ provider }, CIRCUIT_VALUES[state]),
  };
}

function cacheMetrics(registers: Registry[]): Pick<Metrics, 'cached'> {
  const reads = new Counter({
    name: 'modelgate_cache_reads_total',
    help: 'Reads of providers that went through the cache, by what was read and how it was answered.',
    labelNames: ['provider', 'kind', 'outcome'],
    registers,
  });
  return { cached: (provider, kind, outcome) => reads.inc({ provider, kind, outcome }) };
}

function downloadMetrics(registers: Registry[]): Pick<Metrics, 'received'> {
  const bytes = new Counter({
    name: 'modelgate_download_bytes_total',
    help: 'Bytes that downloads brought to disk.',
    labelNames: ['provider'],
    registers,
  });
  return { received: (provider, count) => bytes.inc({ provider }, count) };
}

function liveGauges(registers: Registry[], sources: { readonly current: GaugeSources }): void {
  // The registry keeps them and asks them at each scrape.
  void new Gauge({
    name: 'modelgate_downloads',
    help: 'Downloads that are remembered, by state.',
    labelNames: ['state'],
    registers,
    collect(): void {
      this.reset();
      for (const { state } of sources.current.downloads()) this.inc({ state });
    },
  });
  void new Gauge({
    name: 'modelgate_subscribers',
    help: 'Subscriptions that are open, over WebSocket and server-sent events.',
    registers,
    collect(): void {
      this.set(sources.current.subscribers());
    },
  });
}
