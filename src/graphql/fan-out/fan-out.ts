import type { ExecutionResult } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { StopSignal } from '../../async/stop.js';
import { onFirstAbort } from '../../async/abort.js';
import { Gates } from './gate.js';
import { Group } from './group.js';
import type { EventNotes } from './shared-event.js';
import { SharedSubscription } from './shared-subscription.js';

/** What a subscription's execution gives: events, or the errors because of which there are none. */
export type Opened = AsyncIterableIterator<ExecutionResult> | ExecutionResult;

/** Executes a subscription for a whole group. `signal` aborts when the last subscriber has left. */
export type OpenSource = (notes: EventNotes, signal: AbortSignal) => Promise<Opened>;

interface Entry {
  readonly group: Group;
  readonly ending: AbortController;
  /** Null once it is known that there is a source. */
  readonly opened: Promise<ExecutionResult | null>;
  members: number;
}

/** The groups of this process: subscribers of the same thing, in the same words, with the same rights. */
export class FanOut {
  readonly #intervalMs: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #gates = new Gates();
  readonly #onEvent: (subscribers: number, lagMs: number) => void;
  #subscribers = 0;

  /**
   * @param intervalMs The time between two events of one thing, about, for so many subscribers of the process.
   * @param onEvent Told of each event: how many got it, and how long after it came.
   */
  constructor(
    intervalMs: (subscribers: number) => number,
    onEvent: (subscribers: number, lagMs: number) => void = () => undefined,
  ) {
    this.#onEvent = onEvent;
    this.#intervalMs = () => intervalMs(this.#subscribers);
  }

  /** How many are in all groups together. */
  get subscribers(): number {
    return this.#subscribers;
  }

  /**
   * Joins the group of this key; the first one opens its source, the last one to leave closes it.
   *
   * @param leaving Aborts when the subscriber is gone, which may be before there is a source.
   * @returns The place in the group, to be left; or the errors because of which there is no group.
   */
  async join(
    key: string,
    open: OpenSource,
    leaving: StopSignal,
  ): Promise<SharedSubscription | ExecutionResult> {
    const entry = this.#entries.get(key) ?? this.#start(key, open);
    entry.members += 1;
    this.#subscribers += 1;
    let isMember = true;
    let stopWaiting = (): void => {};
    const leave = (): void => {
      if (!isMember) return;
      isMember = false;
      stopWaiting();
      entry.members -= 1;
      this.#subscribers -= 1;
      if (entry.members > 0) return;
      // Who comes now must not meet a group that ends.
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      entry.ending.abort();
    };
    stopWaiting = onFirstAbort([leaving], leave);
    try {
      const failure = await entry.opened;
      if (failure === null) return new SharedSubscription(entry.group, this.#gates, leave);
      leave();
      return failure;
    } catch (error) {
      leave();
      throw error;
    }
  }

  #start(key: string, open: OpenSource): Entry {
    const group = new Group(this.#intervalMs, this.#onEvent);
    const ending = new AbortController();
    const forget = (): void => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    const begin = async (): Promise<ExecutionResult | null> => {
      const opened = await open(group, ending.signal);
      if (!isAsyncIterable(opened)) return opened;
      const source = opened[Symbol.asyncIterator]();
      onFirstAbort([ending.signal], () => {
        forget();
        // There is nobody left to be told that ending it failed.
        source.return?.().catch(() => undefined);
      });
      void group.run(source).finally(forget);
      return null;
    };
    const opened = begin();
    const entry: Entry = { group, ending, opened, members: 0 };
    this.#entries.set(key, entry);
    opened.then((failure) => failure === null || forget(), forget);
    return entry;
  }
}
