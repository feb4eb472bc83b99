/** How the bench's processes talk to each other. */

export interface ReadersSetup {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
}

/** What readers saw; they end by themselves. */
export interface ReadersReport {
  readonly answers: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface WatchersSetup {
  /** GraphQL endpoints that the subscriptions are spread over. */
  readonly urls: readonly string[];
  /** Global ids of the downloads that they are spread over. */
  readonly ids: readonly string[];
  readonly subscriptions: number;
}

/** When something was told, in milliseconds on the clock that all processes of a machine share. */
export interface Telling {
  readonly id: string;
  readonly sequence: number;
  readonly atMs: number;
}

/** `count` begins anew; `report` gives when each was told first at each endpoint, and how late each delivery was. */
export type ToWatchers = 'count' | { readonly report: readonly Telling[] };
export type FromWatchers =
  | { readonly type: 'subscribed' }
  | {
      readonly type: 'report';
      readonly deliveries: number;
      readonly events: number;
      readonly lagP50Ms: number;
      readonly lagP99Ms: number;
      readonly lagMaxMs: number;
    };

export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The value below which this share of sorted numbers lies. */
export function quantile(sorted: readonly number[] | Float64Array, share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}
