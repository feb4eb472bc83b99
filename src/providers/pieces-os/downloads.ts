import { pause } from '../../async/abort.js';
import { joinNativeKey } from '../../domain/native-key.js';
import type { DownloadTarget } from '../../domain/download.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, ProviderCarried, RemoteProgress } from '../provider.js';
import { unknownModelError, type PiecesClient } from './client.js';
import { loadStateOf } from './convert.js';
import { isServerFailure } from './errors.js';
import type { ProgressHub } from './progress-socket.js';
import type { WireModel } from './wire.js';

/** How a cancellation is confirmed, in milliseconds. */
export interface CancelTiming {
  readonly cancelPollMs: number;
  /** A cancel that does nothing is known of this runtime; after this long it is reported. */
  readonly cancelLimitMs: number;
}

export interface DownloadsOptions {
  readonly client: PiecesClient;
  readonly hub: ProgressHub;
  readonly timing: CancelTiming;
}

const COMPLETED: RemoteProgress = { state: 'completed', percent: 100 };
const CANCELLED: RemoteProgress = { state: 'cancelled', percent: null };

/** Downloads that the runtime carries out by itself. It cannot resume: a fetch begun again truncates the files. */
export function createDownloads(options: DownloadsOptions): ProviderCarried {
  const { client, hub } = options;
  const { provider } = client;
  const refuse = (message: string): GatewayError => new GatewayError('UNSUPPORTED', message, { provider });

  async function readLocal({ kind, nativeId }: DownloadTarget, call: CallOptions): Promise<WireModel> {
    if (kind !== 'model') throw refuse(`Provider ${provider} has no checkpoints, only whole models.`);
    const entry = await client.readModel(nativeId, call);
    if (entry === null) throw unknownModelError(provider, nativeId);
    if (entry.model.cloud) {
      throw refuse('This model runs in the cloud, so there is nothing to download. It can be used as it is.');
    }
    return entry.model;
  }

  return {
    carrier: 'provider',
    plan: async (target, call) => {
      const model = await readLocal(target, call);
      const state = loadStateOf(model);
      return {
        key: joinNativeKey(model.id, model.version),
        totalBytes: model.bytes?.value ?? null,
        present: state === 'DOWNLOADED' || state === 'LOADED',
      };
    },
    start: async (target, call) => {
      const model = await readLocal(target, call);
      // A second POST could begin the fetch anew and so destroy what is there.
      if (loadStateOf(model) !== 'NOT_DOWNLOADED') return;
      // The answer may say neither downloading nor downloaded; that is no failure, so it is not looked at.
      const answer = await client.act(target.nativeId, 'download', call);
      if (answer === null) throw unknownModelError(provider, target.nativeId);
    },
    cancel: async ({ nativeId }, call) => {
      const goesOn = hub.expectCancel(nativeId);
      try {
        await cancelAndConfirm(options, nativeId, call);
      } catch (error) {
        goesOn();
        throw error;
      }
    },
    watch: (target, call, onReady) => hub.watch(target.nativeId, call, onReady),
  };
}

/** Asks for the end and resolves when the model says that it has come. */
async function cancelAndConfirm(
  { client, hub, timing }: DownloadsOptions,
  id: string,
  call: CallOptions,
): Promise<void> {
  let failure: GatewayError | null = null;
  try {
    const answer = await client.act(id, 'download/cancel', call);
    if (answer === null) throw unknownModelError(client.provider, id);
  } catch (error) {
    if (!isServerFailure(error)) throw error;
    // Perhaps only because nothing was left to cancel; the model tells.
    failure = error;
  }
  const deadlineMs = performance.now() + timing.cancelLimitMs;
  for (;;) {
    const entry = await client.readModel(id, call);
    if (entry?.model.downloading !== true) {
      hub.conclude(id, entry?.model.downloaded === true ? COMPLETED : CANCELLED);
      return;
    }
    if (failure !== null) throw failure;
    if (performance.now() > deadlineMs) throw stillRunningError(client.provider);
    await pause(timing.cancelPollMs, call.signal);
  }
}

function stillRunningError(provider: string): GatewayError {
  return new GatewayError(
    'PROVIDER_REJECTED',
    'Pieces OS took the cancellation, but the download still runs. Cancel it again, or in Pieces OS itself.',
    { provider, retryable: true },
  );
}
