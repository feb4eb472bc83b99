import pLimit from 'p-limit';
import { toAbortSignal } from '../async/stop.js';
import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { ArtifactRecord } from '../domain/download.js';
import type { InspectionRecord } from '../domain/inspection.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { TransferClient } from '../http/types.js';
import type { CallOptions, GatewayCarried, ProviderAdapter } from '../providers/provider.js';
import { bufferSource, storedSource, type ByteSource } from './byte-source.js';
import { HttpSource } from './http-source.js';
import { inspectFile } from './inspect.js';

/** Inspections at once; each may hold some MiB. */
const MAX_CONCURRENT = 4;
/** An inspection with its requests, not counting its turn. */
const TIMEOUT_MS = 30_000;

/** Reads the headers of model files, in the store or at their providers. */
export interface Inspector {
  /**
   * What the checkpoint's file says; from the store where it is there, else by a few range requests. Throws UNSUPPORTED where
   * the provider gives no bytes or the file cannot be inspected in place, FILE_INVALID for a damaged file,
   * PROVIDER_TIMEOUT, the provider's or the download host's failure.
   */
  checkpoint(checkpoint: CheckpointRecord, call: CallOptions): Promise<InspectionRecord>;
  /** What a stored file says. Throws UNSUPPORTED, FILE_INVALID, or NOT_FOUND when it was removed meanwhile. */
  artifactFile(artifactId: string, index: number): Promise<InspectionRecord>;
}

/** The part of the artifact store that is needed here. */
export interface InspectedStore {
  find(origin: { readonly provider: string; readonly key: string }): ArtifactRecord | null;
  openFile(id: string, index: number): Promise<OpenFile | null>;
}

interface OpenFile {
  readonly file: { readonly sizeBytes: number };
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface InspectorOptions {
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly transfers: TransferClient;
  readonly artifacts: InspectedStore;
}

export function createInspector({ adapters, transfers, artifacts }: InspectorOptions): Inspector {
  const limit = pLimit(MAX_CONCURRENT);

  const inspectStored = async (artifactId: string, index: number): Promise<InspectionRecord> => {
    const opened = await artifacts.openFile(artifactId, index);
    if (opened === null) throw new GatewayError('NOT_FOUND', 'This file is no longer in the artifact store.');
    try {
      return await inspectFile(storedSource(opened));
    } finally {
      await opened.close();
    }
  };

  const inspectCheckpoint = async (
    { provider, nativeId }: CheckpointRecord,
    call: CallOptions,
  ): Promise<InspectionRecord> => {
    const downloads = carriedByGateway(adapters.get(provider));
    const plan = await downloads.plan({ kind: 'checkpoint', nativeId }, call);
    const stored = artifacts.find({ provider, key: plan.key });
    const weights = stored?.files.find(({ role }) => role === 'WEIGHTS') ?? stored?.files[0];
    if (stored !== null && weights !== undefined) {
      const inspection = await inspectStored(stored.id, weights.index);
      return { ...inspection, member: plan.packaging === 'archive' ? weights.path : null };
    }
    const location = await downloads.locate(plan, call);
    const source: ByteSource =
      location.kind === 'inline'
        ? bufferSource(location.bytes)
        : new HttpSource(
            transfers,
            { url: location.url, trustedOrigins: downloads.trustedOrigins },
            plan.expectedBytes,
            call,
          );
    return inspectFile(source);
  };

  return {
    checkpoint: (checkpoint, call) =>
      limit(() => withinTime(call, (bounded) => inspectCheckpoint(checkpoint, bounded))),
    artifactFile: (artifactId, index) => limit(() => inspectStored(artifactId, index)),
  };
}

function carriedByGateway(adapter: ProviderAdapter | undefined): GatewayCarried {
  const downloads = adapter?.downloads;
  if (downloads?.carrier === 'gateway') return downloads;
  throw new GatewayError('UNSUPPORTED', 'This provider gives the gateway no bytes that could be inspected.');
}

async function withinTime<T>(call: CallOptions, work: (call: CallOptions) => Promise<T>): Promise<T> {
  call.signal.throwIfAborted();
  const time = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await work({ ...call, signal: AbortSignal.any([toAbortSignal(call.signal), time]) });
  } catch (error) {
    if (!time.aborted || call.signal.aborted) throw error;
    throw new GatewayError(
      'PROVIDER_TIMEOUT',
      `The file could not be inspected within ${TIMEOUT_MS / 1_000} s. Try again, or download it.`,
      { retryable: true, cause: error },
    );
  }
}
