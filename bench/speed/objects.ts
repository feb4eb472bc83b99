/** An object store for downloads at full speed: every path is an object of zeros, made as it is sent. */
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';

/** Larger than what can be fetched while something is measured. */
export const OBJECT_BYTES = 4 * 2 ** 30;

const CHUNK = Buffer.alloc(2 ** 20);

/** Gives its origin. Ranges are understood, as downloads need them. */
export async function startObjects(): Promise<string> {
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
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The object store has no port.');
  return `http://127.0.0.1:${address.port}`;
}

function* zeros(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length)
    yield CHUNK.subarray(0, Math.min(left, CHUNK.length));
}
