import { LRUCache } from 'lru-cache';
import { writeJson } from '../domain/common.js';
import { sawSame, type Look, type Source } from '../domain/read-log.js';
import { watchOn, type Patience } from '../domain/volatility.js';
import type { CallOptions } from '../providers/provider.js';

/** Everything that an answer depends on besides who asks and what providers say. */
export interface Question {
  /** A valid document; the same object each time it comes. */
  readonly document: object;
  readonly operationName: string | null;
  /** As they came. */
  readonly variables: unknown;
}

/** A question whose answer may be known, or worth knowing. May be kept and asked again. */
export interface Asking {
  /** @param audience The caller's class of rights and credentials: see audience.ts. */
  by(audience: string): Asked;
}

/** A question with who asks it. */
export interface Asked {
  /**
   * The answer as it was sent before, if everything that it was made from is kept and fresh, and as it was then; it then
   * counts as read. Null: see {@link recall}. Asks nobody.
   */
  atHand(): string | null;
  /**
   * The answer as it was sent before, if everything that it was made from is as it was then: providers are asked again, or
   * what is kept of them serves, exactly as if the operation were executed. Null: execute it; what was read for this
   * question is used for that. Never rejects.
   *
   * @param call Of the operation; from now on its reads are noted.
   */
  recall(call: CallOptions): Promise<string | null>;
  /** Keeps the text of an answer without errors, if all that it was made from can be looked at again. */
  remember(text: string, call: CallOptions): void;
}

/** Answers to questions that came before. */
export interface Answers {
  /**
   * Null for a question whose answer is not remembered: its document comes for the first time (most of those never come
   * again), or it is too large to be compared with others.
   */
  ask(question: Question): Asking | null;
}

/** Something that an answer was made from. What is no longer in use elsewhere is not held here: it cannot come again. */
interface Witness {
  readonly object: WeakRef<object> | null;
  readonly text: string;
  readonly look: Look<CallOptions>;
}

interface Remembered {
  /** Null: not worth keeping, it is another one each time. */
  readonly text: string | null;
  /** In the order in which they were read. */
  readonly waves: readonly (readonly Witness[])[];
  readonly bytes: number;
  /** Times in a row that it was no longer true when it was asked for. */
  readonly failures: number;
}

/** For questions whose answer is always another. */
const PATIENCE: Patience = { changes: 4, pause: 64 };
/** Longest wait for what providers say now, in milliseconds; whatever is still missing then, the execution waits for. */
const LOOK_MS = 500;
/** Longest name and variables of a question, as text. */
const MAX_QUESTION_LENGTH = 10_000;
/** An answer larger than this part of the memory is not kept. */
const LARGEST_SHARE = 8;
/** What a witness takes, about. */
const WITNESS_BYTES = 500;
/** What an entry takes besides, about. */
const ENTRY_BYTES = 300;

/**
 * Makes an empty memory of answers.
 *
 * @param maxBytes Most that is kept, about.
 */
export function createAnswers(maxBytes: number): Answers {
  const known = new LRUCache<string, Remembered>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / LARGEST_SHARE),
    sizeCalculation: ({ bytes }, key) => bytes + key.length + ENTRY_BYTES,
  });
  const numbers = new WeakMap<object, number>();
  let lastNumber = 0;

  /** Null for a document that comes for the first time. */
  const numberOf = (document: object): number | null => {
    const number = numbers.get(document);
    if (number !== undefined) return number;
    lastNumber += 1;
    numbers.set(document, lastNumber);
    return null;
  };

  return {
    ask: ({ document, operationName, variables }) => {
      const number = numberOf(document);
      const text = number === null ? null : textOf([operationName, variables ?? null]);
      return text === null ? null : new KnownQuestion(`${number} ${text}`, known);
    },
  };
}

class KnownQuestion implements Asking {
  readonly #text: string;
  readonly #known: LRUCache<string, Remembered>;
  /** Of who asked last: mostly all who ask the same may see the same. */
  #audience: string | null = null;
  #key = '';

  constructor(text: string, known: LRUCache<string, Remembered>) {
    this.#text = text;
    this.#known = known;
  }

  by(audience: string): Asked {
    if (audience !== this.#audience) {
      this.#audience = audience;
      this.#key = `${audience.length} ${audience} ${this.#text}`;
    }
    return new AskedQuestion(this.#key, this.#known);
  }
}

class AskedQuestion implements Asked {
  readonly #key: string;
  readonly #known: LRUCache<string, Remembered>;
  readonly #remembered: Remembered | undefined;
  #failures: number;

  constructor(key: string, known: LRUCache<string, Remembered>) {
    this.#key = key;
    this.#known = known;
    this.#remembered = known.get(key);
    this.#failures = this.#remembered?.failures ?? 0;
  }

  atHand(): string | null {
    if (this.#remembered === undefined) return null;
    const { text, waves } = this.#remembered;
    if (text === null || !waves.every((wave) => wave.every(isStillAtHand))) return null;
    for (const wave of waves) for (const { look } of wave) look.use();
    this.#succeed();
    return text;
  }

  async recall(call: CallOptions): Promise<string | null> {
    call.reads?.begin();
    if (this.#remembered === undefined) return null;
    const { text, waves } = this.#remembered;
    if (text !== null && (await within(LOOK_MS, isUnchanged(waves, call)))) {
      this.#succeed();
      return text;
    }
    this.#failures += 1;
    return null;
  }

  remember(text: string, { reads }: CallOptions): void {
    const sources = reads?.sources ?? null;
    const failures = this.#failures;
    const count = watchOn(failures, PATIENCE);
    if (sources === null) this.#known.delete(this.#key);
    else if (count === null) this.#known.set(this.#key, { text: null, waves: [], bytes: 0, failures });
    else {
      const bytes = text.length + sources.length * WITNESS_BYTES;
      this.#known.set(this.#key, { text, waves: toWaves(sources), bytes, failures: count });
    }
  }

  #succeed(): void {
    if (this.#failures > 0 && this.#remembered !== undefined)
      this.#known.set(this.#key, { ...this.#remembered, failures: 0 });
  }
}

/** Null for what is long, or nested more deeply than can be written. */
function textOf(question: readonly unknown[]): string | null {
  const text = writeJson(question);
  return text !== null && text.length <= MAX_QUESTION_LENGTH ? text : null;
}

/** False where it takes longer. */
function within(limitMs: number, result: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    const settle = (isTrue: boolean): void => {
      clearTimeout(timer);
      resolve(isTrue);
    };
    result.then(settle, reject);
  });
}

/**
 * Looks at everything in the order in which an execution would, wave by wave. So it makes no call that the execution would
 * not make: a wave is looked at only where all that it follows from is unchanged.
 */
async function isUnchanged(waves: readonly (readonly Witness[])[], call: CallOptions): Promise<boolean> {
  for (const wave of waves) if (!(await areAsSeen(wave, call))) return false;
  return true;
}

function areAsSeen(wave: readonly Witness[], call: CallOptions): Promise<boolean> {
  const looks = wave.map((witness) => isAsSeen(witness, call));
  const [only] = looks;
  return looks.length === 1 && only !== undefined
    ? only
    : Promise.all(looks).then((seen) => !seen.includes(false));
}

function isStillAtHand({ object, text, look }: Witness): boolean {
  const seen = look.peek();
  if (seen === null) return false;
  const before = object === null ? null : object.deref();
  return before !== undefined && sawSame({ object: before, text }, seen);
}

function isAsSeen({ object, text, look }: Witness, call: CallOptions): Promise<boolean> {
  const before = object === null ? null : object.deref();
  return look.ahead(call).then(
    (seen) => before !== undefined && sawSame({ object: before, text }, seen),
    () => false,
  );
}

function toWaves(sources: readonly Source<CallOptions>[]): readonly (readonly Witness[])[] {
  const waves = new Map<number, Witness[]>();
  for (const source of sources.toSorted((left, right) => left.wave - right.wave)) {
    const wave = waves.get(source.wave);
    if (wave === undefined) waves.set(source.wave, [toWitness(source)]);
    else wave.push(toWitness(source));
  }
  return [...waves.values()];
}

function toWitness({ seen: { object, text }, look }: Source<CallOptions>): Witness {
  return {
    object: object === null ? null : new WeakRef(object),
    text,
    look,
  };
}
