import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { GrowingFile } from './growing-file.js';
import type { UnpackCommand, UnpackReport } from './unpack.js';
import { unpackStream } from './unpack-stream.js';

// Runs in a thread of its own, one for each archive; unpack.ts starts it and ends it.
const { archive, folder } = z.object({ archive: z.string(), folder: z.string() }).parse(workerData);
const file = new GrowingFile(archive);

parentPort?.on('message', (command: UnpackCommand) => {
  if (command.kind === 'advance') file.advance(command.validBytes);
  else file.finish(command.sizeBytes);
});

try {
  const members = await unpackStream(file, folder, {
    onMember: (member) => report({ kind: 'member', member }),
  });
  report({ kind: 'done', members });
} catch (error) {
  const { code, message } = isGatewayError(error) ? error : new GatewayError('INTERNAL', 'Unpacking failed.');
  report({ kind: 'failed', code, message, cause: describe(error) });
}
// An open port would keep the thread alive.
parentPort?.close();

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
