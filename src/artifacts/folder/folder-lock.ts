import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InOrder } from '../../async/in-order.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { orNullIfAbsent } from '../../files/durable-file.js';
import type { Replicas } from './replicas.js';

const MIN_WAIT_MS = 2;
const MAX_WAIT_MS = 100;
const ENTRY = /^([1-9]\d{0,15})(\.free)?$/u;

/** A turn to change what a lock guards. */
export interface LockTurn {
  /** One more than that of the turn before, whoever had it. */
  readonly number: number;
  /** Throws CONFLICT when another replica took this one for dead and has taken over. Ask before each step that cannot be undone. */
  assertHeld(): Promise<void>;
}

/** How many turns there have been. */
export interface TurnCount {
  readonly number: number;
  /** Whether the last one has ended; false also for one whose owner has died. */
  readonly isOver: boolean;
}

/**
 * A lock between replicas: turns are numbered, and `<folder>/<number>` belongs to who made it, until it is renamed to
 * `<number>.free`. A turn whose owner is gone is followed by the next number, which only one can make. Works where making a
 * file that must not exist, and renaming, are atomic, as they are on network file systems, too.
 */
export class FolderLock {
  readonly #folder: string;
  readonly #replicas: Replicas;
  /** In this process one waits for the other. */
  readonly #order = new InOrder();

  private constructor(folder: string, replicas: Replicas) {
    this.#folder = folder;
    this.#replicas = replicas;
  }

  /** The lock of a folder, which is made if it is not there. */
  static async open(folder: string, replicas: Replicas): Promise<FolderLock> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new FolderLock(folder, replicas);
  }

  /** Works while nobody else does. The work must be short. */
  hold<T>(work: (turn: LockTurn) => Promise<T>): Promise<T> {
    return this.aside(async () => {
      const number = await this.#acquire();
      try {
        return await work({ number, assertHeld: () => this.#assertHeld(number) });
      } finally {
        await this.#release(number);
      }
    });
  }

  /** Works while nobody else does in this process; other replicas may. */
  aside<T>(work: () => Promise<T>): Promise<T> {
    return this.#order.run(work);
  }

  async count(): Promise<TurnCount> {
    const entries = (await readdir(this.#folder)).flatMap((name) => {
      const [, number, free] = ENTRY.exec(name) ?? [];
      return number === undefined ? [] : [{ number: Number(number), isOver: free !== undefined }];
    });
    const number = Math.max(0, ...entries.map((entry) => entry.number));
    return { number, isOver: number === 0 || entries.some((each) => each.number === number && each.isOver) };
  }

  async #acquire(): Promise<number> {
    for (let waitMs = MIN_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
      const number = await this.#tryAcquire();
      if (number !== null) return number;
      await sleep(waitMs * (0.5 + Math.random()));
    }
  }

  async #tryAcquire(): Promise<number | null> {
    const last = await this.count();
    if (!last.isOver && !(await this.#isAbandoned(last.number))) return null;
    const number = last.number + 1;
    if (!(await this.#replicas.sign(this.#pathOf(number)))) return null;
    // Who looked long ago may have made the number of a turn that is over.
    const now = await this.count();
    if (now.number !== number || now.isOver) {
      await rm(this.#pathOf(number), { force: true });
      return null;
    }
    const names = await readdir(this.#folder);
    const older = names.filter((name) => Number(ENTRY.exec(name)?.[1] ?? Infinity) < number);
    await Promise.all(older.map((name) => rm(join(this.#folder, name), { force: true })));
    return number;
  }

  async #isAbandoned(number: number): Promise<boolean> {
    const owner = await this.#replicas.signerOf(this.#pathOf(number));
    if (owner === null) return false;
    // Who asks has none: an earlier turn of this process could not be ended, or was not begun after all.
    if (owner === this.#replicas.id) return true;
    // Whoever made it may have died before the name was in it.
    if (owner === '') return this.#replicas.isSilent(this.#pathOf(number), owner);
    return this.#replicas.isGone(owner);
  }

  async #assertHeld(number: number): Promise<void> {
    if ((await this.#replicas.signerOf(this.#pathOf(number))) === this.#replicas.id) return;
    throw new GatewayError(
      'CONFLICT',
      'This replica of the gateway was silent for so long that another one has taken over. Try again.',
      { retryable: true },
    );
  }

  async #release(number: number): Promise<void> {
    // Absent when another replica has taken over.
    await orNullIfAbsent(rename(this.#pathOf(number), `${this.#pathOf(number)}.free`));
  }

  #pathOf(number: number): string {
    return join(this.#folder, String(number));
  }
}
