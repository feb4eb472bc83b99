import { open } from 'node:fs/promises';
import { GatewayError } from '../errors/gateway-error.js';

/** First bytes of forms that are recognised only to say that they are not supported. */
const UNSUPPORTED_FORMS: readonly { readonly name: string; readonly magic: Buffer }[] = [
  { name: 'bzip2', magic: Buffer.from('BZh') },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) },
  { name: 'zip', magic: Buffer.from('PK\u0003\u0004') },
  { name: 'zstd', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]) },
];
/** RFC 1952 §2.3.1. */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** How an archive is packed, told by its first bytes and not by its name. Throws ARCHIVE_INVALID for known other forms. */
export async function detectArchiveForm(path: string): Promise<'tar' | 'gzip'> {
  const start = await readStart(path);
  if (startsWith(start, GZIP_MAGIC)) return 'gzip';
  const other = UNSUPPORTED_FORMS.find(({ magic }) => startsWith(start, magic));
  if (other === undefined) return 'tar';
  throw new GatewayError(
    'ARCHIVE_INVALID',
    `The archive is ${other.name}; only tar, plain or compressed with gzip, can be unpacked.`,
  );
}

async function readStart(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic);
}
