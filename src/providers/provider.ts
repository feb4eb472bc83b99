import type { z } from 'zod';
import type { StopSignal } from '../async/stop.js';
import type { CallBudget } from '../domain/call-budget.js';
import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { ProviderKind } from '../domain/common.js';
import type { DownloadTarget, ObjectDigests } from '../domain/download.js';
import type { ReadLog } from '../domain/read-log.js';
import type { ModelQuery, Page, RunQuery } from '../domain/listing.js';
import type { ModelRecord, Visibility } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { GatewayError } from '../errors/gateway-error.js';
import type { CallTrace } from '../http/call-trace.js';
import type { ForwardedCredential, Freshness, HttpDependencies } from '../http/types.js';
import type { Logger } from '../observability/logger.js';

/** What every call of an adapter takes. */
export interface CallOptions {
  /** Ends the call; the adapter then rejects with the signal's reason or with CANCELLED. */
  readonly signal: StopSignal;
  readonly log: Logger;
  /**
   * Callers' own credentials by configured name of the provider; {@link GATEWAY_CREDENTIALS}: none. What is read with
   * one is shared only with calls that carry the same.
   */
  readonly credentials: ReadonlyMap<string, ForwardedCredential>;
  /** What queries set to `reuse`, watchers to `renew`, and copies of whole listings to their age; adapters hand it on as it is. */
  readonly freshness?: Freshness;
  /** Follows the calls where somebody collects spans. */
  readonly trace?: CallTrace;
  /** What the operation may still cause; src/http takes from it. Absent for what no operation pays for. */
  readonly budget?: CallBudget;
  /** Hears of all that is read; src/cache and the federation note it. Absent for what no operation's answer is made from. */
  readonly reads?: ReadLog<CallOptions>;
}

/** Of a call that no caller's credential may be used for, such as a download, which outlives the request. */
export const GATEWAY_CREDENTIALS: CallOptions['credentials'] = new Map();

/** One answer of a batch: the thing, null when it does not exist, or the failure of just this key. */
export type Lookup<T> = T | null | GatewayError;

/** A folder under `src/providers`: knows one kind of service and makes instances of it. */
export interface ProviderType<Settings = unknown> {
  /** Name used in the configuration, equal to the folder's name. */
  readonly type: string;
  readonly kind: ProviderKind;
  /** The provider's slice of the configuration file, without `name` and `type`. */
  readonly settings: z.ZodType<Settings>;
  /** Name of the setting in whose place a caller's own credential can be sent. Absent: there is none. */
  readonly credential?: string;
  create(instance: ProviderInstance<Settings>): ProviderAdapter;
}

/** What an adapter is made from. It sees its own settings and nothing else of the configuration. */
export interface ProviderInstance<Settings> {
  readonly name: string;
  readonly settings: Settings;
  readonly http: HttpDependencies;
  readonly log: Logger;
}

/**
 * One configured instance of a provider type. What a provider cannot do it does not have: a facet is present or
 * absent, and `Provider.capabilities` is computed from that.
 *
 * Rules for all facets: results are domain records; an absent thing is null, a failure is a thrown GatewayError;
 * no retries (src/http does them) and no caching (src/cache does it, where the adapter's requests say what they read).
 */
export interface ProviderAdapter {
  readonly name: string;
  readonly type: string;
  readonly kind: ProviderKind;
  readonly models: ModelReader;
  readonly runs?: RunReader;
  readonly checkpoints?: CheckpointReader;
  readonly downloads?: GatewayCarried | ProviderCarried;
  readonly editing?: ModelWriter;
  readonly runtime?: RuntimeControl;
  /** One cheap call that needs working credentials. Rejects as any other call does. */
  probe(call: CallOptions): Promise<ProbeResult>;
  /** Frees sockets. No call is made afterwards. */
  close(): Promise<void>;
}

export interface ProbeResult {
  /** Version of the service, where it tells. */
  readonly version: string | null;
}

/**
 * One native listing of a provider: a resumable stream of pages. A query may need several (live and archived models,
 * public and own ones); together they hold every match, and an item in two of them counts once.
 */
export interface Listing<T> {
  /** Stable name inside the provider; cursors carry it. */
  readonly key: string;
  /**
   * Whether the pages come in the asked order. If not, or if the provider promises nothing, the federation reads the
   * whole listing (bounded) and sorts it.
   */
  readonly ordered: boolean;
  /** Smallest and greatest page size that the provider accepts; `page` is called within them. */
  readonly pageSize: { readonly min: number; readonly max: number };
  /** Reads one page; `after` is null or a `next` of an earlier page. */
  page(
    request: { readonly after: string | null; readonly limit: number },
    call: CallOptions,
  ): Promise<Page<T>>;
}

export interface ModelReader {
  /** Whether the provider searches by itself: `listings` of a query with a search then hold its matches, by its own rules. */
  readonly nativeSearch: boolean;
  /**
   * The listings that together hold every model matching `query`. Conditions that the provider knows are applied
   * there; the federation checks all conditions again, so a listing may hold more than the matches, never less.
   * An empty array means that nothing can match.
   */
  listings(query: ModelQuery): readonly Listing<ModelRecord>[];
  /** Same length and order as `nativeIds`. */
  getMany(nativeIds: readonly string[], call: CallOptions): Promise<readonly Lookup<ModelRecord>[]>;
  /**
   * Completes records that have `deferred` fields. Same length and order; the results have no deferred fields.
   * Absent where the provider never defers.
   */
  readonly fill?: (
    records: readonly ModelRecord[],
    call: CallOptions,
  ) => Promise<readonly Lookup<ModelRecord>[]>;
}

export interface RunReader {
  listings(query: RunQuery): readonly Listing<RunRecord>[];
  getMany(nativeIds: readonly string[], call: CallOptions): Promise<readonly Lookup<RunRecord>[]>;
  /** The runs that made these models; null where the provider cannot say. Same length and order. */
  ofModels(modelIds: readonly string[], call: CallOptions): Promise<readonly Lookup<RunRecord>[]>;
  /** Reads the provider's own link to a run and gives the native id, or null if it is not one of its links. */
  readonly parseLink?: (link: string) => string | null;
  /** How often a watched run is read now, in milliseconds, so that watching keeps within the provider's budget. */
  readonly pollIntervalMs: number;
}

/** Some or all checkpoints of one model or run, newest first. */
export interface CheckpointList {
  readonly items: readonly CheckpointRecord[];
  /** Whether older ones exist beyond the asked limit. */
  readonly hasMore: boolean;
}

export interface CheckpointReader {
  /** At least the newest `limit` checkpoints of each model (null: all of them, bounded by the adapter). */
  ofModels(
    modelIds: readonly string[],
    limit: number | null,
    call: CallOptions,
  ): Promise<readonly Lookup<CheckpointList>[]>;
  /** The same by run. Absent where the provider has no runs. */
  readonly ofRuns?: (
    runIds: readonly string[],
    limit: number | null,
    call: CallOptions,
  ) => Promise<readonly Lookup<CheckpointList>[]>;
  /** Same length and order as `nativeIds`. */
  getMany(nativeIds: readonly string[], call: CallOptions): Promise<readonly Lookup<CheckpointRecord>[]>;
  /** Completes records that have `deferred` fields. Absent where the provider never defers. */
  readonly fill?: (
    records: readonly CheckpointRecord[],
    call: CallOptions,
  ) => Promise<readonly Lookup<CheckpointRecord>[]>;
  /** Native key of the checkpoint that a person calls `name` in this run. Null when there is none. */
  readonly keyOf?: (runId: string, name: string, call: CallOptions) => Promise<string | null>;
}

// ------------------------------------------------------------------------------------------------ downloads

/** What would be fetched. Made without minting a URL. */
export interface DownloadPlan {
  readonly target: DownloadTarget;
  /**
   * Identity of the bytes inside this provider: the thing and its revision, never a URL. The same key means the same
   * bytes; a retrained or re-pinned model has another key.
   */
  readonly key: string;
  /** Name for people and for the file in the artifact; untrusted, never used as a path. */
  readonly fileName: string;
  /** `archive`: a tar (plain or compressed) whose members are the artifact's files. `file`: the object itself. */
  readonly packaging: 'file' | 'archive';
  /** Lower case, such as `onnx`; null where unknown. */
  readonly format: string | null;
  /** What the provider says of the size; null where it does not. */
  readonly expectedBytes: number | null;
  /** What the provider's API says of the digests; the storage host's headers are read besides. */
  readonly expectedDigests: ObjectDigests;
}

/** Where the bytes of a plan can be had now. */
export type DownloadLocation =
  | {
      readonly kind: 'url';
      /** A secret as long as it is valid: never log it, store it or put it into an error. */
      readonly url: string;
      /** Null where the provider does not say. */
      readonly expiresAt: Date | null;
    }
  | { readonly kind: 'inline'; readonly bytes: Uint8Array };

/** The provider gives URLs and the gateway fetches. */
export interface GatewayCarried {
  readonly carrier: 'gateway';
  /** Throws NOT_FOUND, NOT_READY or UNSUPPORTED when there is nothing to fetch. */
  plan(target: DownloadTarget, call: CallOptions): Promise<DownloadPlan>;
  /** Mints a URL, as late as possible; called again when it has expired. */
  locate(plan: DownloadPlan, call: CallOptions): Promise<DownloadLocation>;
  /** Origins besides public https that `locate` may name (`http://127.0.0.1:4811`), from the settings. */
  readonly trustedOrigins: readonly string[];
}

/** What a provider reports while it fetches by itself. */
export interface RemoteProgress {
  readonly state: 'waiting' | 'transferring' | 'completed' | 'failed' | 'cancelled';
  /** 0 to 100; null where the provider does not say. */
  readonly percent: number | null;
}

/** The provider fetches by itself and the gateway relays what it reports. */
export interface ProviderCarried {
  readonly carrier: 'provider';
  /** Identity of what would be fetched. Throws NOT_FOUND or UNSUPPORTED (a cloud model). `present`: it is already there. */
  plan(
    target: DownloadTarget,
    call: CallOptions,
  ): Promise<{ readonly key: string; readonly totalBytes: number | null; readonly present: boolean }>;
  start(target: DownloadTarget, call: CallOptions): Promise<void>;
  cancel(target: DownloadTarget, call: CallOptions): Promise<void>;
  /**
   * Progress until the end. `onReady` is called once the adapter listens, so that `start` can follow and no first
   * report is missed. The iteration ends after a final state and never without one; it throws when the end cannot be
   * found out. Aborting `call.signal` ends it and closes what was opened.
   */
  watch(target: DownloadTarget, call: CallOptions, onReady: () => void): AsyncIterable<RemoteProgress>;
}

// ------------------------------------------------------------------------------------------------ writing

/** Fields of a model that some provider lets one set. Undefined: leave as it is. Null: clear. */
export interface ModelChanges {
  readonly name?: string;
  readonly description?: string | null;
  readonly visibility?: Visibility;
  readonly overview?: string | null;
  readonly hardware?: string;
  readonly sourceUrl?: string | null;
  readonly licenseUrl?: string | null;
  readonly paperUrl?: string | null;
  readonly licenseId?: string | null;
  readonly licenseText?: string | null;
  readonly readme?: string;
  readonly categories?: readonly string[];
}
export type ModelChangeField = keyof ModelChanges;

export interface DeleteOutcome {
  /** ARCHIVED: hidden but kept. REMOVED: gone for good. CACHE_DROPPED: only the local files are gone. UNKNOWN: the provider does not say. */
  readonly outcome: 'ARCHIVED' | 'REMOVED' | 'CACHE_DROPPED' | 'UNKNOWN';
}

export interface ModelWriter {
  /** Absent where models cannot be created. `name` is set; the adapter demands what else it needs. */
  readonly create?: (
    changes: ModelChanges & { readonly name: string },
    call: CallOptions,
  ) => Promise<ModelRecord>;
  /** Fields that `update` takes; the caller gets INVALID_ARGUMENT for others before any call is made. */
  readonly updatable: ReadonlySet<ModelChangeField>;
  /** Null when the model does not exist. */
  update(nativeId: string, changes: ModelChanges, call: CallOptions): Promise<ModelRecord | null>;
  /** Null when the model does not exist. */
  remove(nativeId: string, call: CallOptions): Promise<DeleteOutcome | null>;
}

export interface RuntimeControl {
  /** Null when the model does not exist. Throws NOT_READY when it is not downloaded. */
  load(nativeId: string, call: CallOptions): Promise<ModelRecord | null>;
  unload(nativeId: string, call: CallOptions): Promise<ModelRecord | null>;
  /** How often a watched model is read, in milliseconds. */
  readonly pollIntervalMs: number;
}
