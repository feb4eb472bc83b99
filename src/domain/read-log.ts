/** What came of looking at something: two looks that saw the same are worth the same to whoever looks. */
export interface Seen {
  /** By identity; null where it is no object. */
  readonly object: object | null;
  /** All that `object` does not say. */
  readonly text: string;
}

/** How to look again at something that was read. Holds nothing of what was seen. */
export interface Look<Call> {
  /**
   * Looks again, on behalf of the operation that `call` belongs to. If that is executed afterwards, it gets what came of
   * this look instead of looking a second time.
   */
  ahead(call: Call): Promise<Seen>;
  /**
   * What {@link ahead} would see on behalf of a caller with the same credentials, where it would ask nobody; null: it would,
   * or that cannot be told at once. Nothing counts as read by this.
   */
  peek(): Seen | null;
  /** Counts what {@link peek} gave as read. */
  use(): void;
}

/** Something at a provider that an answer was made from. */
export interface Source<Call> {
  /** The same for whatever is looked at in the same way with the same credential. No credential in clear. */
  readonly key: string;
  readonly seen: Seen;
  /** What {@link ReadLog.start} gave. */
  readonly wave: number;
  readonly look: Look<Call>;
}

/** Whether two looks saw the same. */
export function sawSame(left: Seen, right: Seen): boolean {
  return left.object === right.object && left.text === right.text;
}

/**
 * Everything that one operation has read, so that its answer can be given again as long as that is unchanged. Notes nothing
 * until somebody is interested.
 */
export class ReadLog<Call> {
  #sources: Map<string, Source<Call>> | null = null;
  #isRepeatable = true;
  #wave = 0;
  #ahead: Map<string, Ahead<unknown>> | null = null;

  /** From now on reads are noted. */
  begin(): void {
    this.#sources ??= new Map();
  }

  /**
   * Something is about to be read. What begins after something else has ended may have been asked for only because of that,
   * so it belongs to a later wave: what one wave brought decides whether there is another.
   */
  start(): number {
    return this.#wave;
  }

  note(source: Source<Call>): void {
    this.#wave = Math.max(this.#wave, source.wave + 1);
    const known = this.#sources?.get(source.key);
    // What changed while it was read belongs to no one state that could come back.
    if (known !== undefined && !sawSame(known.seen, source.seen)) this.exclude();
    this.#sources?.set(source.key, source);
  }

  /** The answer depends on something that cannot be looked at again: it is good for now, and not for later. */
  exclude(): void {
    this.#isRepeatable = false;
  }

  /** Keeps what {@link ReadAhead} was given. */
  putAhead(ahead: Ahead<unknown>): void {
    this.#ahead ??= new Map();
    this.#ahead.set(ahead.key, ahead);
  }

  /** What is kept under a key, and not kept afterwards. */
  takeAhead(key: string): Ahead<unknown> | undefined {
    const ahead = this.#ahead?.get(key);
    this.#ahead?.delete(key);
    return ahead;
  }

  /** What was read; null where that is not all that the answer depends on, or where nobody was interested. */
  get sources(): readonly Source<Call>[] | null {
    return this.#isRepeatable && this.#sources !== null ? [...this.#sources.values()] : null;
  }
}

/** Something that was looked at, for whoever reads it later. */
interface Ahead<Value> {
  readonly reader: ReadAhead<Value>;
  readonly key: string;
  readonly value: Value;
}

/**
 * What was looked at for an operation before it asks for it, each thing for one asking. It is kept with the operation's log:
 * a WeakMap by logs is dear where each operation has a log of its own.
 */
export class ReadAhead<Value> {
  put(log: AheadKeeper, key: string, value: Value): void {
    const ahead: Ahead<Value> = { reader: this, key, value };
    log.putAhead(ahead);
  }

  /** What is there for it, and not there afterwards; undefined: nothing. */
  take(log: AheadKeeper | undefined, key: string): Value | undefined {
    const ahead = log?.takeAhead(key);
    return ahead !== undefined && this.#isOwn(ahead) ? ahead.value : undefined;
  }

  #isOwn(ahead: Ahead<unknown>): ahead is Ahead<Value> {
    return ahead.reader === this;
  }
}

type AheadKeeper = Pick<ReadLog<never>, 'putAhead' | 'takeAhead'>;
