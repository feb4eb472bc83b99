import { LRUCache } from 'lru-cache';

/** Longer bodies are read anew each time. */
const MAX_BODY_BYTES = 4_096;
/** What is kept of a body for each of its bytes, about: the bytes, what they were parsed to, and the question twice. */
const COPIES = 4;
/** What an entry takes besides, about. */
const ENTRY_BYTES = 1_000;

/**
 * What was made of requests' bodies, by their bytes: clients ask for the same again and again. For what depends on nothing
 * else, neither on who sends it nor on when.
 */
export class KnownBodies<Content extends object> {
  readonly #known: LRUCache<string, Content>;

  /** @param maxBytes Most that is kept, about. */
  constructor(maxBytes: number) {
    this.#known = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (_content, bytes) => bytes.length * COPIES + ENTRY_BYTES,
    });
  }

  /**
   * What is known of a body, else what `read` makes of it.
   *
   * @param isWorthKeeping Whether it is to be known from now on.
   */
  get(
    body: Buffer,
    read: (body: Buffer) => Content | null,
    isWorthKeeping: (content: Content) => boolean,
  ): Content | null {
    if (body.length > MAX_BODY_BYTES) return read(body);
    // One character for each byte, so that different bytes are different keys.
    const bytes = body.toString('latin1');
    const known = this.#known.get(bytes);
    if (known !== undefined) return known;
    const content = read(body);
    if (content !== null && isWorthKeeping(content)) this.#known.set(bytes, content);
    return content;
  }
}
