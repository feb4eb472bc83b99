import { LRUCache } from 'lru-cache';
import { watchOn, type Patience } from '../domain/volatility.js';
import { parseBody } from './read-body.js';

/** What is known of the answers of one address to one credential. */
interface Remembered {
  /** As they came last; null where nothing is kept, because they change each time. */
  readonly bytes: Buffer | null;
  readonly body: unknown;
  /** Answers in a row that were not like the one before. */
  readonly changes: number;
}

/** For addresses whose answers always differ. */
const PATIENCE: Patience = { changes: 8, pause: 128 };
/** What an entry takes besides its bytes, about. */
const ENTRY_BYTES = 1_024;
/** An answer larger than this part of the memory is not kept. */
const LARGEST_SHARE = 8;

/**
 * Remembers bodies as they came last. When the same bytes come again, they are not parsed again: the value is the same
 * object, frozen by agreement, so that whoever has made something of it can go on using that. Each call is still made.
 */
export class BodyMemory {
  readonly #known: LRUCache<string, Remembered>;

  /** @param maxBytes Most that is kept, in bytes as they came; as values they take a few times as much. */
  constructor(maxBytes: number) {
    this.#known = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.ceil(maxBytes / LARGEST_SHARE),
      sizeCalculation: ({ bytes }, key) => (bytes?.length ?? 0) + key.length + ENTRY_BYTES,
    });
  }

  /**
   * The value of a body that came in pieces.
   *
   * @param key Where it came from and who asked.
   */
  read(key: string, pieces: readonly Buffer[]): unknown {
    const known = this.#known.get(key);
    if (known?.bytes != null && isSame(known.bytes, pieces)) {
      if (known.changes > 0) this.#known.set(key, { ...known, changes: 0 });
      return known.body;
    }
    const body = parseBody(pieces);
    const changes = (known?.changes ?? -1) + 1;
    const count = watchOn(changes, PATIENCE);
    this.#known.set(
      key,
      count === null ? { bytes: null, body: null, changes } : { bytes: copyOf(pieces), body, changes: count },
    );
    return body;
  }
}

function isSame(bytes: Buffer, pieces: readonly Buffer[]): boolean {
  let at = 0;
  for (const piece of pieces) {
    const end = at + piece.length;
    if (end > bytes.length || bytes.compare(piece, 0, piece.length, at, end) !== 0) return false;
    at = end;
  }
  return at === bytes.length;
}

/** Out of the large buffers that pieces are parts of. */
function copyOf(pieces: readonly Buffer[]): Buffer {
  const copy = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) at += piece.copy(copy, at);
  return copy;
}
