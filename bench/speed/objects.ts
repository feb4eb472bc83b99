/**
 * An object store for downloads at full speed: every path is an object of zeros, made as it is sent. A process of its own, so that
 * nothing else of the bench waits for it; argument: its setup.
 */
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { OBJECT_BYTES, type FromObjects, type ToObjects } from './messages.js';

const CHUNK = Buffer.alloc(2 ** 20);

/** Of all connections together; infinite: as fast as it goes. */
let bytesPerSecond = Number.POSITIVE_INFINITY;
/** When the next chunk may be sent. */
let dueMs = 0;

async function* zeros(bytes: number): AsyncGenerator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    const length = Math.min(left, CHUNK.length);
    const nowMs = performance.now();
    dueMs = Math.max(dueMs, nowMs) + (length / bytesPerSecond) * 1_000;
    if (dueMs - nowMs > 1) await pause(dueMs - nowMs);
    yield CHUNK.subarray(0, length);
  }
}

/** Ranges are understood, as downloads need them. */
const server = createServer((request, response) => {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to === undefined || to === '' ? OBJECT_BYTES - 1 : Math.min(Number(to), OBJECT_BYTES - 1);
  response.writeHead(from === undefined ? 200 : 206, {
    etag: '"zeros"',
    'accept-ranges': 'bytes',
    'content-length': String(end - start + 1),
    ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${OBJECT_BYTES}` }),
  });
  // Whoever stops reading has what he wanted.
  pipeline(Readable.from(zeros(end - start + 1)), response, () => {});
});

function report(message: FromObjects): void {
  process.send?.(message);
}

process.on('message', (order: ToObjects) => {
  bytesPerSecond = order.bytesPerSecond ?? Number.POSITIVE_INFINITY;
  report({ type: 'paced' });
});
process.once('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The object store has no port.');
  report({ type: 'listening', origin: `http://127.0.0.1:${address.port}` });
});
