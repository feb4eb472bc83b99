/** The entry of the thread that hashes files while they grow. */
import { workerData } from 'node:worker_threads';
import { yieldToMainThread } from '../../async/yield-to-main-thread.js';
import { FollowedFile } from './followed-file.js';
import { packFailure, type FromHashWorker, type HashWorkerData, type ToHashWorker } from './messages.js';

/** Read and hashed at a time: fits the second-level cache, where the second algorithm finds it again. */
const BLOCK_BYTES = 256 * 1024;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the engine starts this thread, with exactly this
const { port, standsBack } = workerData as HashWorkerData;
if (standsBack) yieldToMainThread();
const files = new Map<number, FollowedFile>();
const block = new Uint8Array(BLOCK_BYTES);
let isScheduled = false;

function post(message: FromHashWorker): void {
  port.postMessage(message);
}

function receive(message: ToHashWorker): void {
  switch (message.kind) {
    case 'follow':
      attempt(message.id, () => {
        const file = new FollowedFile(message.path, message.digests, message.checks);
        files.set(message.id, file);
        file.prepare().then(schedule, (error: unknown) => giveUp(message.id, error));
      });
      break;
    case 'advance':
      files.get(message.id)?.advance(message.availableBytes, message.isWhole);
      break;
    case 'missed':
      files.get(message.id)?.miss();
      break;
    case 'forget':
      forget(message.id);
      break;
  }
  schedule();
}

/** One turn for each file that has work, then messages, then the next round. */
function schedule(): void {
  if (isScheduled || ![...files.values()].some((file) => file.hasWork)) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    for (const [id, file] of files) if (file.hasWork) attempt(id, () => turn(id, file));
    schedule();
  });
}

function turn(id: number, file: FollowedFile): void {
  const damaged = file.check(block);
  if (damaged !== null) {
    post({ kind: 'damaged', id, piece: damaged });
    return;
  }
  const digests = file.work(block);
  post({ kind: 'hashed', id, hashedBytes: file.hashedBytes });
  if (digests === null) return;
  post({ kind: 'digested', id, digests });
  forget(id);
}

function attempt(id: number, step: () => void): void {
  try {
    step();
  } catch (error) {
    giveUp(id, error);
  }
}

function giveUp(id: number, error: unknown): void {
  post({ kind: 'broken', id, failure: packFailure(error) });
  forget(id);
}

function forget(id: number): void {
  files.get(id)?.close();
  files.delete(id);
}

port.on('message', receive);
