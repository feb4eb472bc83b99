import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeDurably } from '../files/durable-file.js';
import type { Logger } from '../observability/logger.js';

const HOUR_MS = 3_600_000;

const usageSchema = z.record(z.string(), z.iso.datetime());

/** Path of the notes that belong to a key file. They stand apart, so that only people's commands change the keys. */
function usagePathOf(keyFile: string): string {
  return keyFile.replace(/\.json$/u, '-used.json');
}

/** The hour in which each key was last used, by id. What cannot be read counts as not noted. */
export async function readKeyUsage(keyFile: string): Promise<ReadonlyMap<string, Date>> {
  try {
    const usage = usageSchema.parse(JSON.parse(await readFile(usagePathOf(keyFile), 'utf8')));
    return new Map(Object.entries(usage).map(([id, text]) => [id, new Date(text)]));
  } catch {
    return new Map();
  }
}

/** Notes in which hour a key was last used: one write an hour and key at most. */
export class KeyUsage {
  readonly #keyFile: string;
  readonly #log: Logger;
  readonly #hours: Map<string, Date>;
  #isDirty = false;
  #writing: Promise<void> | null = null;

  constructor(keyFile: string, log: Logger, known: ReadonlyMap<string, Date>) {
    this.#keyFile = keyFile;
    this.#log = log;
    this.#hours = new Map(known);
  }

  note(id: string): void {
    const hour = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
    if (this.#hours.get(id)?.getTime() === hour.getTime()) return;
    this.#hours.set(id, hour);
    this.#isDirty = true;
    this.#writing ??= this.#write();
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      while (this.#isDirty) {
        this.#isDirty = false;
        await writeDurably(usagePathOf(this.#keyFile), JSON.stringify(Object.fromEntries(this.#hours)));
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'The use of a key could not be noted');
    } finally {
      this.#writing = null;
    }
  }
}
