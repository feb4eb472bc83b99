import { readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../domain/common.js';
import type { ObjectDigests } from '../../domain/download.js';
import { writeDurably } from '../../files/durable-file.js';
import type { Piece } from './wire-sums.js';

/** What a transfer knows about the object that it brings, from the first answer of the storage host in this epoch. */
export interface ObjectIdentity {
  /** As the storage host wrote it, weak ones too; null where there was none. */
  readonly etag: string | null;
  /** Null where the storage host did not say. */
  readonly totalBytes: number | null;
  /** Digests of the whole object by the storage host's headers. */
  readonly announced: ObjectDigests;
}

/** What is known of a directory after a crash: bytes that are not named here do not exist. Never holds a URL. */
export interface Journal {
  /** Of the {@link Fence} of the transfer that wrote it; 0 where there was none. */
  readonly generation: number;
  readonly epoch: number;
  readonly restartReason: string | null;
  /** Null before the first answer. */
  readonly identity: ObjectIdentity | null;
  /** On disk for sure, unless the disk damaged it since. Sorted, disjoint. */
  readonly written: readonly Piece[];
  readonly savedAt: Date;
}

/** Names inside the directory of a transfer. */
export const DATA_FILE = 'data';
const JOURNAL_FILE = 'journal.json';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const digest = z
  .string()
  .regex(/^[0-9a-f]+$/u)
  .nullable();

const journalSchema = z.object({
  version: z.literal(2),
  generation: count.default(0),
  epoch: count,
  restartReason: z.string().nullable(),
  identity: z
    .object({
      etag: z.string().nullable(),
      totalBytes: count.nullable(),
      announced: z.object({ md5: digest, crc32c: digest, sha256: digest }),
    })
    .nullable(),
  /** Start, end and CRC-32 or null. */
  written: z.array(z.tuple([count, count, count.max(0xffff_ffff).nullable()])),
  savedAt: z.iso.datetime(),
});

/** The text of the file. */
export function encodeJournal(journal: Journal): string {
  return JSON.stringify({
    version: 2,
    ...journal,
    written: journal.written.map(({ start, end, crc32 }) => [start, end, crc32]),
  });
}

/** Reads the text of the file; null for anything that {@link encodeJournal} did not write. */
export function decodeJournal(text: string): Journal | null {
  const parsed = journalSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { generation, epoch, restartReason, identity, savedAt } = parsed.data;
  const written = parsed.data.written.map(([start, end, crc32]) => ({ start, end, crc32 }));
  return areSound(written, identity?.totalBytes ?? null)
    ? { generation, epoch, restartReason, identity, written, savedAt: new Date(savedAt) }
    : null;
}

/** The journal of a directory; null where there is none that fits the data beside it. Other trouble throws as it comes. */
export async function loadJournal(directory: string): Promise<Journal | null> {
  try {
    const journal = decodeJournal(await readFile(join(directory, JOURNAL_FILE), 'utf8'));
    if (journal === null) return null;
    const { size } = await stat(join(directory, DATA_FILE));
    return (journal.written.at(-1)?.end ?? 0) <= size ? journal : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Saves journals of one directory, one after the other: the data first, then the journal that names it, by a rename that is
 * itself made durable. Whenever the machine stops, the journal that is found names nothing that is not there.
 */
export class JournalSaver {
  readonly #directory: string;
  readonly #data: FileHandle;
  #last: Promise<void> = Promise.resolve();
  #isBusy = false;

  constructor(directory: string, data: FileHandle) {
    this.#directory = directory;
    this.#data = data;
  }

  /** Whether a save is under way. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** `snapshot` is asked once earlier saves are through; what it names must have been written to the data file by then. */
  save(snapshot: () => Journal): Promise<void> {
    const saved = this.#last.then(() => this.#saveNow(snapshot()));
    // A failed save is its caller's to judge; the next one stands for itself.
    this.#last = saved.catch(() => undefined);
    return saved;
  }

  async #saveNow(journal: Journal): Promise<void> {
    this.#isBusy = true;
    try {
      await this.#data.datasync();
      await writeDurably(join(this.#directory, JOURNAL_FILE), encodeJournal(journal));
    } finally {
      this.#isBusy = false;
    }
  }
}

function areSound(spans: readonly Piece[], totalBytes: number | null): boolean {
  const ends = [0, ...spans.map(({ end }) => end)];
  return (
    spans.every(({ start, end }, place) => start < end && start >= (ends[place] ?? 0)) &&
    (totalBytes === null || (spans.at(-1)?.end ?? 0) <= totalBytes)
  );
}
