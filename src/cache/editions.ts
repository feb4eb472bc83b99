/** Distinct subjects whose last drop is remembered. */
const MAX_SUBJECTS = 10_000;

/**
 * Counts what was dropped at one provider. An answer belongs to the edition in which its call began, and is good as long
 * as that is still the edition of its subjects: so a call that was under way while something changed can neither be joined
 * nor kept afterwards.
 */
export class Editions {
  #last = 0;
  /** Every answer of an earlier edition is old, whatever it is about. */
  #floor = 0;
  /** The last drop of each subject, the oldest drop first. */
  readonly #drops = new Map<string, number>();

  /** The present edition of answers about these subjects. */
  of(subjects: readonly string[]): number {
    let latest = this.#floor;
    if (this.#drops.size === 0) return latest;
    for (const subject of subjects) latest = Math.max(latest, this.#drops.get(subject) ?? 0);
    return latest;
  }

  /** Makes everything old. */
  dropAll(): void {
    this.#last += 1;
    this.#floor = this.#last;
    this.#drops.clear();
  }

  /** Makes answers about these subjects old. */
  drop(subjects: readonly string[]): void {
    this.#last += 1;
    for (const subject of subjects) {
      this.#drops.delete(subject);
      this.#drops.set(subject, this.#last);
    }
    for (const [subject, edition] of this.#drops) {
      if (this.#drops.size <= MAX_SUBJECTS) break;
      // What is forgotten one by one must hold for all: better to fetch too much than to serve something old.
      this.#floor = edition;
      this.#drops.delete(subject);
    }
  }
}
