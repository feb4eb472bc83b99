import type { LRUCache } from 'lru-cache';
import { isPromise } from '../async/is-promise.js';
import { Stop, type StopSignal } from '../async/stop.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { createSingleFlight } from '../http/single-flight.js';
import type { HttpAnswer } from '../http/types.js';
import { isKeepable, sharedKey, subjectsOf, type CachedRead, type KeepableRead } from './cached-read.js';
import { Editions } from './editions.js';
import {
  isGoodFor,
  isUsableFor,
  lifetimeOf,
  parseSharedText,
  toKept,
  toSharedText,
  type KeptAnswer,
} from './kept-answer.js';
import { KeptRead } from './kept-read.js';
import type { CacheObserver, CacheOutcome, CacheTimes, CallLease, SharedStore } from './types.js';

/** What the caches of all providers have in common. */
export interface CacheParts {
  /** All kept answers, bounded together. */
  readonly kept: LRUCache<string, KeptAnswer>;
  /** Null: this process keeps answers for itself. */
  readonly shared: SharedStore | null;
  readonly observe: CacheObserver;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** At which point of the provider's history a read began. */
interface Beginning {
  /** Of this process alone. */
  readonly ownEdition: number;
  /** Reads of one edition may share a call and an answer. */
  readonly edition: string;
  /** Of the shared store; null when that cannot be asked: then nothing that was kept is trusted, and nothing is kept. */
  readonly generation: string | null;
  /** What a replica has kept. */
  readonly text: string | null;
}

/** Longest text that goes into the shared store. */
const MAX_SHARED_CHARACTERS = 1_000_000;

/** Longest that a read waits for calls of other replicas, in milliseconds; then it makes its own. */
const PATIENCE_MS = 5_000;

/** Answers of one provider: equal reads in flight are one call, and answers that may be kept serve for a while. */
export class ProviderCache {
  readonly #provider: string;
  readonly #times: CacheTimes;
  readonly #parts: CacheParts;
  readonly #editions = new Editions();
  readonly #flights = createSingleFlight<HttpAnswer>();
  /** Answers about whose keeping was decided, with the time when they came from the provider. */
  readonly #cameAtMs = new WeakMap<HttpAnswer, number>();

  constructor(provider: string, times: CacheTimes, parts: CacheParts) {
    this.#provider = provider;
    this.#times = times;
    this.#parts = parts;
  }

  /** Answers a read: from what is kept where the call allows it, else by a call, which it shares. */
  read(read: CachedRead): Promise<HttpAnswer> {
    const isKept =
      isKeepable(read) && read.call.freshness !== undefined && this.#times[read.subject.kind].ttlMs > 0;
    return isKept ? this.#readKept(read) : this.#readAnew(read);
  }

  #readAnew(read: CachedRead): Promise<HttpAnswer> {
    const begun = this.#begin(read, false);
    return isPromise(begun)
      ? begun.then((beginning) => this.#join(read, beginning, read.call.signal, read))
      : this.#join(read, begun, read.call.signal, read);
  }

  async #readKept(read: KeepableRead): Promise<HttpAnswer> {
    const { call } = read;
    const mayServe = call.freshness !== 'renew';
    const begun = this.#begin(read, mayServe);
    const beginning = isPromise(begun) ? await begun : begun;
    const found = mayServe ? this.#find(read, beginning) : null;
    if (found === null) {
      this.#observe(read, mayServe ? 'miss' : 'renewed');
      return this.#fetch(read, beginning, call.signal);
    }
    const { kept } = found;
    if (typeof call.freshness === 'object') call.freshness.sawAge(this.#parts.now() - kept.keptAtMs);
    const isGood = isGoodFor(kept, call.freshness, this.#parts.now());
    this.#observe(read, isGood ? found.outcome : 'stale');
    if (!isGood) this.#renew(read, beginning);
    return kept.answer;
  }

  /** The same read for later, by a query with the same credential; null: it asks always, or asks other replicas. */
  keptRead(read: Omit<KeepableRead, 'isPrivate' | 'pay' | 'fetch'>): KeptRead | null {
    const { key, subject, call } = read;
    const { kind } = subject;
    if (this.#parts.shared !== null || call.freshness !== 'reuse' || this.#times[kind].ttlMs === 0)
      return null;
    const names = { provider: this.#provider, key, subjects: subjectsOf(read), kind };
    return new KeptRead(names, this.#editions, this.#parts);
  }

  /** Makes a write. Also a failed one may have happened, so whatever was read before its end is old. */
  async write(perform: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    try {
      return await perform();
    } finally {
      await this.drop(null);
    }
  }

  /** Makes answers about these subjects old, or all of them for null. For readers of this process at once. */
  async drop(subjects: readonly string[] | null): Promise<void> {
    if (subjects === null) this.#editions.dropAll();
    else this.#editions.drop(subjects);
    await this.#parts.shared?.drop(this.#provider, subjects);
  }

  /** Without a shared store at once. */
  #begin(read: CachedRead, wantsText: boolean): Beginning | Promise<Beginning> {
    const { shared } = this.#parts;
    if (shared !== null) return this.#beginShared(shared, read, wantsText);
    const ownEdition = this.#editions.of(subjectsOf(read));
    return { ownEdition, edition: String(ownEdition), generation: '', text: null };
  }

  async #beginShared(shared: SharedStore, read: CachedRead, wantsText: boolean): Promise<Beginning> {
    const { kept, now } = this.#parts;
    const subjects = subjectsOf(read);
    const own = kept.get(read.key);
    const isOwnFresh = own !== undefined && now() < own.freshUntilMs;
    const key = wantsText && !isOwnFresh && !read.isPrivate ? sharedKey(read) : null;
    const view = await shared.look(this.#provider, subjects, key);
    // Counted only now: what was dropped meanwhile is old for this read, too.
    const ownEdition = this.#editions.of(subjects);
    const edition = `${ownEdition} ${view?.generation ?? 'unknown'}`;
    return { ownEdition, edition, generation: view?.generation ?? null, text: view?.text ?? null };
  }

  #find(
    { key, call: { freshness } }: CachedRead,
    { edition, generation, text }: Beginning,
  ): { readonly kept: KeptAnswer; readonly outcome: CacheOutcome } | null {
    if (generation === null) return null;
    const { kept, now } = this.#parts;
    const nowMs = now();
    const own = kept.get(key);
    const isOwnUsable = own?.edition === edition && isUsableFor(own, freshness, nowMs);
    const shared = text === null ? null : this.#parse(text, edition);
    const isSharedUsable = shared !== null && isUsableFor(shared, freshness, nowMs);
    if (isSharedUsable && !(isOwnUsable && own.keptAtMs >= shared.keptAtMs)) {
      if (freshness === 'reuse') kept.set(key, shared);
      return { kept: shared, outcome: 'shared' };
    }
    return isOwnUsable ? { kept: own, outcome: 'hit' } : null;
  }

  #parse(text: string, edition: string): KeptAnswer | null {
    return parseSharedText(text, edition, { nowMs: this.#parts.now(), wallClockMs: Date.now() });
  }

  #join(
    read: CachedRead,
    { edition }: Beginning,
    signal: StopSignal,
    ask: Pick<CachedRead, 'fetch'>,
  ): Promise<HttpAnswer> {
    return this.#flights.join(`${edition} ${read.key}`, signal, (shared) => {
      // Before there is a call that others could join: whose budget is used up must not fail theirs.
      read.pay();
      return ask.fetch(shared);
    });
  }

  /** One replica asks, for all of them. Who may ask keeps the answer before the others are told. */
  async #askForAll(
    shared: SharedStore,
    read: KeepableRead,
    beginning: Beginning,
    signal: StopSignal,
  ): Promise<HttpAnswer> {
    const turn = await this.#waitForTurn(shared, read, beginning, signal);
    if (turn !== null && 'answer' in turn) return turn.answer;
    try {
      const answer = await read.fetch(signal);
      this.#keep(read, beginning, answer);
      return answer;
    } finally {
      turn?.release();
    }
  }

  /**
   * Gives what another replica has brought meanwhile, else a lease for the call. Null: the others have had time enough, and
   * the call is made without one.
   */
  async #waitForTurn(
    shared: SharedStore,
    read: KeepableRead,
    { edition, generation }: Beginning,
    signal: StopSignal,
  ): Promise<KeptAnswer | CallLease | null> {
    const { kept, now } = this.#parts;
    const { freshness } = read.call;
    const untilMs = now() + PATIENCE_MS;
    while (now() < untilMs) {
      const { lease, view, over } = await shared.claim(this.#provider, subjectsOf(read), sharedKey(read));
      const text = view?.generation === generation ? view.text : null;
      const found = text === null ? null : this.#parse(text, edition);
      if (found !== null && isGoodFor(found, freshness, now())) {
        lease?.release();
        this.#cameAtMs.set(found.answer, found.keptAtMs);
        if (freshness === 'reuse') kept.set(read.key, found);
        return found;
      }
      if (lease !== null) return lease;
      await over;
      signal.throwIfAborted();
    }
    return null;
  }

  async #fetch(read: KeepableRead, beginning: Beginning, signal: StopSignal): Promise<HttpAnswer> {
    const { shared } = this.#parts;
    // A watcher asks on behalf of all replicas already, and wants what is true now.
    const mayAskForAll = beginning.generation !== null && !read.isPrivate && read.call.freshness !== 'renew';
    try {
      const asker =
        shared !== null && mayAskForAll
          ? { fetch: (joined: StopSignal) => this.#askForAll(shared, read, beginning, joined) }
          : read;
      const answer = await this.#join(read, beginning, signal, asker);
      this.#keep(read, beginning, answer);
      const { freshness } = read.call;
      if (typeof freshness === 'object') freshness.sawAge(this.#ageOf(answer));
      return answer;
    } catch (error) {
      this.#loseTrust(read, error);
      throw error;
    }
  }

  /** Fetches in the background. Whoever shares the call gets its failure; who was served already does not care. */
  #renew(read: KeepableRead, beginning: Beginning): void {
    this.#fetch(read, beginning, new Stop()).catch((error: unknown) => {
      read.call.log.debug({ provider: this.#provider, err: error }, 'a kept answer could not be renewed');
    });
  }

  #keep(read: KeepableRead, beginning: Beginning, answer: HttpAnswer): void {
    const { kept, shared, now } = this.#parts;
    const { ownEdition, edition, generation } = beginning;
    // All those who shared the call come by here, and some calls began before a change.
    if (this.#cameAtMs.has(answer) || ownEdition !== this.#editions.of(subjectsOf(read))) return undefined;
    this.#cameAtMs.set(answer, now());
    const lifetime = lifetimeOf(answer.status, read.subject.kind, this.#times);
    if (lifetime === null) return this.#forget(read);
    if (generation === null) return undefined;
    const next = toKept(answer, edition, lifetime, now());
    const { freshness } = read.call;
    // Who makes a copy of it does not need it here besides, but the others do.
    if (typeof freshness !== 'object') kept.set(read.key, next);
    if (shared === null || read.isPrivate || next.bytes > MAX_SHARED_CHARACTERS) return undefined;
    const text = toSharedText(answer, lifetime, Date.now());
    const usableMs = lifetime.ttlMs + lifetime.staleMs;
    const keptMs = typeof freshness === 'object' ? Math.max(usableMs, freshness.maxAgeMs) : usableMs;
    shared.keep(this.#provider, sharedKey(read), { generation, text }, keptMs);
    return undefined;
  }

  /** How long ago an answer came, in milliseconds. */
  #ageOf(answer: HttpAnswer): number {
    const nowMs = this.#parts.now();
    return nowMs - (this.#cameAtMs.get(answer) ?? nowMs);
  }

  /** What a credential was shown must not outlive its rights. */
  #loseTrust(read: CachedRead, error: unknown): void {
    if (!isGatewayError(error)) return;
    if (error.code === 'PROVIDER_AUTH') void this.drop([read.credential]);
    if (error.code === 'PROVIDER_FORBIDDEN') this.#forget(read);
  }

  #forget(read: CachedRead): void {
    this.#parts.kept.delete(read.key);
    this.#parts.shared?.forget(this.#provider, sharedKey(read));
  }

  #observe({ subject }: KeepableRead, outcome: CacheOutcome): void {
    this.#parts.observe(this.#provider, subject.kind, outcome);
  }
}
