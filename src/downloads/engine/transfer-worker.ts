/** The entry of the thread that moves bytes from sockets to files. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRangeReader } from '../../http/range-reader.js';
import { BytePace } from './byte-pace.js';
import { HashClient } from './hash-client.js';
import { HostLimits } from './host-limits.js';
import {
  packFailure,
  type FromTransferWorker,
  type ToTransferWorker,
  type TransferWorkerData,
} from './messages.js';
import type { Location } from './source.js';
import { Transfer } from './transfer.js';
import type { TransferTools } from './transfer-tools.js';
import type { TransferJob } from './types.js';

type Found = Omit<Location, 'origin'>;

interface Running {
  readonly cancelling: AbortController;
  /** Set while the owner is asked where the bytes are. */
  asking: { resolve(found: Found): void; reject(error: Error): void } | null;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the engine starts this thread, with exactly this
const { hashPorts, bytesPerSecond, tuning } = workerData as TransferWorkerData;
const tools: TransferTools = {
  reader: createRangeReader(),
  hosts: new HostLimits(),
  hashes: new HashClient(...hashPorts),
  tuning,
  pace: new BytePace(bytesPerSecond, performance.now()),
};
const running = new Map<number, Running>();

function post(message: FromTransferWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
}

async function begin(id: number, job: TransferJob): Promise<void> {
  const transfer: Running = { cancelling: new AbortController(), asking: null };
  running.set(id, transfer);
  const locate = (): Promise<Found> =>
    new Promise((resolve, reject) => {
      transfer.asking = { resolve, reject };
      post({ kind: 'locate', id });
    });
  try {
    const object = await Transfer.run(
      job,
      tools,
      { locate, onProgress: (progress) => post({ kind: 'progress', id, progress }) },
      transfer.cancelling.signal,
    );
    post({ kind: 'done', id, object });
  } catch (error) {
    post({ kind: 'failed', id, failure: packFailure(error) });
  } finally {
    running.delete(id);
  }
}

function receive(message: ToTransferWorker): void {
  const transfer = running.get(message.id);
  switch (message.kind) {
    case 'begin':
      void begin(message.id, message.job);
      break;
    case 'cancel':
      transfer?.cancelling.abort();
      break;
    case 'located':
      transfer?.asking?.resolve({ url: message.url, expiresAtMs: message.expiresAtMs });
      break;
    case 'notLocated':
      transfer?.asking?.reject(new Error('The owner could not say where the bytes are.'));
      break;
  }
}

parentPort?.on('message', receive);
