import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { fileErrorCode, hasNoLinks, orNullIfAbsent } from '../../files/durable-file.js';
import { parseJson } from '../../domain/common.js';
import type { Logger } from '../../observability/logger.js';
import {
  hasEnded,
  processIdentitySchema,
  readProcessIdentity,
  type ProcessIdentity,
} from './process-identity.js';

const BEAT_MS = 1_000;
/** How long a replica must be seen silent before it counts as dead; its process may be out of sight. */
const SILENT_MS = 8_000;
/** Who has not looked for so long, because this process or the file system stood still, has not watched. */
const UNWATCHED_MS = SILENT_MS / 2;
/** Enough for any number of beats, so that each is written over the one before. */
const BEAT_DIGITS = 12;
const ALIVE_FILE = 'alive';
const READING_FOLDER = 'reading';

/** What somebody else last said. */
interface Watched {
  readonly text: string;
  /** Since when that has been seen, without a gap. */
  readonly sinceMs: number;
  readonly lookedAtMs: number;
}

const registrationSchema = processIdentitySchema.extend({ id: z.string() });

/**
 * The processes that use a folder, and which of them live: `<folder>/<id>/alive` says which process it is, and changes every
 * second. One of the same running system is dead when its process is; any other when it has been watched being
 * silent for 8 s by the clock of who watches, so that clocks need not agree. Nobody is presumed dead unwatched.
 */
export class Replicas {
  /** Of this one. */
  readonly id = randomUUID();
  readonly #folder: string;
  readonly #log: Logger;
  readonly #identity: ProcessIdentity;
  readonly #watched = new Map<string, Watched>();
  readonly #heartbeat: NodeJS.Timeout;
  #beating: Promise<void> | null = null;
  #beats = 0;

  private constructor(folder: string, log: Logger, identity: ProcessIdentity) {
    this.#folder = folder;
    this.#log = log;
    this.#identity = identity;
    this.#heartbeat = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => (this.#beating = null));
    }, BEAT_MS).unref();
  }

  /** Joins those who use a folder, which is made if it is not there. */
  static async join(folder: string, log: Logger): Promise<Replicas> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const replicas = new Replicas(folder, log, await readProcessIdentity());
    await replicas.#register();
    return replicas;
  }

  /** Whether a replica has left or died. */
  async isGone(id: string): Promise<boolean> {
    if (id === this.id) return false;
    const text = await this.#lastWordOf(id);
    return text === null || this.#isDead(id, text);
  }

  /** Null where it has said nothing, or its folder is gone. */
  #lastWordOf(id: string): Promise<string | null> {
    // Read, not looked at: network file systems keep what they know of a file that is not opened.
    return orNullIfAbsent(readFile(this.#pathOf(id, ALIVE_FILE), 'utf8'));
  }

  async #isDead(id: string, text: string): Promise<boolean> {
    const identity = registrationSchema.safeParse(parseJson(text)).data;
    if (identity !== undefined && (await hasEnded(identity, this.#identity))) return true;
    return this.isSilent(id, text);
  }

  /** Whether something that should have changed has been seen unchanged for too long. */
  isSilent(name: string, text: string): boolean {
    const nowMs = performance.now();
    const watched = this.#watched.get(name);
    const isTheSame = watched?.text === text && nowMs - watched.lookedAtMs < UNWATCHED_MS;
    const sinceMs = isTheSame ? watched.sinceMs : nowMs;
    this.#watched.set(name, { text, sinceMs, lookedAtMs: nowMs });
    return nowMs - sinceMs >= SILENT_MS;
  }

  /**
   * Makes a file that says that it is this replica's; false when there is one of that name. It is another name of a file that is
   * there already where the file system can do that, so that it is whole at once and takes no room on a full volume.
   */
  async sign(path: string): Promise<boolean> {
    const alive = this.#pathOf(this.id, ALIVE_FILE);
    try {
      await link(alive, path).catch((error: unknown) => {
        if (!hasNoLinks(error)) throw error;
        return writeFile(path, this.#text(), { flag: 'wx', mode: 0o600 });
      });
      return true;
    } catch (error) {
      if (fileErrorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  /** Whose a file is that {@link sign} made; null when there is none, empty while it says nothing. */
  async signerOf(path: string): Promise<string | null> {
    const text = await orNullIfAbsent(readFile(path, 'utf8'));
    return text === null ? null : (registrationSchema.safeParse(parseJson(text)).data?.id ?? '');
  }

  /** Tells the others that an artifact is being read here. */
  async noteReading(artifactId: string): Promise<void> {
    await writeFile(this.#pathOf(this.id, READING_FOLDER, artifactId), '');
  }

  async noteRead(artifactId: string): Promise<void> {
    await rm(this.#pathOf(this.id, READING_FOLDER, artifactId), { force: true });
  }

  /** The artifacts that other living replicas are reading. */
  async readElsewhere(): Promise<ReadonlySet<string>> {
    const others = (await readdir(this.#folder)).filter((id) => id !== this.id);
    const reading = others.map(async (id) => {
      const names = await orNullIfAbsent(readdir(this.#pathOf(id, READING_FOLDER)));
      return names === null || names.length === 0 || (await this.isGone(id)) ? [] : names;
    });
    return new Set((await Promise.all(reading)).flat());
  }

  /** Watches the others, and forgets those that are gone. */
  async #sweep(): Promise<void> {
    for (const id of await readdir(this.#folder)) {
      if (id === this.id) continue;
      // Whoever has said nothing yet may just be joining.
      if (!(await this.#isDead(id, (await this.#lastWordOf(id)) ?? ''))) continue;
      await rm(join(this.#folder, id), { recursive: true, force: true });
      this.#watched.delete(id);
    }
  }

  async leave(): Promise<void> {
    clearInterval(this.#heartbeat);
    // It would take itself for forgotten, and register again.
    await this.#beating;
    await rm(join(this.#folder, this.id), { recursive: true, force: true });
  }

  async #register(): Promise<void> {
    await mkdir(this.#pathOf(this.id, READING_FOLDER), { recursive: true, mode: 0o700 });
    await writeFile(this.#pathOf(this.id, ALIVE_FILE), this.#text(), { flag: 'wx' });
  }

  async #beat(): Promise<void> {
    try {
      await this.#say();
      await this.#sweep();
    } catch (error) {
      this.#log.warn({ err: error }, 'Replicas cannot tell each other that they live');
    }
  }

  async #say(): Promise<void> {
    this.#beats += 1;
    try {
      await writeFile(this.#pathOf(this.id, ALIVE_FILE), this.#text(), { flag: 'r+' });
    } catch (error) {
      if (fileErrorCode(error) !== 'ENOENT') throw error;
      this.#log.warn('This replica was silent for so long that others took it for dead');
      await this.#register();
    }
  }

  #text(): string {
    return JSON.stringify({
      id: this.id,
      ...this.#identity,
      beat: String(this.#beats).padStart(BEAT_DIGITS, '0'),
    });
  }

  #pathOf(id: string, ...names: readonly string[]): string {
    return join(this.#folder, id, ...names);
  }
}
