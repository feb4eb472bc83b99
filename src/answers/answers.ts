import { LRUCache } from 'lru-cache';
import { sawSame, type Seen, type Source } from '../domain/read-log.js';
import { watchOn, type Patience } from '../domain/volatility.js';
import type { CallOptions } from '../providers/provider.js';

/** Everything that an answer depends on besides what providers say. */
export interface Question {
  /** A valid document; the same object each time it comes. */
  readonly document: object;
  readonly operationName: string | null;
  /** As they came. */
  readonly variables: unknown;
  /** The caller's class of rights and credentials: see `audience` of the context. */
  readonly audience: string;
}

/** An operation whose answer may be known, or worth knowing. */
export interface Asked {
  /**
   * The answer as it was sent before, if everything that it was made from is as it was then: providers are asked again, or
   * what is kept of them serves, exactly as if the operation were executed. Null: execute it; what was read for this
   * question is used for that. Never rejects.
   */
  recall(): Promise<string | null>;
  /** Keeps the text of an answer without errors, if all that it was made from can be looked at again. */
  remember(text: string): void;
}

/** Answers to questions that came before. */
export interface Answers {
  /** @param call Of the operation; from now on its reads are noted. */
  ask(question: Question, call: CallOptions): Asked;
}

/** Something that an answer was made from. What is no longer in use elsewhere is not held here: it cannot come again. */
interface Witness {
  readonly object: WeakRef<object> | null;
  readonly text: string;
  lookAhead(call: CallOptions): Promise<Seen>;
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
/** Longest variables and rights of a question, as text. */
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

  /** Null for a document that comes for the first time: most of those never come again. */
  const numberOf = (document: object): number | null => {
    const number = numbers.get(document);
    if (number !== undefined) return number;
    lastNumber += 1;
    numbers.set(document, lastNumber);
    return null;
  };

  return {
    ask: ({ document, operationName, variables, audience }, call) => {
      const number = numberOf(document);
      const asked = number === null ? null : textOf([operationName, variables ?? null, audience]);
      if (asked === null) return UNKNOWABLE;
      const key = `${number} ${asked}`;
      const remembered = known.get(key);
      let failures = remembered?.failures ?? 0;
      return {
        recall: async () => {
          call.reads?.begin();
          if (remembered === undefined) return null;
          const { text, waves } = remembered;
          if (text !== null && (await within(LOOK_MS, isUnchanged(waves, call)))) {
            if (failures > 0) known.set(key, { ...remembered, failures: 0 });
            return text;
          }
          failures += 1;
          return null;
        },
        remember: (text) => {
          const sources = call.reads?.sources ?? null;
          const count = watchOn(failures, PATIENCE);
          if (sources === null) known.delete(key);
          else if (count === null) known.set(key, { text: null, waves: [], bytes: 0, failures });
          else {
            const bytes = text.length + sources.length * WITNESS_BYTES;
            known.set(key, { text, waves: toWaves(sources), bytes, failures: count });
          }
        },
      };
    },
  };
}

/** A question whose document is new, or that is too large to be compared with others. */
const UNKNOWABLE: Asked = { recall: () => Promise.resolve(null), remember: () => {} };

/** Null for what is long, or nested more deeply than can be written. */
function textOf(question: readonly unknown[]): string | null {
  try {
    const text = JSON.stringify(question);
    return text.length <= MAX_QUESTION_LENGTH ? text : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** False where it takes longer. */
function within(limitMs: number, result: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    result
      .then((isTrue) => {
        clearTimeout(timer);
        return resolve(isTrue);
      })
      .catch(reject);
  });
}

/**
 * Looks at everything in the order in which an execution would, wave by wave. So it makes no call that the execution would
 * not make: a wave is looked at only where all that it follows from is unchanged.
 */
async function isUnchanged(waves: readonly (readonly Witness[])[], call: CallOptions): Promise<boolean> {
  for (const wave of waves) {
    const [first, ...others] = wave;
    if (first === undefined) continue;
    const looks = isAsSeen(first, call);
    const areSame =
      others.length === 0
        ? await looks
        : !(await Promise.all([looks, ...others.map((witness) => isAsSeen(witness, call))])).includes(false);
    if (!areSame) return false;
  }
  return true;
}

async function isAsSeen(witness: Witness, call: CallOptions): Promise<boolean> {
  const { object, text } = witness;
  const before = object === null ? null : object.deref();
  try {
    const seen = await witness.lookAhead(call);
    return before !== undefined && sawSame({ object: before, text }, seen);
  } catch {
    return false;
  }
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

function toWitness(source: Source<CallOptions>): Witness {
  const { object, text } = source.seen;
  return {
    object: object === null ? null : new WeakRef(object),
    text,
    lookAhead: (call) => source.lookAhead(call),
  };
}
