import type { StopSignal } from '../async/stop.js';
import type { ArtifactLibrary } from '../artifacts/types.js';
import type { DownloadLibrary } from '../downloads/types.js';
import { CallBudget } from '../domain/call-budget.js';
import type { Caller } from '../domain/caller.js';
import type { ArtifactFileRecord, ArtifactRecord } from '../domain/download.js';
import { ReadLog } from '../domain/read-log.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { FederatedLists } from '../federation/types.js';
import type { Inspector } from '../inspect/inspector.js';
import type { Loaders } from '../loaders/create-loaders.js';
import type { HealthBoard } from '../observability/health-board.js';
import { lateChild, type Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { OperationTrace, Tracing } from '../observability/tracing.js';
import type { ModelOperations } from '../operations/model-operations.js';
import type { CallOptions, ProviderAdapter } from '../providers/provider.js';
import type { Watcher } from '../watch/shared-poller.js';
import { audienceOf } from './audience.js';
import { NotedServices } from './noted-services.js';
import type { EventNotes } from './fan-out/shared-event.js';
import { visibleServices } from './visible-services.js';

/** What lives as long as the process: made once by app.ts and shared by all operations. */
export interface GatewayServices {
  /** By configured name, in the configuration's order. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly federation: FederatedLists;
  readonly downloads: DownloadLibrary;
  readonly artifacts: ArtifactLibrary;
  readonly inspector: Inspector;
  readonly models: ModelOperations;
  readonly runWatcher: Pick<Watcher<RunRecord>, 'watch'>;
  readonly modelWatcher: Pick<Watcher<ModelRecord>, 'watch'>;
  readonly health: HealthBoard;
  readonly metrics: Metrics;
  /** Null: nobody collects spans. */
  readonly tracing: Tracing | null;
  /** Most calls to providers that one operation, or one event of a subscription, may cause. */
  readonly upstreamCalls: number;
  /** Greatest `first` of any list. */
  readonly maxPageSize: number;
  createLoaders(call: CallOptions): Loaders;
  /** Where the gateway serves a file of an artifact. */
  artifactFileUrl(artifact: ArtifactRecord, file: ArtifactFileRecord): string;
}

/** What every resolver gets: one object for each operation, which for a subscription lives as long as that does. */
export interface GatewayContext {
  readonly requestId: string;
  readonly log: Logger;
  readonly caller: Caller;
  readonly call: CallOptions;
  /** Null: nobody collects spans. */
  readonly trace: OperationTrace | null;
  /** Those that exist for the caller. */
  readonly services: GatewayServices;
  /** Of this operation; a subscription gets fresh ones for each event, or it would see frozen data. */
  loaders: Loaders;
  /** The caller's class of rights, see {@link audienceOf}: results are shared only within one. */
  readonly audience: string;
  /** Set for a subscription that is executed once for many subscribers. */
  readonly eventNotes: EventNotes | null;
}

/**
 * Reads what an operation brings along for providers that take callers' own credentials.
 *
 * @param valueOf Gives what came under a name: of an HTTP header, or of a property of `connection_init`'s payload.
 */
export type ReadCredentials = (valueOf: (name: string) => unknown) => CallOptions['credentials'];

/** What an operation brings along. */
export interface OperationParts {
  readonly requestId: string;
  readonly log: Logger;
  readonly caller: Caller;
  /** What the caller brought along for providers. */
  readonly credentials: CallOptions['credentials'];
  /** The caller's header of that name, for taking part in his trace. */
  readonly traceparent?: string | undefined;
  /** Aborts when the caller is gone. */
  readonly signal: StopSignal;
}

/** Makes the context of one operation. */
export function createContext(services: GatewayServices, operation: OperationParts): GatewayContext {
  const { requestId, signal, caller, credentials } = operation;
  const visible = visibleServices(services, caller);
  const log = lateChild(operation.log, { requestId, caller: caller.id });
  const trace = services.tracing?.operation(operation.traceparent) ?? null;
  const budget = new CallBudget(services.upstreamCalls);
  const reads = new ReadLog<CallOptions>();
  const parts = { signal, log, credentials, budget, reads };
  // Made without spreading where it can be: that takes longer than all else here.
  const call: CallOptions = trace === null ? parts : { ...parts, trace: trace.calls };
  const audience = audienceOf(caller, credentials);
  const loaders = visible.createLoaders(call);
  const noted = new NotedServices(visible, reads);
  return { requestId, log, caller, call, trace, services: noted, loaders, audience, eventNotes: null };
}

/** The context of an operation of the same caller that is executed for all who have it; `signal` ends with the last. */
export function shareContext(
  context: GatewayContext,
  shared: { readonly signal: StopSignal; readonly eventNotes: EventNotes },
): GatewayContext {
  const budget = new CallBudget(context.services.upstreamCalls);
  const call = { ...context.call, signal: shared.signal, budget };
  const loaders = context.services.createLoaders(call);
  // Not by spreading: plugins keep things of their own in a context.
  const { requestId, log, caller, trace, services, audience } = context;
  return { requestId, log, caller, call, trace, services, loaders, audience, eventNotes: shared.eventNotes };
}
