import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FolderLock } from './folder-lock.js';
import type { Replicas } from './replicas.js';

const RECHECK_MS = 250;

/** What single replicas work on for longer than a lock may be held: `<folder>/<name>` holds the id of the replica. */
export class Claims {
  readonly #folder: string;
  readonly #lock: FolderLock;
  readonly #replicas: Replicas;

  private constructor(folder: string, lock: FolderLock, replicas: Replicas) {
    this.#folder = folder;
    this.#lock = lock;
    this.#replicas = replicas;
  }

  /** The claims in a folder, which is made if it is not there. */
  static async open(folder: string, lock: FolderLock, replicas: Replicas): Promise<Claims> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new Claims(folder, lock, replicas);
  }

  /** What somebody has, or had when he died. */
  names(): Promise<string[]> {
    return readdir(this.#folder);
  }

  /** Waits until no other living replica has it. Gives the function that gives it back. Throws the signal's reason. */
  async take(name: string, signal: AbortSignal): Promise<() => Promise<void>> {
    for (;;) {
      signal.throwIfAborted();
      const release = await this.tryTake(name);
      if (release !== null) return release;
      await sleep(RECHECK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Null when another living replica has it. */
  async tryTake(name: string): Promise<(() => Promise<void>) | null> {
    const path = this.#pathOf(name);
    const isTaken = await this.unlessElsewhere(name, async () => {
      await rm(path, { force: true });
      await this.#replicas.sign(path);
    });
    return isTaken ? () => this.#release(name) : null;
  }

  /** Does something short while nobody can take it. False, and nothing is done, when another living replica has it. */
  unlessElsewhere(name: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.#lock.hold(async (turn) => {
      const owner = await this.#ownerOf(name);
      const isOurs = owner === null || owner === this.#replicas.id;
      if (!isOurs && !(await this.#replicas.isGone(owner))) return false;
      await turn.assertHeld();
      await work();
      return true;
    });
  }

  /** Without the lock, which takes a little room on the volume; only who took this replica for dead could come between. */
  async #release(name: string): Promise<void> {
    if ((await this.#ownerOf(name)) === this.#replicas.id) await rm(this.#pathOf(name), { force: true });
  }

  #ownerOf(name: string): Promise<string | null> {
    return this.#replicas.signerOf(this.#pathOf(name));
  }

  #pathOf(name: string): string {
    return join(this.#folder, name);
  }
}
