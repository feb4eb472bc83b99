import * as z from 'zod';
import { parseJson } from '../domain/common.js';
import {
  DOWNLOAD_CARRIERS,
  DOWNLOAD_PHASES,
  DOWNLOAD_PRIORITIES,
  DOWNLOAD_STATES,
} from '../domain/download.js';
import { ERROR_CODES } from '../errors/codes.js';
import type { StoredDownload } from './download-store.js';

const count = z.number().int().nonnegative();
const date = z.iso.datetime().transform((text) => new Date(text));
const text = z.string();

/** A thing that can be asked for. */
export const targetSchema = z.object({ kind: z.enum(['model', 'checkpoint']), nativeId: text });

const progress = z.object({
  receivedBytes: count.nullable(),
  verifiedBytes: count.nullable(),
  totalBytes: count.nullable(),
  percent: z.number().nullable(),
  bytesPerSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  stalled: z.boolean(),
  phase: z.enum(DOWNLOAD_PHASES).nullable(),
  waitingUntil: date.nullable(),
  queuePosition: count.nullable(),
  connections: count,
  sequence: count,
  epoch: count,
  restartReason: text.nullable(),
  attempts: count,
});

const record = z.object({
  id: text,
  provider: text,
  target: targetSchema,
  carrier: z.enum(DOWNLOAD_CARRIERS),
  state: z.enum(DOWNLOAD_STATES),
  stateReason: text.nullable(),
  priority: z.enum(DOWNLOAD_PRIORITIES),
  progress,
  error: z
    .object({
      // One that a newer version has written is a failure all the same.
      code: z.enum(ERROR_CODES).catch('INTERNAL'),
      message: text,
      retryable: z.boolean(),
    })
    .nullable(),
  artifactId: text.nullable(),
  fileName: text.nullable(),
  createdAt: date,
  startedAt: date.nullable(),
  finishedAt: date.nullable(),
});

const plan = z.object({
  target: targetSchema,
  key: text,
  fileName: text,
  packaging: z.enum(['file', 'archive']),
  format: text.nullable(),
  expectedBytes: count.nullable(),
  expectedDigests: z.object({ md5: text.nullable(), crc32c: text.nullable(), sha256: text.nullable() }),
});

const custody = z.object({
  holder: text.nullable(),
  store: text.nullable(),
  turn: count,
  takeovers: count,
  takenOverAtBytes: count,
});

const storedSchema = z.object({
  version: z.literal(1),
  record,
  key: text,
  targets: z.array(targetSchema),
  plan: plan.nullable(),
  caller: text,
  custody: custody.nullable().default(null),
});

/** The download as text. */
export function writeStored(download: StoredDownload): string {
  // Members are taken out again.
  const { members: _members, ...rest } = download.record;
  return JSON.stringify({ version: 1, ...download, record: rest });
}

/** The download of {@link writeStored}'s text; null for any other text. */
export function readStored(body: string): StoredDownload | null {
  const parsed = storedSchema.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { version: _version, ...download } = parsed.data;
  return { ...download, record: { ...download.record, members: [] } };
}
