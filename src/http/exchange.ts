import { Pool } from 'undici';
import { MAX_API_REDIRECTS, MAX_BODY_BYTES, USER_AGENT } from './defaults.js';
import { protocolError, type Peer } from './failures.js';
import { flattenHeaders, readBody } from './read-body.js';
import type { BaseAddress } from './target.js';
import type { HttpAnswer, HttpClientOptions, HttpRequest, HttpTimeouts, UpstreamCall } from './types.js';

/** Statuses that send the caller elsewhere (RFC 9110 §15.4). */
export const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Single HTTP exchanges with one origin, without any judgement. */
export interface Exchange {
  /**
   * Makes the request and follows the redirects of a GET inside the origin (a missing trailing slash). Throws what
   * undici throws, or PROVIDER_PROTOCOL for other redirects and for bodies that cannot be read.
   */
  run(request: HttpRequest, target: string, call: UpstreamCall): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** How the connections of a provider instance are kept. */
export interface ExchangeSettings {
  readonly peer: Peer;
  readonly timeouts: HttpTimeouts;
  /** Most connections, and so most calls at the same time; further ones wait inside the pool. */
  readonly connections: number;
}

/** Makes the connection pool of one provider instance. */
export function createExchange(
  options: HttpClientOptions,
  base: BaseAddress,
  { peer, timeouts, connections }: ExchangeSettings,
): Exchange {
  const pool = new Pool(base.origin, {
    connections,
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyIdleMs,
  });

  async function run(request: HttpRequest, target: string, call: UpstreamCall): Promise<HttpAnswer> {
    let path = target;
    for (let redirects = 0; ; redirects += 1) {
      const response = await pool.request({
        method: request.method,
        path,
        headers: requestHeaders(options, request, call),
        body: request.json === undefined ? null : JSON.stringify(request.json),
        signal: call.signal,
      });
      const status = response.statusCode;
      const headers = flattenHeaders(response.headers);
      const body = await readBody(response.body, headers, { peer, maxBytes: MAX_BODY_BYTES });
      if (!REDIRECT_STATUSES.has(status)) return Object.freeze({ status, headers, body });
      if (request.method !== 'GET' || redirects === MAX_API_REDIRECTS) {
        throw protocolError(peer, 'redirected a call that must not be redirected. Check its base URL');
      }
      path = sameOriginTarget(peer, base.origin, path, headers['location']);
    }
  }

  return { run, close: () => pool.destroy() };
}

/** All headers of a call. Credentials come last, so that nothing overrides them: the caller's own or else the gateway's. */
export function requestHeaders(
  options: HttpClientOptions,
  request: Pick<HttpRequest, 'headers' | 'json'>,
  call: Pick<UpstreamCall, 'credentials'>,
): Record<string, string> {
  const headers = lowerCaseNames({
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': USER_AGENT,
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
  });
  Object.assign(headers, lowerCaseNames(options.headers), lowerCaseNames(request.headers));
  const forwarded = call.credentials?.get(options.provider);
  const credentials =
    forwarded === undefined ? options.credentials : (options.forward?.(forwarded.secret) ?? {});
  for (const [name, secret] of Object.entries(credentials)) headers[name.toLowerCase()] = secret.open();
  return headers;
}

/** The same headers under lower-case names, so that equal ones replace each other. */
export function lowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function sameOriginTarget(peer: Peer, origin: string, from: string, location: string | undefined): string {
  const base = origin + from;
  const url = location !== undefined && URL.canParse(location, base) ? new URL(location, base) : null;
  if (url?.origin !== origin) {
    throw protocolError(peer, 'redirected the call to another address. Check its base URL');
  }
  return url.pathname + url.search;
}
