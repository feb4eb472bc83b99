import { GatewayError } from '../errors/gateway-error.js';

/** How an archive is packed: a plain tar, or a tar inside one of these compressions. */
export type ArchiveForm = 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd';

/** Bytes that are enough to tell the form. */
export const FORM_BYTES = 8;

/** First bytes of the compressed forms: RFC 1952 §2.3.1, the bzip2 and xz file formats, RFC 8878 §3.1. */
const MAGICS: readonly (readonly [ArchiveForm | 'zip', Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['bzip2', Buffer.from('BZh')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['zip', Buffer.from('PK\u0003\u0004')],
];
/** RFC 8878 §3.1.2: a zstd file may begin with a frame to be skipped; the low half of the first byte is free. */
const ZSTD_SKIPPABLE = Buffer.from([0x2a, 0x4d, 0x18]);

/** How an archive is packed, told by its first {@link FORM_BYTES} and not by its name. Throws ARCHIVE_INVALID for zip. */
export function archiveForm(start: Buffer): ArchiveForm {
  const [form] = MAGICS.find(([, magic]) => start.subarray(0, magic.length).equals(magic)) ?? ['tar'];
  if (form === 'zip') {
    throw new GatewayError(
      'ARCHIVE_INVALID',
      'The archive is zip; only tar, plain or compressed with gzip, bzip2, xz or zstd, can be unpacked.',
    );
  }
  if (form === 'tar' && isSkippableFrame(start)) return 'zstd';
  return form;
}

function isSkippableFrame(start: Buffer): boolean {
  return ((start[0] ?? 0) & 0xf0) === 0x50 && start.subarray(1, 4).equals(ZSTD_SKIPPABLE);
}
