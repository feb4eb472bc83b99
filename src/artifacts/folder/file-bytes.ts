import type { FileHandle } from 'node:fs/promises';
import type { StoredBytes } from '../types.js';

/** The bytes of an opened file. */
export function fileBytes(handle: FileHandle): StoredBytes {
  return {
    stream: async ({ start, end }) => handle.createReadStream({ start, end, autoClose: false }),
    read: async (offset, length) => {
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}
