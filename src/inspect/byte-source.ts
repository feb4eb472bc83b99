import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read anywhere. */
export interface ByteSource {
  /** Null while unknown; a first read may make it known. */
  readonly sizeBytes: number | null;
  /** At least one byte and at most `length` bytes from `offset` on; none behind the end. Throws GatewayError. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A file on disk, whose handle the caller closes. */
export function fileSource(handle: FileHandle, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    read: async (offset, length) => {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, sizeBytes - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

/** Bytes in memory. */
export function bufferSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    read: async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
  };
}
