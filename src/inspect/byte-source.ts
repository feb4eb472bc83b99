/** Bytes that can be read anywhere. */
export interface ByteSource {
  /** Null while unknown; a first read may make it known. */
  readonly sizeBytes: number | null;
  /** At least one byte and at most `length` bytes from `offset` on; none behind the end. Throws GatewayError. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A stored file, which the caller closes. */
export function storedSource({
  file: { sizeBytes },
  read,
}: {
  readonly file: { readonly sizeBytes: number };
  readonly read: ByteSource['read'];
}): ByteSource {
  return {
    sizeBytes,
    read: async (offset, length) => {
      const rest = Math.max(0, Math.min(length, sizeBytes - offset));
      return rest === 0 ? Buffer.alloc(0) : read(offset, rest);
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
