import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import xz from 'xz-decompress';
import { archiveForm, FORM_BYTES } from './archive-form.js';
import { bunzip2 } from './bunzip2.js';
import type { ByteReader } from './byte-reader.js';
import { unzstd } from './unzstd.js';

/**
 * The tar inside an archive, in pieces, whichever way it is packed. Reads on only when the pieces are taken. Throws
 * ARCHIVE_INVALID for zip, and a plain Error for damaged or cut input and for bytes behind the end of a compressed form.
 */
export async function* decompress(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  const start = await reader.peek(FORM_BYTES);
  switch (archiveForm(start.subarray(0, FORM_BYTES))) {
    case 'tar':
      yield* reader.rest();
      return;
    case 'gzip':
      yield* gunzip(reader);
      return;
    case 'bzip2':
      yield* bunzip2(reader);
      return;
    case 'xz':
      yield* unxz(reader);
      return;
    case 'zstd':
      yield* unzstd(reader);
  }
}

async function* gunzip(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  const input = Readable.from(reader.rest(), { objectMode: false });
  const output = createGunzip();
  input.on('error', (error) => output.destroy(error));
  yield* input.pipe(output);
  // The engine stops at the end of the last member; what it did not take is something else.
  if (output.bytesWritten !== reader.consumedBytes) {
    throw new Error('There is something behind the end of the compressed data.');
  }
}

async function* unxz(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  const chunks = reader.rest();
  const input = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
  yield* new xz.XzReadableStream(input);
}
