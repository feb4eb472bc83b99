/**
 * A file server in a process of its own, for what nginx cannot do: count what it sent, and cut connections. Arguments: file,
 * port, probability of a cut in each 8 MiB. Says `ready` when it listens.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const MIB = 1024 * 1024;
const PIECE_BYTES = MIB / 2;
const CUT_EVERY_BYTES = 8 * MIB;

const [path = '', port = '0', cutProbability = '0'] = process.argv.slice(2);
const cutChance = Number(cutProbability) * (PIECE_BYTES / CUT_EVERY_BYTES);
let sentBytes = 0;

/** The whole file, in pieces: what is sent out of memory costs the machine least, which is not what is measured here. */
const pieces: Buffer[] = [];
const descriptor = openSync(path, 'r');
const { size } = fstatSync(descriptor);
for (let offset = 0; offset < size; offset += PIECE_BYTES) {
  const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, size - offset));
  readSync(descriptor, piece, 0, piece.length, offset);
  pieces.push(piece);
}
closeSync(descriptor);

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/stats') {
    response.end(JSON.stringify({ sentBytes }));
    sentBytes = 0;
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to === undefined || to === '' ? size : Number(to) + 1;
  response.writeHead(from === undefined ? 200 : 206, {
    etag: '"bench"',
    'accept-ranges': 'bytes',
    'content-length': end - start,
    ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
  });
  pour(response, start, end);
}

/** One piece after the other. */
function pour(response: ServerResponse, start: number, end: number): void {
  let offset = start;
  const next = (): void => {
    if (response.destroyed) return;
    if (offset === end) {
      response.end();
      return;
    }
    const within = offset % PIECE_BYTES;
    const piece = pieces[(offset - within) / PIECE_BYTES]?.subarray(within, within + end - offset);
    if (piece === undefined) throw new Error(`The file ends before ${offset}.`);
    offset += piece.length;
    response.write(piece, (error) => {
      if (error !== null && error !== undefined) return;
      sentBytes += piece.length;
      if (Math.random() < cutChance) response.destroy();
      else next();
    });
  };
  next();
}

createServer(serve).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
process.on('disconnect', () => {
  process.exit();
});
