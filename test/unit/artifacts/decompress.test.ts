import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/artifacts/byte-reader.js';
import { decompress } from '../../../src/artifacts/decompress.js';
import { inPieces, packedArchives } from '../../helpers/archives.js';

async function decompressed(archive: Uint8Array, pieceBytes = 1_000): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompress(new ByteReader(inPieces(archive, pieceBytes)))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function decompressHostile(archive: Uint8Array) {
  let largestChunk = 0;
  try {
    for await (const chunk of decompress(new ByteReader(inPieces(archive, 64)))) {
      largestChunk = Math.max(largestChunk, chunk.length);
    }
  } catch (failure) {
    return { failure, largestChunk };
  }
  return { failure: null, largestChunk };
}

const compressed = (await packedArchives()).filter(([form]) => form !== 'tar');

describe('decompress', () => {
  it.each(compressed)('gives the same bytes of %s in whatever pieces they come', async (_form, archive) => {
    const whole = await decompressed(archive, archive.length);

    expect(whole.includes('weights'.repeat(40_000))).toBe(true);
    for (const pieceBytes of [1, 7, 100]) {
      expect((await decompressed(archive, pieceBytes)).equals(whole)).toBe(true);
    }
  });

  it.each(compressed)('reads two streams of %s one after the other as one', async (_form, archive) => {
    const once = await decompressed(archive);

    const twice = await decompressed(Buffer.concat([archive, archive]));

    expect(twice.equals(Buffer.concat([once, once]))).toBe(true);
  });

  it.each(compressed)('refuses %s that is cut anywhere', async (_form, archive) => {
    for (const length of [12, Math.floor(archive.length / 2), archive.length - 1]) {
      await expect(decompressed(archive.subarray(0, length))).rejects.toThrow(Error);
    }
  });

  it.each(compressed)('refuses anything behind the end of %s', async (_form, archive) => {
    await expect(decompressed(Buffer.concat([archive, Buffer.from('and then some')]))).rejects.toThrow(Error);
  });

  const checked = compressed.filter(([form]) => form !== 'zstd');
  it.each(checked)('notices a changed bit by the checksum of %s', async (_form, archive) => {
    const changed = Buffer.from(archive);
    const middle = Math.floor(archive.length / 2);
    changed.writeUInt8(changed.readUInt8(middle) ^ 4, middle);

    await expect(decompressed(changed)).rejects.toThrow(Error);
  });

  it('makes at most a block at a time, and ends, whatever is changed in bzip2 and zstd', async () => {
    const bases = compressed.filter(([form]) => form === 'bzip2' || form === 'zstd');
    const changes = fc.array(fc.record({ at: fc.nat(), to: fc.nat(255) }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bases), changes, async ([_form, archive], edits) => {
        const bytes = Buffer.from(archive);
        for (const { at, to } of edits) bytes[at % bytes.length] = to;
        const { failure, largestChunk } = await decompressHostile(bytes);
        expect(failure === null || failure instanceof Error).toBe(true);
        expect(largestChunk).toBeLessThanOrEqual(128 * 1024);
      }),
    );
  });

  it('refuses a zstd window that would take all memory', async () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00]);

    await expect(decompressed(frame)).rejects.toThrow(/window/u);
  });
});
