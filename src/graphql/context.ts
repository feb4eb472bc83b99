import type { ArtifactStore } from '../artifacts/types.js';
import type { DownloadManager } from '../downloads/types.js';
import type { Caller } from '../domain/caller.js';
import type { ArtifactFileRecord, ArtifactRecord } from '../domain/download.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { Federation } from '../federation/types.js';
import type { Inspector } from '../inspect/inspector.js';
import type { Loaders } from '../loaders/create-loaders.js';
import type { HealthBoard } from '../observability/health-board.js';
import type { Logger } from '../observability/logger.js';
import type { ModelOperations } from '../operations/model-operations.js';
import { GATEWAY_CREDENTIALS, type CallOptions, type ProviderAdapter } from '../providers/provider.js';
import type { Watcher } from '../watch/shared-poller.js';
import type { EventNotes } from './fan-out/shared-event.js';

/** What lives as long as the process: made once by app.ts and shared by all operations. */
export interface GatewayServices {
  /** By configured name, in the configuration's order. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly federation: Federation;
  readonly downloads: DownloadManager;
  readonly artifacts: ArtifactLibrary;
  readonly inspector: Inspector;
  readonly models: ModelOperations;
  readonly runWatcher: Watcher<RunRecord>;
  readonly modelWatcher: Watcher<ModelRecord>;
  readonly health: HealthBoard;
  /** Greatest `first` of any list. */
  readonly maxPageSize: number;
  createLoaders(call: CallOptions): Loaders;
  /** Where the gateway serves a file of an artifact. */
  artifactFileUrl(artifact: ArtifactRecord, file: ArtifactFileRecord): string;
}

/** The part of the artifact store that operations need. */
export type ArtifactLibrary = Pick<ArtifactStore, 'get' | 'list' | 'remove' | 'setPinned' | 'verify'>;

/** What every resolver gets: one object for each operation, which for a subscription lives as long as that does. */
export interface GatewayContext {
  readonly requestId: string;
  readonly log: Logger;
  readonly caller: Caller;
  readonly call: CallOptions;
  readonly services: GatewayServices;
  /** Of this operation; a subscription gets fresh ones for each event, or it would see frozen data. */
  loaders: Loaders;
  /** The caller's class of rights: results are shared only within one. Everybody is of one class. */
  readonly audience: string;
  /** Set for a subscription that is executed once for many subscribers. */
  readonly eventNotes: EventNotes | null;
}

/** What an operation brings along. */
export interface OperationParts {
  readonly requestId: string;
  readonly log: Logger;
  readonly caller: Caller;
  /** What the caller brought along for providers; without it: nothing. */
  readonly credentials?: CallOptions['credentials'];
  /** Aborts when the caller is gone; for a shared operation, when the last one is. */
  readonly signal: AbortSignal;
  /** Only for a subscription that is executed for many. */
  readonly eventNotes?: EventNotes;
}

/** Makes the context of one operation. */
export function createContext(services: GatewayServices, operation: OperationParts): GatewayContext {
  const { requestId, signal, caller, eventNotes = null } = operation;
  const { credentials = GATEWAY_CREDENTIALS } = operation;
  const log = operation.log.child({ requestId, caller: caller.id });
  const call = { signal, log, credentials };
  const loaders = services.createLoaders(call);
  return { requestId, log, caller, call, services, loaders, audience: 'everyone', eventNotes };
}
