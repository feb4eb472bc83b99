import type { DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { Channel } from '../async/channel.js';
import { createLatestByKey, type LatestByKey } from '../async/latest-by-key.js';
import { createLatestValue } from '../async/latest-value.js';
import { createCoalescer, type Coalescer } from './coalesce.js';
import { applyEvent, isFinished, type DownloadEvent } from './state.js';

/** How many finished downloads are remembered. */
const MAX_FINISHED = 1_000;

/** Somebody who watches, and what was handed over when the watch began. */
interface Follower<C extends Channel<DownloadRecord>> {
  readonly channel: C;
  readonly given: WeakSet<DownloadRecord>;
}

interface Entry {
  record: DownloadRecord;
  /** Identity of the bytes, see {@link DownloadBoard.add}. */
  readonly key: string;
  readonly coalescer: Coalescer<DownloadRecord>;
  readonly followers: Set<Follower<Channel<DownloadRecord>>>;
  readonly targets: Set<string>;
}

/** Holds the present state of downloads and hands changes to those who watch. */
export class DownloadBoard {
  readonly #intervalMs: number;
  readonly #now: () => number;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #idByKey = new Map<string, string>();
  readonly #idByTarget = new Map<string, string>();
  readonly #finishedIds: string[] = [];
  readonly #allFollowers = new Set<Follower<LatestByKey<DownloadRecord>>>();
  #closed = false;

  constructor(options: { readonly progressPerSecond: number; readonly now: () => number }) {
    this.#intervalMs = 1_000 / options.progressPerSecond;
    this.#now = options.now;
  }

  /** Adds an unfinished download of the bytes that `key` identifies. */
  add(record: DownloadRecord, key: string): void {
    const followers: Entry['followers'] = new Set();
    const coalescer = createCoalescer<DownloadRecord>(this.#intervalMs, (changed) => {
      handOut(changed, followers);
      handOut(changed, this.#allFollowers);
    });
    this.#entries.set(record.id, { record, key, coalescer, followers, targets: new Set() });
    this.#idByKey.set(key, record.id);
    this.alias(record.id, record.provider, record.target);
    coalescer.offer(record, true);
  }

  /** Makes a download the newest one of this thing. */
  alias(id: string, provider: string, target: DownloadTarget): void {
    const name = targetName(provider, target);
    this.#idByTarget.set(name, id);
    this.#entries.get(id)?.targets.add(name);
  }

  /** Applies an event and tells the watchers. Throws on an illegal move. */
  dispatch(id: string, event: DownloadEvent): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`There is no download ${id}`);
    const before = entry.record;
    const after = applyEvent(before, event, new Date(this.#now()));
    if (after === before) return;
    entry.record = after;
    const urgent =
      after.state !== before.state ||
      after.progress.epoch !== before.progress.epoch ||
      after.progress.stalled !== before.progress.stalled;
    entry.coalescer.offer(after, urgent);
    if (isFinished(after)) this.#finish(entry);
  }

  get(id: string): DownloadRecord | null {
    return this.#entries.get(id)?.record ?? null;
  }

  /** Newest first. */
  list(): readonly DownloadRecord[] {
    return [...this.#entries.values()].map(({ record }) => record).reverse();
  }

  /** The newest download of these bytes. */
  latestOfKey(key: string): DownloadRecord | null {
    return this.get(this.#idByKey.get(key) ?? '');
  }

  /** The newest download of this thing. */
  latestOf(provider: string, target: DownloadTarget): DownloadRecord | null {
    return this.get(this.#idByTarget.get(targetName(provider, target)) ?? '');
  }

  watch(id: string): AsyncIterableIterator<DownloadRecord> | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    const channel = createLatestValue<DownloadRecord>(() => entry.followers.delete(follower));
    const follower = { channel, given: new WeakSet([entry.record]) };
    channel.push(entry.record);
    if (isFinished(entry.record) || this.#closed) channel.end();
    else entry.followers.add(follower);
    return channel.iterator;
  }

  watchAll(): AsyncIterableIterator<DownloadRecord> {
    const unfinished = [...this.#entries.values()]
      .map(({ record }) => record)
      .filter((record) => !isFinished(record));
    const channel = createLatestByKey<DownloadRecord>(
      ({ id }) => id,
      () => this.#allFollowers.delete(follower),
    );
    const follower = { channel, given: new WeakSet(unfinished) };
    for (const record of unfinished) channel.push(record);
    if (this.#closed) channel.end();
    else this.#allFollowers.add(follower);
    return channel.iterator;
  }

  /** Ends all watches, later ones too. Those who watch get what they have not read yet, then the end. */
  close(): void {
    this.#closed = true;
    for (const { coalescer, followers } of this.#entries.values()) {
      coalescer.dispose();
      for (const { channel } of followers) channel.end();
    }
    for (const { channel } of this.#allFollowers) channel.end();
  }

  /** The final state has been handed out; nothing follows it. */
  #finish({ record, coalescer, followers }: Entry): void {
    coalescer.dispose();
    for (const { channel } of followers) channel.end();
    followers.clear();
    this.#finishedIds.push(record.id);
    if (this.#finishedIds.length > MAX_FINISHED) this.#forget(this.#finishedIds.shift() ?? '');
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    if (this.#idByKey.get(entry.key) === id) this.#idByKey.delete(entry.key);
    for (const name of entry.targets) {
      if (this.#idByTarget.get(name) === id) this.#idByTarget.delete(name);
    }
    for (const { channel } of this.#allFollowers) channel.forget(id);
  }
}

/** A waiting change can be what a new watcher was given already: it is not told twice. */
function handOut(record: DownloadRecord, followers: ReadonlySet<Follower<Channel<DownloadRecord>>>): void {
  for (const { channel, given } of followers) {
    if (!given.has(record)) channel.push(record);
  }
}

function targetName(provider: string, target: DownloadTarget): string {
  return JSON.stringify([provider, target.kind, target.nativeId]);
}
