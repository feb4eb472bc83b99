/** A file server in a process of its own. Arguments: file, kind, port. Says `ready` when it listens. */
import { open, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type ServerKind = 'plain' | 'limited' | 'cutting';

const MIB = 1024 * 1024;
const PIECE_BYTES = MIB / 2;
/** Of a limited server, on each connection. */
const LIMIT_BYTES_PER_SECOND = 20_000_000;
/** A cutting server cuts with this probability in each {@link CUT_EVERY_BYTES}. */
const CUT_PROBABILITY = 0.05;
const CUT_EVERY_BYTES = 8 * MIB;

const [path = '', kind = 'plain', port = '0'] = process.argv.slice(2);
const { size } = await stat(path);
const file = await open(path, 'r');
let sentBytes = 0;
let requests = 0;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/stats') {
    response.end(JSON.stringify({ sentBytes, requests }));
    sentBytes = 0;
    requests = 0;
    return;
  }
  requests += 1;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to === undefined || to === '' ? size : Number(to) + 1;
  response.writeHead(from === undefined ? 200 : 206, {
    etag: '"bench"',
    'accept-ranges': 'bytes',
    'content-length': end - start,
    ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
  });
  await pour(response, start, end);
}

async function pour(response: ServerResponse, start: number, end: number): Promise<void> {
  const startedMs = performance.now();
  const buffers = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)] as const;
  for (let offset = start, turn = 0; offset < end && !response.destroyed; turn += 1) {
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE_BYTES, end - offset), offset);
    // Waits until the socket has taken the piece, so that the buffer may be filled again.
    await new Promise((resolve) => {
      response.once('close', resolve);
      response.write(buffer.subarray(0, bytesRead), () => {
        response.off('close', resolve);
        resolve(null);
      });
    });
    offset += bytesRead;
    sentBytes += bytesRead;
    if (kind === 'cutting' && Math.random() < CUT_PROBABILITY * (bytesRead / CUT_EVERY_BYTES)) {
      response.destroy();
    }
    const aheadMs =
      kind === 'limited'
        ? ((offset - start) / LIMIT_BYTES_PER_SECOND) * 1_000 - (performance.now() - startedMs)
        : 0;
    if (aheadMs > 1) await new Promise((resolve) => setTimeout(resolve, aheadMs));
  }
  response.end();
}

createServer((request, response) => void serve(request, response)).listen(Number(port), '127.0.0.1', () =>
  process.send?.('ready'),
);
process.on('disconnect', () => process.exit());
