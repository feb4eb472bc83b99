import { mkdir, rm } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { yieldToMainThread } from '../async/yield-to-main-thread.js';
import type { DownloadFileRecord } from '../domain/download.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { DamagedArchiveError } from './damaged-archive-error.js';
import { GrowingFile } from './growing-file.js';
import { toStorageError } from './storage-error.js';
import type { UnpackCommand, UnpackReport } from './unpack-thread.js';
import { unpackStream } from './unpack-stream.js';

/** How long changes of members are gathered before they are told. */
const TELL_AFTER_MS = 50;

// Runs in a thread of its own, one for each archive; unpack-thread.ts starts it and ends it.
yieldToMainThread();
const { archive, folder } = z.object({ archive: z.string(), folder: z.string() }).parse(workerData);
const file = new GrowingFile(archive);
/** Members that have changed since they were last told, by path. */
let changed = new Map<string, DownloadFileRecord>();
let readBytes = 0;
let telling: NodeJS.Timeout | null = null;

parentPort?.on('message', (command: UnpackCommand) => {
  if (command.kind === 'advance') file.advance(command.validBytes);
  else file.finish(command.sizeBytes);
});

try {
  await makeFolder();
  const members = await unpackStream(file, folder, {
    onMember: (member, position) => {
      changed.set(member.path, member);
      readBytes = position;
      telling ??= setTimeout(tell, TELL_AFTER_MS);
    },
    onFailure: (error) => file.abort(error),
  });
  tell();
  report({ kind: 'done', members });
} catch (error) {
  const { code, message } = isGatewayError(error) ? error : new GatewayError('INTERNAL', 'Unpacking failed.');
  const isDamage = error instanceof DamagedArchiveError;
  report({ kind: 'failed', code, message, isDamage, cause: describe(error) });
}
// An open port or a running timer would keep the thread alive.
if (telling !== null) clearTimeout(telling);
parentPort?.close();

async function makeFolder(): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toStorageError(error);
  }
}

function tell(): void {
  telling = null;
  if (changed.size === 0) return;
  report({ kind: 'progress', progress: { changed: [...changed.values()], readBytes } });
  changed = new Map();
}

function report(message: UnpackReport): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
  parentPort?.postMessage(message);
}

/** What the log needs of an error and its causes; errors lose their class between threads. */
function describe(error: unknown): string {
  const cause =
    error instanceof Error && error.cause !== undefined ? `; caused by ${describe(error.cause)}` : '';
  return `${String(error)}${cause}`;
}
