import { randomBytes } from 'node:crypto';
import type { HttpAnswer, HttpClient, HttpClientOptions, HttpRequest } from '../../src/http/types.js';
import type { Freshness, UpstreamCall } from '../../src/http/types.js';
import { createUpstreamCache, type UpstreamCacheOptions } from '../../src/cache/upstream-cache.js';
import type { CacheTimes } from '../../src/cache/types.js';
import { Secret } from '../../src/config/secret.js';
import { itemRead } from '../../src/http/read-subject.js';
import { createDeferred, type Deferred } from './deferred.js';
import { silentLog } from './sandbox.js';

/** Fresh for 1,000 ms, then usable for 2,000 ms. */
export const TIMES: CacheTimes = {
  list: { ttlMs: 1_000, staleMs: 2_000 },
  item: { ttlMs: 1_000, staleMs: 2_000 },
  state: { ttlMs: 100, staleMs: 0 },
  missingTtlMs: 50,
};

/** What a provider is to a client: answers each request in its own time. */
export type Answering = (
  request: HttpRequest,
  call: UpstreamCall,
  client: HttpClientOptions,
) => Promise<HttpAnswer>;

/** A client of the provider `p` behind a new cache, over a provider that the test plays. */
export function openCached(answering: Answering, options: Partial<UpstreamCacheOptions> = {}) {
  const clock = { nowMs: 0 };
  const cache = createUpstreamCache({
    maxBytes: 1_000_000,
    timesOf: () => TIMES,
    key: randomBytes(32),
    shared: null,
    now: () => clock.nowMs,
    ...options,
  });
  const open = (secret = 'own', more: Partial<HttpClientOptions> = {}): HttpClient =>
    cache
      .cover({
        createClient: (client) => ({
          send: (request, call) => answering(request, call, client),
          openSocket: () => Promise.reject(new Error('no sockets here')),
          close: () => Promise.resolve(),
        }),
      })
      .createClient({
        provider: 'p',
        baseUrl: 'http://127.0.0.1:1',
        credentials: { authorization: new Secret(secret) },
        classify: () => null,
        ...more,
      });
  return { cache, clock, open, client: open() };
}

/** An answer with this body. */
export function answerOf(body: unknown, status = 200): HttpAnswer {
  return Object.freeze({ status, headers: {}, body });
}

/** Reads the thing `id` as a query does, or otherwise. */
export function readItem(
  client: HttpClient,
  id: string,
  freshness: Freshness | null = 'reuse',
  more: Partial<UpstreamCall> = {},
): Promise<HttpAnswer> {
  const { signal } = new AbortController();
  const call = { signal, log: silentLog, ...(freshness === null ? {} : { freshness }), ...more };
  return client.send({ method: 'GET', path: `/items/${id}`, reads: itemRead(id) }, call);
}

/** Changes the thing `id`. */
export function writeItem(client: HttpClient, id: string, value: number): Promise<HttpAnswer> {
  const call = { signal: new AbortController().signal, log: silentLog };
  return client.send({ method: 'PATCH', path: `/items/${id}`, json: { value } }, call);
}

/** A provider whose answers the test gives. */
export function held() {
  const waiting: Deferred<HttpAnswer>[] = [];
  const answering = (): Promise<HttpAnswer> => {
    const answer = createDeferred<HttpAnswer>();
    waiting.push(answer);
    return answer.promise;
  };
  return { waiting, answering };
}

/** What these answers say. */
export const bodies = async (...answers: Promise<HttpAnswer>[]) =>
  (await Promise.all(answers)).map(({ body }) => body);

/** Lets everything that can happen now happen. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
