import { ingestIdOf } from '../artifacts/folder/ingests.js';
import type { ArtifactOrigin, DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { Channel } from '../async/channel.js';
import { createLatestByKey, type LatestByKey } from '../async/latest-by-key.js';
import { createLatestValue } from '../async/latest-value.js';
import { adopted } from './adopted.js';
import { createCoalescer, type Coalescer } from './coalesce.js';
import type { Custody, StoredDownload } from './download-store.js';
import type { DownloadEvent } from './events.js';
import { applyEvent, isFinished } from './state.js';
import { joined, targetName } from './targets.js';

/** How many finished downloads are remembered. */
const MAX_FINISHED = 1_000;

/** Somebody who watches, and what was handed over when the watch began. */
interface Follower<C extends Channel<DownloadRecord>> {
  readonly channel: C;
  readonly given: WeakSet<DownloadRecord>;
}

interface Entry {
  download: StoredDownload;
  /** The greatest sequence that whoever changes the download has given it; places in the order of turns do not count. */
  knownSequence: number;
  /** Whether its last change was made here. */
  isOurs: boolean;
  readonly coalescer: Coalescer<DownloadRecord>;
  readonly followers: Set<Follower<Channel<DownloadRecord>>>;
}

/** What a board is made from. */
export interface BoardOptions {
  /** Most changes of one download that a watcher is told in a second, besides urgent ones. */
  readonly progressPerSecond: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of every change. `isUrgent`: of state, epoch, priority or `stalled`. */
  readonly onChange: (download: StoredDownload, isUrgent: boolean) => void;
  /** Told of each change that was made here when the watchers are, that is, not of all. */
  readonly onTold?: (download: StoredDownload) => void;
  /** Told of what was changed here and is the first that somebody is told who begins to watch. */
  readonly onShown?: (download: StoredDownload) => void;
  /** Told when a finished download is not remembered any more. */
  readonly onForget: (id: string) => void;
}

/** Holds the present state of downloads and hands changes to those who watch. */
export class DownloadBoard {
  readonly #options: BoardOptions;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #idByIngest = new Map<string, string>();
  readonly #idByTarget = new Map<string, string>();
  readonly #finishedIds: string[] = [];
  #closed = false;
  readonly #allFollowers = new Set<Follower<LatestByKey<DownloadRecord>>>();

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** Adds a download of an earlier process. */
  restore(download: StoredDownload): void {
    const entry = this.#open(download);
    if (isFinished(download.record)) this.#finish(entry);
  }

  /** Adds a new download. */
  add(download: StoredDownload): void {
    const entry = this.#open(download);
    entry.isOurs = true;
    this.#options.onChange(download, true);
    entry.coalescer.offer(download.record, true);
  }

  /**
   * Takes over what another process says of a download; false when something newer is known already.
   */
  adopt(download: StoredDownload): boolean {
    const { sequence } = download.record.progress;
    const entry = this.#entries.get(download.record.id) ?? this.#open(download);
    const before = entry.download;
    const isNew = before === download;
    if (!isNew && (sequence <= entry.knownSequence || isFinished(before.record))) return false;
    entry.knownSequence = sequence;
    entry.isOurs = false;
    entry.download = isNew ? download : adopted(download, before);
    for (const target of download.targets)
      this.#idByTarget.set(targetName(download.record.provider, target), download.record.id);
    entry.coalescer.offer(entry.download.record, true);
    if (isFinished(download.record)) this.#finish(entry);
    return true;
  }

  /** Notes the place of a download in the order of turns, which every process finds out by itself. */
  place(id: string, position: number): void {
    const entry = this.#entries.get(id);
    if (entry?.download.record.state !== 'QUEUED') return;
    const after = applyEvent(
      entry.download.record,
      { kind: 'place', position },
      new Date(this.#options.now()),
    );
    if (after === entry.download.record) return;
    entry.isOurs = false;
    entry.download = { ...entry.download, record: after };
    entry.coalescer.offer(after, false);
  }

  /** Puts a download in the place of an earlier form of it: this process goes on with it. */
  takeUp(download: StoredDownload): void {
    this.#change(this.#entryOf(download.record.id), download, true);
  }

  /** Notes who has custody of a download. */
  entrust(id: string, custody: Custody): void {
    const entry = this.#entryOf(id);
    const { record } = entry.download;
    const progress = { ...record.progress, sequence: record.progress.sequence + 1 };
    this.#change(entry, { ...entry.download, record: { ...record, progress }, custody }, true);
  }

  /** Makes a download the newest one of this thing. False where it was, or there is none. */
  alias(id: string, target: DownloadTarget): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    const name = targetName(entry.download.record.provider, target);
    if (this.#idByTarget.get(name) === id) return false;
    this.#idByTarget.set(name, id);
    entry.download = { ...entry.download, targets: joined(entry.download.targets, [target]) };
    return true;
  }

  /** Applies an event and tells the watchers. Throws on an illegal move. */
  dispatch(id: string, event: DownloadEvent): void {
    const entry = this.#entryOf(id);
    const before = entry.download.record;
    const after = applyEvent(before, event, new Date(this.#options.now()));
    if (after === before) return;
    const isUrgent =
      after.state !== before.state ||
      after.priority !== before.priority ||
      after.progress.epoch !== before.progress.epoch ||
      after.progress.stalled !== before.progress.stalled;
    this.#change(entry, { ...entry.download, record: after }, isUrgent);
  }

  /** The download as the event would leave it. Throws on an illegal move. */
  foresee(id: string, event: DownloadEvent): StoredDownload {
    const { download } = this.#entryOf(id);
    return { ...download, record: applyEvent(download.record, event, new Date(this.#options.now())) };
  }

  get(id: string): DownloadRecord | null {
    return this.#entries.get(id)?.download.record ?? null;
  }

  /** All that is known, oldest first. */
  all(): readonly StoredDownload[] {
    return [...this.#entries.values()].map(({ download }) => download);
  }

  /** With what is needed to go on with it. */
  stored(id: string): StoredDownload | null {
    return this.#entries.get(id)?.download ?? null;
  }

  /** Newest first. */
  list(): readonly DownloadRecord[] {
    return [...this.#entries.values()].map(({ download }) => download.record).reverse();
  }

  /** The newest download of these bytes. */
  latestOfKey(origin: ArtifactOrigin): DownloadRecord | null {
    return this.latestOfIngest(ingestIdOf(origin));
  }

  /** The newest download of the bytes that have this folder on their way in. */
  latestOfIngest(ingestId: string): DownloadRecord | null {
    return this.get(this.#idByIngest.get(ingestId) ?? '');
  }

  /** The newest download of this thing. */
  latestOf(provider: string, target: DownloadTarget): DownloadRecord | null {
    return this.get(this.#idByTarget.get(targetName(provider, target)) ?? '');
  }

  watch(id: string): AsyncIterableIterator<DownloadRecord> | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    const channel = createLatestValue<DownloadRecord>(() => entry.followers.delete(follower));
    const { record } = entry.download;
    const follower = { channel, given: new WeakSet([record]) };
    this.#show(entry);
    channel.push(record);
    if (isFinished(record) || this.#closed) channel.end();
    else entry.followers.add(follower);
    return channel.iterator;
  }

  watchAll(): AsyncIterableIterator<DownloadRecord> {
    const entries = [...this.#entries.values()].filter(({ download }) => !isFinished(download.record));
    for (const entry of entries) this.#show(entry);
    const unfinished = entries.map(({ download }) => download.record);
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

  #show({ isOurs, download }: Entry): void {
    if (isOurs) this.#options.onShown?.(download);
  }

  #entryOf(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`There is no download ${id}`);
    return entry;
  }

  #change(entry: Entry, download: StoredDownload, isUrgent: boolean): void {
    entry.download = download;
    entry.knownSequence = download.record.progress.sequence;
    entry.isOurs = true;
    this.#options.onChange(download, isUrgent);
    entry.coalescer.offer(download.record, isUrgent);
    if (isFinished(download.record)) this.#finish(entry);
  }

  #open(download: StoredDownload): Entry {
    const { id, provider } = download.record;
    const followers: Entry['followers'] = new Set();
    const intervalMs = 1_000 / this.#options.progressPerSecond;
    const coalescer = createCoalescer<DownloadRecord>(intervalMs, (changed) => {
      handOut(changed, followers);
      handOut(changed, this.#allFollowers);
      if (entry.isOurs) this.#options.onTold?.(entry.download);
    });
    const knownSequence = download.record.progress.sequence;
    const entry: Entry = { download, knownSequence, isOurs: false, coalescer, followers };
    this.#entries.set(id, entry);
    this.#idByIngest.set(ingestIdOf({ provider, key: download.key }), id);
    for (const target of download.targets) this.#idByTarget.set(targetName(provider, target), id);
    return entry;
  }

  /** The final state has been handed out; nothing follows it. */
  #finish({ download, coalescer, followers }: Entry): void {
    coalescer.dispose();
    for (const { channel } of followers) channel.end();
    followers.clear();
    this.#finishedIds.push(download.record.id);
    if (this.#finishedIds.length > MAX_FINISHED) this.#forget(this.#finishedIds.shift() ?? '');
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const { record, key, targets } = entry.download;
    this.#entries.delete(id);
    const name = ingestIdOf({ provider: record.provider, key });
    if (this.#idByIngest.get(name) === id) this.#idByIngest.delete(name);
    for (const target of targets) {
      const targetOf = targetName(record.provider, target);
      if (this.#idByTarget.get(targetOf) === id) this.#idByTarget.delete(targetOf);
    }
    for (const { channel } of this.#allFollowers) channel.forget(id);
    this.#options.onForget(id);
  }
}

/** A waiting change can be what a new watcher was given already: it is not told twice. */
function handOut(record: DownloadRecord, followers: ReadonlySet<Follower<Channel<DownloadRecord>>>): void {
  for (const { channel, given } of followers) {
    if (!given.has(record)) channel.push(record);
  }
}
