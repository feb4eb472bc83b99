import type { InspectionRecord } from '../domain/inspection.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { ByteSource } from './byte-source.js';
import { inspectGguf, isGguf } from './gguf.js';
import { HeaderReader, type InspectionLimits } from './header-reader.js';
import { inspectOnnx, isOnnx } from './onnx.js';
import { inspectSafetensors, isSafetensors } from './safetensors.js';
import { isTar, membersOfTar, partOf } from './tar-members.js';

const LIMITS: InspectionLimits = { maxBytes: 16 * 2 ** 20, maxReads: 128, maxLooks: 2_000_000 };
/** Enough to tell every format. */
const START_BYTES = 512;

const FORMATS = [
  { recognises: isGguf, inspect: inspectGguf },
  { recognises: isSafetensors, inspect: inspectSafetensors },
  { recognises: isOnnx, inspect: inspectOnnx },
];

/** First bytes of compressed archives: gzip, bzip2, xz, zstd, zip. */
const COMPRESSED = ['1f8b', '425a68', 'fd377a585a00', '28b52ffd', '504b0304'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const MEMBER_NAME = /\.(?:safetensors|onnx|gguf)$/iu;

/**
 * Reads what the header of a safetensors, ONNX or GGUF file says, or of the first such file inside a plain tar. Reads at most
 * 16 MiB in at most 128 reads. Throws UNSUPPORTED for anything else and for larger headers, FILE_INVALID for damaged ones,
 * and what the source throws.
 */
export async function inspectFile(source: ByteSource): Promise<InspectionRecord> {
  const reader = new HeaderReader(source, LIMITS);
  const start = await reader.upTo(0, START_BYTES);
  if (isTar(start)) return inspectTar(source, reader);
  if (COMPRESSED.some((magic) => start.subarray(0, magic.length).equals(magic))) {
    throw new GatewayError(
      'UNSUPPORTED',
      'The file is compressed and cannot be inspected in place. Download it and inspect the files of the artifact.',
    );
  }
  return inspectWith(reader, start);
}

async function inspectTar(source: ByteSource, reader: HeaderReader): Promise<InspectionRecord> {
  for await (const member of membersOfTar(reader)) {
    if (!MEMBER_NAME.test(member.path)) continue;
    const inner = new HeaderReader(partOf(source, member), LIMITS);
    const inspection = await inspectWith(inner, await inner.upTo(0, START_BYTES));
    return { ...inspection, member: member.path };
  }
  throw unsupported('The archive begins with no safetensors, ONNX or GGUF file');
}

function inspectWith(reader: HeaderReader, start: Buffer): Promise<InspectionRecord> {
  const format = FORMATS.find(({ recognises }) => recognises(start));
  if (format === undefined) throw unsupported('The file is neither safetensors nor ONNX nor GGUF');
  return format.inspect(reader);
}

function unsupported(what: string): GatewayError {
  return new GatewayError('UNSUPPORTED', `${what}; nothing else can be inspected.`);
}
