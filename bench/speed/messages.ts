/** What the processes of the bench tell each other. */

/** One provider, as the gateway and the baselines are told of it. */
export interface ProviderPlace {
  readonly name: string;
  readonly type: 'pictograph' | 'datature-vi';
  readonly origin: string;
  /** In front of every path that a baseline asks for. */
  readonly path: string;
  /** Where it keeps its files. */
  readonly storageOrigins: readonly string[];
  /** With the credential. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the upstream process is started with. */
export interface UpstreamSetup {
  /** Sandboxes; each gives two providers. */
  readonly sandboxes: number;
  /** Models of each provider. */
  readonly size: number;
  /** Where all files of all models are said to lie; absent: in the sandbox, which are small. */
  readonly objectsOrigin?: string;
}

/** Larger than what can be fetched while something is measured. */
export const OBJECT_BYTES = 4 * 2 ** 30;

/** How fast the object store may send; null: as fast as it goes. */
export interface ToObjects {
  readonly bytesPerSecond: number | null;
}

export type FromObjects =
  | { readonly type: 'listening'; readonly origin: string }
  | { readonly type: 'paced' };

/** How upstreams are to answer from now on; the count of calls begins anew. */
export interface UpstreamOrder {
  readonly latencyMs: number;
  readonly isVolatile: boolean;
}

export type FromUpstream =
  | { readonly type: 'listening'; readonly providers: readonly ProviderPlace[] }
  | { readonly type: 'ordered'; readonly calls: number };

/** What the load process is to send. */
export interface LoadOrder {
  readonly url: string;
  /** Sent in turn by POST; `NONCE` in a body becomes a new number each time. */
  readonly bodies: readonly string[];
  /** Asked for in turn by GET, where there are no bodies. */
  readonly paths?: readonly string[];
  /** Besides those of JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clients: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export type FromLoad =
  | { readonly type: 'measuring' }
  | {
      readonly type: 'measured';
      readonly answers: number;
      /** Not 200, with errors, or none at all. */
      readonly failures: number;
      readonly seconds: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
    }
  /** Nothing is under way any more. */
  | { readonly type: 'rested' };

/** Stands in a body for a number that no body before had. */
export const NONCE = '424242424242';

/** What a server has used between `begin` and `end`; by baselines/probe.js. */
export interface Usage {
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly loopDelayP50Ms: number;
  readonly loopDelayP99Ms: number;
}
