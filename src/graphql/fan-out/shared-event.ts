/** What a resolver tells about the event whose result many subscribers share. */
export interface EventNote {
  /** What the event is about. A later event of the same key takes its place wherever it was not sent yet. */
  readonly key: string;
  /** An event that changes it is never held back; null: no event is. */
  readonly phase: string | null;
  /** Nothing more will come of this key, and who joins later is not told of it. */
  readonly isFinal: boolean;
}

/** Takes what the resolvers of a shared subscription know about its events. */
export interface EventNotes {
  /** Says what the event is about that is being executed. */
  about(note: EventNote): void;
  /** Says that a thing fell out of the subscription's filter: who joins later is not told of it. */
  forget(key: string): void;
}

/** One event in the form in which all subscribers of a group get it. Immutable. */
export class SharedEvent {
  readonly note: EventNote;
  /** The execution's result. */
  readonly json: string;
  /** On the clock of `performance.now()`. */
  readonly cameAtMs = performance.now();
  #sse: Buffer | null = null;

  constructor(note: EventNote, result: unknown) {
    this.note = note;
    this.json = JSON.stringify(result);
  }

  /** As a server-sent event. */
  get sse(): Buffer {
    this.#sse ??= Buffer.from(`event: next\ndata: ${this.json}\n\n`);
    return this.#sse;
  }
}
