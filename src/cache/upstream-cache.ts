import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { ReadAhead, type Look, type Seen } from '../domain/read-log.js';
import { credentialKey } from '../domain/credential-key.js';
import type { StopSignal } from '../async/stop.js';
import { isRead } from '../http/client.js';
import { cancelledError, providerPeer } from '../http/failures.js';
import { fingerprintOf } from '../http/fingerprint.js';
import type { ReadSubject } from '../http/read-subject.js';
import type {
  HttpAnswer,
  HttpClient,
  HttpClientOptions,
  HttpDependencies,
  HttpRequest,
  UpstreamCall,
} from '../http/types.js';
import type { CachedRead } from './cached-read.js';
import type { KeptAnswer } from './kept-answer.js';
import type { KeptRead } from './kept-read.js';
import { ProviderCache, type CacheParts } from './provider-cache.js';
import type { CacheObserver, CacheTimes, SharedStore } from './types.js';

/** What an upstream cache is made from. */
export interface UpstreamCacheOptions {
  /** Most that kept answers may take, in bytes of text as they came. */
  readonly maxBytes: number;
  /** Lifetimes at a provider of this name. */
  readonly timesOf: (provider: string) => CacheTimes;
  /** The same on every replica that shares the store; turns credentials into fingerprints. */
  readonly key: Buffer;
  /** Null: this process keeps answers for itself. */
  readonly shared: SharedStore | null;
  readonly observe?: CacheObserver;
  /** Monotonic clock in milliseconds; for tests. */
  readonly now?: () => number;
}

/** Answers of all providers, kept for a short while. docs/caching.md says what is kept and what makes it old. */
export interface UpstreamCache {
  /** The same HTTP layer behind the cache. */
  cover(http: HttpDependencies): HttpDependencies;
  /** Makes answers about these things of a provider old, for whoever reads afterwards. */
  drop(provider: string, subjects: readonly string[]): void;
}

/** An answer larger than this part of the cache is not kept. */
const LARGEST_SHARE = 8;

/** Makes an empty cache. */
export function createUpstreamCache(options: UpstreamCacheOptions): UpstreamCache {
  const { maxBytes, timesOf, shared, observe = () => {}, now = () => performance.now() } = options;
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / LARGEST_SHARE),
    sizeCalculation: ({ bytes }, key) => bytes + key.length,
  });
  const parts: CacheParts = { kept, shared, observe, now };
  const key = createHmac('sha256', options.key).update('upstream-cache').digest();
  const caches = new Map<string, ProviderCache>();
  const cacheOf = (provider: string): ProviderCache => {
    const known = caches.get(provider);
    if (known !== undefined) return known;
    const cache = new ProviderCache(provider, timesOf(provider), parts);
    caches.set(provider, cache);
    return cache;
  };
  return {
    cover: (http) => ({
      createClient: (client) =>
        new CachedClient(http.createClient(client), client, cacheOf(client.provider), key),
    }),
    drop: (provider, subjects) => void cacheOf(provider).drop(subjects),
  };
}

/** Counts calls that somebody may have to pay for later. */
class CallCount {
  taken = 0;

  take(): void {
    this.taken += 1;
  }
}

/** What an answer says, whenever it was given. A body of the same bytes is the same object: see src/http/body-memory.ts. */
function seenIn({ status, body }: HttpAnswer): Seen {
  return typeof body === 'object' && body !== null
    ? { object: body, text: String(status) }
    : { object: null, text: JSON.stringify([status, body]) };
}

/** One read of a client. */
class ClientRead implements CachedRead {
  readonly key: string;
  readonly credential: string;
  readonly isPrivate: boolean;
  readonly subject: ReadSubject | undefined;
  readonly call: UpstreamCall;
  readonly #client: HttpClient;
  readonly #request: HttpRequest;

  constructor(
    client: HttpClient,
    request: HttpRequest,
    call: UpstreamCall,
    { key, credential, isPrivate }: Pick<CachedRead, 'key' | 'credential' | 'isPrivate'>,
  ) {
    this.key = key;
    this.credential = credential;
    this.isPrivate = isPrivate;
    this.subject = request.reads;
    this.call = call;
    this.#client = client;
    this.#request = request;
  }

  pay(): void {
    this.call.budget?.take();
  }

  fetch(signal: StopSignal): Promise<HttpAnswer> {
    const { log, credentials, trace, freshness, reads } = this.call;
    return this.#client.send(this.#request, { signal, log, credentials, trace, freshness, reads });
  }
}

/** A read of a client that can be made again. */
class ReadLook implements Look<UpstreamCall> {
  readonly #client: CachedClient;
  readonly #request: HttpRequest;
  readonly #readKey: string;
  readonly #freshness: UpstreamCall['freshness'];
  /** Null: nothing is kept of such reads. */
  readonly #kept: KeptRead | null;

  constructor(
    client: CachedClient,
    request: HttpRequest,
    names: { readonly readKey: string; readonly kept: KeptRead | null },
    freshness: UpstreamCall['freshness'],
  ) {
    this.#client = client;
    this.#request = request;
    this.#readKey = names.readKey;
    this.#freshness = freshness;
    this.#kept = names.kept;
  }

  ahead(call: UpstreamCall): Promise<Seen> {
    return this.#client.lookAhead(this.#request, this.#readKey, this.#freshness, call);
  }

  peek(): Seen | null {
    const answer = this.#kept?.peek() ?? null;
    return answer === null ? null : seenIn(answer);
  }

  use(): void {
    this.#kept?.use();
  }
}

/** A provider's client whose reads go through the cache, and whose writes make it forget. */
class CachedClient implements HttpClient {
  readonly #client: HttpClient;
  readonly #options: HttpClientOptions;
  readonly #cache: ProviderCache;
  /** Of the gateway's own credential here. */
  readonly #fingerprint: string;
  /** Of all keys. */
  readonly #prefix: string;
  readonly #ahead = new ReadAhead<{ readonly answer: Promise<HttpAnswer>; readonly calls: CallCount }>();

  constructor(client: HttpClient, options: HttpClientOptions, cache: ProviderCache, key: Buffer) {
    this.#client = client;
    this.#options = options;
    this.#cache = cache;
    this.#fingerprint = fingerprintOf(options.credentials, key);
    this.#prefix = JSON.stringify([options.provider, options.baseUrl]);
  }

  async send(request: HttpRequest, call: UpstreamCall): Promise<HttpAnswer> {
    const { reads } = call;
    if (!isRead(request)) {
      reads?.exclude();
      return this.#cache.write(() => this.#client.send(request, call));
    }
    const credential = this.#credentialOf(call);
    const key = this.#keyOf(request, credential);
    const wave = reads?.start() ?? 0;
    const readKey = `${typeof call.freshness === 'string' ? call.freshness : ''} ${key}`;
    try {
      const ahead = this.#ahead.take(reads, readKey);
      // What it cost then is paid for now, when the operation turns out to need it.
      for (let calls = ahead?.calls.taken ?? 0; calls > 0; calls -= 1) call.budget?.take();
      const answer = await (ahead?.answer ?? this.#read(request, key, call));
      if (request.reads === undefined) reads?.exclude();
      else if (reads !== undefined) {
        const kept = this.#cache.keptRead({ key, credential, subject: request.reads, call });
        const look = new ReadLook(this, request, { readKey, kept }, call.freshness);
        reads.note({ key: readKey, seen: seenIn(answer), wave, look });
      }
      return answer;
    } catch (error) {
      reads?.exclude();
      if (!call.signal.aborted) throw error;
      throw cancelledError(providerPeer(this.#options.provider), call.signal.reason);
    }
  }

  /** Makes the same read again, on behalf of a later operation. */
  async lookAhead(
    request: HttpRequest,
    readKey: string,
    freshness: UpstreamCall['freshness'],
    { reads, signal, log, credentials, trace }: UpstreamCall,
  ): Promise<Seen> {
    const calls = new CallCount();
    const call = { signal, log, credentials, trace, freshness, budget: calls };
    const answer = this.#read(request, this.#keyOf(request, this.#credentialOf(call)), call);
    if (reads !== undefined) this.#ahead.put(reads, readKey, { answer, calls });
    return seenIn(await answer);
  }

  #credentialOf(call: UpstreamCall): string {
    const forwarded = credentialKey(call, this.#options.provider);
    return forwarded === '' ? this.#fingerprint : forwarded;
  }

  #read(request: HttpRequest, key: string, call: UpstreamCall): Promise<HttpAnswer> {
    const forwarded = credentialKey(call, this.#options.provider);
    const isPrivate = forwarded !== '';
    const credential = isPrivate ? forwarded : this.#fingerprint;
    return this.#cache.read(new ClientRead(this.#client, request, call, { key, credential, isPrivate }));
  }

  openSocket(...[path, call]: Parameters<HttpClient['openSocket']>): ReturnType<HttpClient['openSocket']> {
    return this.#client.openSocket(path, call);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** Neither a credential's fingerprint nor an encoded path has a space or a question mark. */
  #keyOf({ method, path, query, headers }: HttpRequest, credential: string): string {
    const plain = `${this.#prefix} ${credential} ${method} ${path}`;
    if (query === undefined && headers === undefined) return plain;
    const sorted = Object.entries(headers ?? {})
      .map(([name, value]) => [name.toLowerCase(), value])
      .toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1));
    return `${plain}?${JSON.stringify([query ?? [], sorted])}`;
  }
}
