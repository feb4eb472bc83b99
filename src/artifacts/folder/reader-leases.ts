import type { ArtifactShelf } from '../shelf.js';
import type { Replicas } from './replicas.js';

/** Who reads what, known to all replicas of a folder. */
export class ReaderLeases {
  readonly #shelf: ArtifactShelf;
  readonly #replicas: Replicas;
  /** The last note about each artifact that is being read or was just now. */
  readonly #notes = new Map<string, Promise<void>>();

  constructor(shelf: ArtifactShelf, replicas: Replicas) {
    this.#shelf = shelf;
    this.#replicas = replicas;
  }

  /** Gives the function that ends the lease. */
  async take(id: string): Promise<() => void> {
    const isFirst = !this.#shelf.isLeased(id);
    const end = this.#shelf.lease(id);
    if (isFirst) this.#note(id, () => this.#replicas.noteReading(id));
    await this.#notes.get(id);
    return () => {
      end();
      if (!this.#shelf.isLeased(id)) this.#note(id, () => this.#replicas.noteRead(id));
    };
  }

  /** One note after the other, so that the last word stays. A reader is not kept from reading because it cannot be noted. */
  #note(id: string, note: () => Promise<void>): void {
    const forget = (): void => {
      if (this.#notes.get(id) === noted && !this.#shelf.isLeased(id)) this.#notes.delete(id);
    };
    const noted = (this.#notes.get(id) ?? Promise.resolve())
      .then(note)
      .catch(() => undefined)
      .finally(forget);
    this.#notes.set(id, noted);
  }
}
