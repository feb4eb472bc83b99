import { createHash } from 'node:crypto';
import { createCRC32 } from 'hash-wasm';
import type { ObjectDigests } from '../domain/download.js';

/** The polynomial of CRC-32C (Castagnoli, RFC 9260 appendix A), reversed. */
const CASTAGNOLI = 0x82f63b78;

/** Only asked-for digests are set; SHA-256 always is. */
export type MeasuredDigests = ObjectDigests & { readonly sha256: string };

/** Measures the digests of an object while its bytes arrive in order. */
export interface ObjectHasher {
  update(bytes: Uint8Array): void;
  /** Ends the measurement. */
  digest(): MeasuredDigests;
}

/** Makes a hasher. MD5 and CRC-32C are measured only where somebody announced them: MD5 is the slowest part of a download. */
export async function createObjectHasher(
  wanted: Pick<ObjectDigests, 'md5' | 'crc32c'>,
): Promise<ObjectHasher> {
  const sha256 = createHash('sha256');
  const md5 = wanted.md5 === null ? null : createHash('md5');
  const crc32c = wanted.crc32c === null ? null : await createCRC32(CASTAGNOLI);
  return {
    update: (bytes) => {
      sha256.update(bytes);
      md5?.update(bytes);
      crc32c?.update(bytes);
    },
    digest: () => ({
      sha256: sha256.digest('hex'),
      md5: md5?.digest('hex') ?? null,
      crc32c: crc32c?.digest('hex') ?? null,
    }),
  };
}
