import { credentialKey } from '../domain/credential-key.js';
import { toRef, type Ref } from '../domain/ref.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { createLatestValue, type LatestValue } from '../async/latest-value.js';
import type { CallOptions } from '../providers/provider.js';
import type { Sighting, Turn, Turns } from './turns.js';

type Credentials = CallOptions['credentials'];

/** What a watcher saw: the thing as it was found at first, a change of it, or the change after which it stays or is gone. */
export type News = 'first' | 'change' | 'end';

export interface WatcherOptions<T> {
  /** Reads the thing now; null when it does not exist. The signal ends the read when nobody watches any more. */
  readonly read: (key: Ref, call: Pick<CallOptions, 'signal' | 'credentials'>) => Promise<T | null>;
  /** Time between two reads, in milliseconds; asked before each. It grows up to twice as long while nothing changes. */
  readonly intervalMs: (key: Ref) => number;
  /** Whether the thing will not change again. */
  readonly isFinal: (value: T) => boolean;
  /** Whether watchers are told of the new value. */
  readonly changed: (previous: T, next: T) => boolean;
  /** Called before watchers are told; null when the thing that they watched is gone. */
  readonly onNews: (key: Ref, value: T | null, news: News) => void;
  /** Absent: no other replica watches. */
  readonly shared?: SharedWatching<T>;
}

/** How replicas watch together, each thing read by one of them. */
export interface SharedWatching<T> {
  readonly turns: Turns;
  /** What things are watched: stands before their names. */
  readonly kind: string;
  /** Whether what another replica saw is such a thing. */
  readonly recognises: (value: unknown) => value is T;
}

/**
 * Watches things whose providers can only be asked. However many watch one thing with the same credential, it is read
 * once an interval; by one replica for all of them, unless the credential is a caller's own, with which nothing leaves the
 * process.
 */
export interface Watcher<T> {
  /**
   * The value now, then each change; a slow reader gets the latest only. Ends after a final value and when the thing
   * is gone; rejects when reads have failed {@link MAX_FAILURES} times in a row.
   */
  watch(key: Ref, credentials: Credentials): AsyncIterableIterator<T, undefined>;
  /** Reads now if anybody watches, because the thing has probably changed. */
  nudge(key: Ref): void;
  /** Ends everything that is watched; what is watched afterwards ends at once. */
  close(): void;
}

/** Failures in a row after which watching is given up. With the longer waits between, a short outage passes unseen. */
export const MAX_FAILURES = 6;

/** Each failure doubles the interval, up to this factor. */
const MAX_SLOWDOWN = 8;

/** How long the next read may be late before another replica makes it, in milliseconds. */
const GRACE_MS = 2_000;

/** Longest that a read takes, in milliseconds: so long others wait for what it shows. */
const READ_MS = 12_000;

/** While nothing changes the interval grows: after so many reads it is twice as long, and stays so. */
const QUIET_READS = 10;

export function createWatcher<T>(options: WatcherOptions<T>): Watcher<T> {
  const pollers = new Map<string, Poller<T>>();
  let closed = false;
  return {
    watch: (key, credentials) => {
      if (closed) return endedAtOnce();
      const name = JSON.stringify([credentialKey({ credentials }, key.provider), toRef(key)]);
      const running = pollers.get(name);
      if (running !== undefined) return running.join();
      const poller = new Poller(key, credentials, options, () => pollers.delete(name));
      pollers.set(name, poller);
      return poller.join();
    },
    nudge: (key) => {
      const ref = toRef(key);
      for (const poller of pollers.values()) if (poller.ref === ref) poller.readNow();
    },
    close: () => {
      closed = true;
      for (const poller of pollers.values()) poller.end();
    },
  };
}

function endedAtOnce<T>(): AsyncIterableIterator<T, undefined> {
  const { end, iterator } = createLatestValue<T>();
  end();
  return iterator;
}

/** Reads one thing for all of its watchers, from the first to the last. */
class Poller<T> {
  readonly ref: string;
  readonly #key: Ref;
  readonly #credentials: Credentials;
  readonly #options: WatcherOptions<T>;
  readonly #onEnd: () => void;
  readonly #watchers = new Set<LatestValue<T>>();
  readonly #turn: Turn | null;
  readonly #ending = new AbortController();
  #known: { readonly value: T } | null = null;
  #failures = 0;
  /** Reads in a row that found what was known. */
  #quietReads = 0;
  #isReading = false;
  #isOutdated = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(key: Ref, credentials: Credentials, options: WatcherOptions<T>, onEnd: () => void) {
    this.ref = toRef(key);
    this.#key = key;
    this.#credentials = credentials;
    this.#options = options;
    this.#onEnd = onEnd;
    this.#turn = this.#joinOthers();
    void this.#read();
  }

  /** Null where this replica watches alone. */
  #joinOthers(): Turn | null {
    const { shared } = this.#options;
    const isOwn = credentialKey({ credentials: this.#credentials }, this.#key.provider) === '';
    if (shared === undefined || !isOwn) return null;
    return shared.turns.join(`${shared.kind}:${this.ref}`, {
      saw: (sighting) => this.#hear(sighting, shared),
      isFree: () => {
        if (!this.#isReading) void this.#tick();
      },
    });
  }

  join(): AsyncIterableIterator<T, undefined> {
    const watcher = createLatestValue<T>(() => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.end();
    });
    this.#watchers.add(watcher);
    if (this.#known !== null) watcher.push(this.#known.value);
    return watcher.iterator;
  }

  readNow(): void {
    this.#quietReads = 0;
    // A read under way may have seen the state before the change.
    if (this.#isReading) this.#isOutdated = true;
    else void this.#tick();
  }

  end(error?: Error): void {
    clearTimeout(this.#timer);
    this.#onEnd();
    this.#ending.abort();
    this.#turn?.leave();
    for (const watcher of this.#watchers) watcher.end(error);
  }

  /** Reads if that is for this replica to do, else waits for what the other shows. */
  async #tick(): Promise<void> {
    clearTimeout(this.#timer);
    const claim = (await this.#turn?.claim(READ_MS)) ?? { isMine: true };
    if (this.#ending.signal.aborted || this.#isReading) return;
    if (claim.isMine) await this.#read();
    else this.#tickIn(claim.againMs);
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isReading = true;
    this.#isOutdated = false;
    try {
      const value = await this.#options.read(this.#key, {
        signal: this.#ending.signal,
        credentials: this.#credentials,
      });
      if (this.#ending.signal.aborted) return;
      this.#turn?.show({ value });
      this.#accept(value);
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** Another replica has read it. */
  #hear({ value }: Sighting, { recognises }: SharedWatching<T>): void {
    if (this.#ending.signal.aborted) return;
    if (value === null || recognises(value)) this.#take(value);
  }

  #accept(value: T | null): void {
    this.#take(value);
    if (this.#ending.signal.aborted) return;
    const slowdown = 1 + Math.min(1, this.#quietReads / QUIET_READS);
    this.#readIn(this.#isOutdated ? 0 : this.#options.intervalMs(this.#key) * slowdown);
  }

  /** Tells watchers of what was seen; ends when it will not change again. */
  #take(value: T | null): void {
    this.#failures = 0;
    if (value === null) {
      if (this.#known !== null) this.#options.onNews(this.#key, null, 'end');
      this.end();
      return;
    }
    if (this.#known === null || this.#options.changed(this.#known.value, value)) {
      this.#options.onNews(this.#key, value, this.#newsOf(value));
      this.#known = { value };
      this.#quietReads = 0;
      for (const watcher of this.#watchers) watcher.push(value);
    } else {
      this.#quietReads += 1;
    }
    if (this.#options.isFinal(value)) this.end();
  }

  #newsOf(value: T): News {
    if (this.#known === null) return 'first';
    return this.#options.isFinal(value) ? 'end' : 'change';
  }

  #fail(thrown: unknown): void {
    this.#failures += 1;
    if (this.#failures >= MAX_FAILURES) {
      this.end(thrown instanceof Error ? thrown : new Error('Reading failed.', { cause: thrown }));
      return;
    }
    const askedMs = isGatewayError(thrown) ? (thrown.retryAfterMs ?? 0) : 0;
    const slowdown = Math.min(2 ** this.#failures, MAX_SLOWDOWN);
    this.#readIn(Math.max(this.#options.intervalMs(this.#key) * slowdown, askedMs));
  }

  #readIn(delayMs: number): void {
    void this.#turn?.claim(delayMs + GRACE_MS);
    this.#tickIn(delayMs);
  }

  #tickIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), delayMs);
  }
}
