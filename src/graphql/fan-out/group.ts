import type { ExecutionResult } from 'graphql';
import { Pacer } from './pacer.js';
import { SharedEvent, type EventNote, type EventNotes } from './shared-event.js';

/** Somebody who gets the events of a group. */
export interface Subscriber {
  /** Sends the event, or keeps it until it can be sent or a later one of its key comes. */
  offer(event: SharedEvent): void;
  /** Nothing follows. `error` is set when the source failed; it is fit for clients. */
  end(error: unknown): void;
}

/** An event of which nobody told anything. */
const UNTOLD: EventNote = { key: '', phase: null, isFinal: false };

/** One source of events, executed and serialised once for all of its subscribers. */
export class Group implements EventNotes {
  readonly #subscribers = new Set<Subscriber>();
  /** What those who join later are told first, by key. */
  readonly #latest = new Map<string, SharedEvent>();
  readonly #pacer: Pacer;
  readonly #onEvent: (subscribers: number, lagMs: number) => void;
  #note = UNTOLD;
  #ended: { readonly error: unknown } | null = null;

  /**
   * @param intervalMs See {@link Pacer}.
   * @param onEvent Told of each event: how many got it, and how long after it came.
   */
  constructor(
    intervalMs: () => number,
    onEvent: (subscribers: number, lagMs: number) => void = () => undefined,
  ) {
    this.#onEvent = onEvent;
    this.#pacer = new Pacer(intervalMs, (event) => this.#deliver(event));
  }

  about(note: EventNote): void {
    this.#note = note;
  }

  forget(key: string): void {
    this.#latest.delete(key);
    this.#pacer.forget(key);
  }

  /** Hands on the source's events until it ends or fails; never rejects. */
  async run(source: AsyncIterator<ExecutionResult, unknown>): Promise<void> {
    try {
      for (let step = await source.next(); step.done !== true; step = await source.next()) {
        const event = new SharedEvent(this.#note, step.value);
        this.#note = UNTOLD;
        this.#pacer.offer(event);
      }
      this.#end(null);
    } catch (error) {
      this.#end(error);
    }
  }

  /** Tells the present state at once, then each event, then the end. */
  add(subscriber: Subscriber): void {
    for (const event of this.#latest.values()) subscriber.offer(event);
    if (this.#ended !== null) subscriber.end(this.#ended.error);
    else this.#subscribers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  #deliver(event: SharedEvent): void {
    const { key, isFinal } = event.note;
    if (isFinal) this.#latest.delete(key);
    else this.#latest.set(key, event);
    for (const subscriber of this.#subscribers) subscriber.offer(event);
    this.#onEvent(this.#subscribers.size, performance.now() - event.cameAtMs);
  }

  #end(error: unknown): void {
    this.#pacer.release();
    this.#ended = { error };
    for (const subscriber of this.#subscribers) subscriber.end(error);
    this.#subscribers.clear();
  }
}
