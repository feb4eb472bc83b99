import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OBJECT_FILE, UNPACKED_FOLDER } from './folder/ingests.js';
import type { ArchiveUnpacking } from './types.js';
import type { UnpackedMember } from './unpack-stream.js';
import { UnpackThread, type UnpackHooks } from './unpack-thread.js';

/** Takes the object in an ingest's directory apart: one thread after the other, each from the first byte on. */
export class IngestUnpacking implements ArchiveUnpacking {
  readonly #directory: string;
  readonly #hooks: UnpackHooks;
  #thread: UnpackThread | null = null;
  #threads = 0;
  /** The threads that were given up on. */
  #discarded: Promise<void>[] = [];

  constructor(directory: string, hooks: UnpackHooks) {
    this.#directory = directory;
    this.#hooks = hooks;
  }

  advance(validBytes: number): void {
    if (validBytes > 0) this.#running().advance(validBytes);
  }

  restart(): void {
    const thread = this.#thread;
    if (thread === null) return;
    this.#thread = null;
    const discarded = thread.discard();
    // Who discards the whole is told.
    discarded.catch(() => undefined);
    this.#discarded.push(discarded);
  }

  finish(sizeBytes: number): Promise<readonly UnpackedMember[]> {
    return this.#running().finish(sizeBytes);
  }

  async discard(): Promise<void> {
    this.restart();
    await Promise.all(this.#discarded);
    await rm(join(this.#directory, UNPACKED_FOLDER), { recursive: true, force: true });
  }

  #running(): UnpackThread {
    if (this.#thread === null) {
      const folder = join(this.#directory, UNPACKED_FOLDER, String(this.#threads));
      this.#threads += 1;
      this.#thread = new UnpackThread(join(this.#directory, OBJECT_FILE), folder, this.#hooks);
    }
    return this.#thread;
  }
}
