import type { ReadKind } from '../http/read-subject.js';
import type { HttpAnswer } from '../http/types.js';
import type { Editions } from './editions.js';
import { isGoodFor } from './kept-answer.js';
import type { CacheParts } from './provider-cache.js';

/** What is read, in the words of the cache. */
export interface KeptReadNames {
  readonly provider: string;
  readonly key: string;
  /** All that makes its answer old when it changes. */
  readonly subjects: readonly string[];
  readonly kind: ReadKind;
}

/** A read of a query that may be made again with the same credential, and may then find its answer kept here. */
export class KeptRead {
  readonly #names: KeptReadNames;
  readonly #editions: Editions;
  readonly #parts: CacheParts;

  constructor(names: KeptReadNames, editions: Editions, parts: CacheParts) {
    this.#names = names;
    this.#editions = editions;
    this.#parts = parts;
  }

  /** What the read would be answered with now, if that is kept and fresh; null: asking is needed. It is not counted. */
  peek(): HttpAnswer | null {
    const { kept, now } = this.#parts;
    const { key, subjects } = this.#names;
    const own = kept.get(key);
    const isCurrent = own !== undefined && own.edition === String(this.#editions.of(subjects));
    return isCurrent && isGoodFor(own, 'reuse', now()) ? own.answer : null;
  }

  /** Counts what {@link peek} gave as a read. */
  use(): void {
    const { provider, kind } = this.#names;
    this.#parts.observe(provider, kind, 'hit');
  }
}
