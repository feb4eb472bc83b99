import type { Logger } from '../../observability/logger.js';

/** How much is remembered of what could not be cleared away, and how often it is tried; the rest is found after days. */
const MAX_PENDING = 1_000;
const MAX_TRIES = 20;

interface Pending {
  readonly step: () => Promise<void>;
  /** How often it has failed. */
  readonly failures: number;
}

/** Clears away what nobody needs in a bucket, again where the bucket could not be reached. */
export class Leftovers {
  readonly #log: Logger;
  #pending: readonly Pending[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Never rejects: what fails is done with {@link tryAgain}. */
  clear(step: () => Promise<void>): Promise<void> {
    return this.#try({ step, failures: 0 });
  }

  /** The bucket answers. */
  async tryAgain(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    for (const each of pending) await this.#try(each);
  }

  async #try({ step, failures }: Pending): Promise<void> {
    try {
      await step();
    } catch (error) {
      const level = failures === 0 ? 'warn' : 'debug';
      this.#log[level](
        { err: error },
        'Something that nobody needs could not be removed from the bucket yet',
      );
      if (failures + 1 === MAX_TRIES) return;
      this.#pending = [...this.#pending, { step, failures: failures + 1 }].slice(-MAX_PENDING);
    }
  }
}
