import { isPromise } from '../async/is-promise.js';
import { Stop, type StopSignal } from '../async/stop.js';
import { createHash } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { isGatewayError } from '../errors/gateway-error.js';
import type { ReadSubject } from '../http/read-subject.js';
import { createSingleFlight } from '../http/single-flight.js';
import type { HttpAnswer, UpstreamCall } from '../http/types.js';
import { Editions } from './editions.js';
import { lifetimeOf, parseSharedText, toKept, toSharedText, type KeptAnswer } from './kept-answer.js';
import type { CacheObserver, CacheOutcome, CacheTimes, SharedStore } from './types.js';

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

/** One read as it reaches the cache. */
export interface CachedRead {
  /** Tells apart whatever may get another answer: where it goes, what it asks, and as whom. No credential in clear. */
  readonly key: string;
  /** Stands for the credential among the subjects: what it was shown is dropped when it is refused. */
  readonly credential: string;
  /** A caller's own credential: the answer does not leave this process. */
  readonly isPrivate: boolean;
  /** Undefined: the answer must not be kept. */
  readonly subject: ReadSubject | undefined;
  readonly call: UpstreamCall;
  /** Asks the provider; ends with `signal`. */
  fetch(signal: StopSignal): Promise<HttpAnswer>;
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

/** Answers of one provider: equal reads in flight are one call, and answers that may be kept serve for a while. */
export class ProviderCache {
  readonly #provider: string;
  readonly #times: CacheTimes;
  readonly #parts: CacheParts;
  readonly #editions = new Editions();
  readonly #flights = createSingleFlight<HttpAnswer>();
  /** Answers about whose keeping was decided. */
  readonly #seen = new WeakSet<HttpAnswer>();

  constructor(provider: string, times: CacheTimes, parts: CacheParts) {
    this.#provider = provider;
    this.#times = times;
    this.#parts = parts;
  }

  /** Answers a read: from what is kept where the call allows it, else by a call, which it shares. */
  async read(read: CachedRead): Promise<HttpAnswer> {
    const { subject, call } = read;
    if (subject === undefined || call.freshness === undefined || this.#times[subject.kind].ttlMs === 0) {
      const begun = this.#begin(read, false);
      return this.#join(read, isPromise(begun) ? await begun : begun, call.signal);
    }
    const begun = this.#begin(read, call.freshness === 'reuse');
    const beginning = isPromise(begun) ? await begun : begun;
    const found = call.freshness === 'reuse' ? this.#find(read, beginning) : null;
    if (found === null) {
      this.#observe(subject, call.freshness === 'reuse' ? 'miss' : 'renewed');
      return this.#fetch(read, subject, beginning, call.signal);
    }
    const isFresh = this.#parts.now() < found.kept.freshUntilMs;
    this.#observe(subject, isFresh ? found.outcome : 'stale');
    if (!isFresh) this.#renew(read, subject, beginning);
    return found.kept.answer;
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
    { key }: CachedRead,
    { edition, generation, text }: Beginning,
  ): { readonly kept: KeptAnswer; readonly outcome: CacheOutcome } | null {
    if (generation === null) return null;
    const { kept, now } = this.#parts;
    const nowMs = now();
    const own = kept.get(key);
    const isGood = own?.edition === edition && nowMs < own.usableUntilMs;
    const shared = text === null ? null : parseSharedText(text, edition, { nowMs, wallClockMs: Date.now() });
    if (shared !== null && !(isGood && own.freshUntilMs >= shared.freshUntilMs)) {
      kept.set(key, shared);
      return { kept: shared, outcome: 'shared' };
    }
    return isGood ? { kept: own, outcome: 'hit' } : null;
  }

  #join(read: CachedRead, { edition }: Beginning, signal: StopSignal): Promise<HttpAnswer> {
    return this.#flights.join(`${edition} ${read.key}`, signal, (shared) => read.fetch(shared));
  }

  async #fetch(
    read: CachedRead,
    subject: ReadSubject,
    beginning: Beginning,
    signal: StopSignal,
  ): Promise<HttpAnswer> {
    try {
      const answer = await this.#join(read, beginning, signal);
      this.#keep(read, subject, beginning, answer);
      return answer;
    } catch (error) {
      this.#loseTrust(read, error);
      throw error;
    }
  }

  /** Fetches in the background. Whoever shares the call gets its failure; who was served already does not care. */
  #renew(read: CachedRead, subject: ReadSubject, beginning: Beginning): void {
    this.#fetch(read, subject, beginning, new Stop()).catch((error: unknown) => {
      read.call.log.debug({ provider: this.#provider, err: error }, 'a kept answer could not be renewed');
    });
  }

  #keep(read: CachedRead, subject: ReadSubject, beginning: Beginning, answer: HttpAnswer): void {
    const { kept, shared, now } = this.#parts;
    const { ownEdition, edition, generation } = beginning;
    // All those who shared the call come by here, and some calls began before a change.
    if (this.#seen.has(answer) || ownEdition !== this.#editions.of(subjectsOf(read))) return undefined;
    this.#seen.add(answer);
    const lifetime = lifetimeOf(answer.status, subject.kind, this.#times);
    if (lifetime === null) return this.#forget(read);
    if (generation === null) return undefined;
    const next = toKept(answer, edition, lifetime, now());
    kept.set(read.key, next);
    if (shared === null || read.isPrivate || next.bytes > MAX_SHARED_CHARACTERS) return undefined;
    const text = toSharedText(answer, lifetime, Date.now());
    shared.keep(this.#provider, sharedKey(read), { generation, text }, lifetime.ttlMs + lifetime.staleMs);
    return undefined;
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

  #observe({ kind }: ReadSubject, outcome: CacheOutcome): void {
    this.#parts.observe(this.#provider, kind, outcome);
  }
}

function subjectsOf({ subject, credential }: CachedRead): readonly string[] {
  return subject === undefined ? [credential] : [...subject.subjects, credential];
}

function sharedKey({ key }: CachedRead): string {
  return createHash('sha256').update(key).digest('base64url');
}
