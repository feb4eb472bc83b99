import { LRUCache } from 'lru-cache';

/** Longer bodies are read anew each time. */
const MAX_BODY_BYTES = 4_096;
/** What is kept of a body for each of its bytes, about: the bytes, what they were parsed to, and the question twice. */
const COPIES = 4;
/** What an entry takes besides, about. */
const ENTRY_BYTES = 1_000;

/** What is made of a body: among it a document, which may be large and is kept elsewhere. */
export interface BodyContent {
  readonly document: object;
}

/**
 * What was made of requests' bodies, by their bytes: clients ask for the same again and again. For what depends on nothing
 * else, neither on who sends it nor on when. It goes with its document, which is not held here.
 */
export class KnownBodies<Content extends BodyContent> {
  readonly #known: LRUCache<string, WeakRef<Content>>;
  /** By documents: holds what is known for as long as somebody else holds the document. */
  readonly #held = new WeakMap<object, Set<Content>>();

  /** @param maxBytes Most that is kept, about, besides documents. */
  constructor(maxBytes: number) {
    this.#known = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (_content, bytes) => bytes.length * COPIES + ENTRY_BYTES,
      dispose: (content) => this.#letGo(content.deref()),
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
    const known = this.#known.get(bytes)?.deref();
    if (known !== undefined) return known;
    const content = read(body);
    if (content !== null && isWorthKeeping(content)) {
      this.#hold(content);
      this.#known.set(bytes, new WeakRef(content));
    }
    return content;
  }

  #hold(content: Content): void {
    const held = this.#held.get(content.document);
    if (held === undefined) this.#held.set(content.document, new Set([content]));
    else held.add(content);
  }

  #letGo(content: Content | undefined): void {
    if (content !== undefined) this.#held.get(content.document)?.delete(content);
  }
}
