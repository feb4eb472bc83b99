import { Pool } from 'undici';
import { credentialKey } from '../domain/credential-key.js';
import type { BodyMemory } from './body-memory.js';
import { collectResponse } from './collect-response.js';
import { MAX_API_REDIRECTS, MAX_BODY_BYTES, USER_AGENT } from './defaults.js';
import { protocolError, type Peer } from './failures.js';
import { parseBody } from './read-body.js';
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
  run(request: HttpRequest, target: string, call: ExchangeCall): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** What an exchange has to know of the call it belongs to. */
export type ExchangeCall = Pick<UpstreamCall, 'signal' | 'credentials'>;

/** How the connections of a provider instance are kept. */
export interface ExchangeSettings {
  readonly peer: Peer;
  readonly timeouts: HttpTimeouts;
  /** Most connections, and so most calls at the same time; further ones wait inside the pool. */
  readonly connections: number;
  readonly memory: BodyMemory;
}

/** Makes the connection pool of one provider instance. */
export function createExchange(
  options: HttpClientOptions,
  base: BaseAddress,
  { peer, timeouts, connections, memory }: ExchangeSettings,
): Exchange {
  const pool = new Pool(base.origin, {
    connections,
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyIdleMs,
  });

  const limits = { peer, maxBytes: MAX_BODY_BYTES };
  const origin = `${options.provider} ${base.origin} `;
  const plainHeaders = Object.entries(requestHeaders(options, {}, {})).flat();

  /** Most calls carry nothing of their own. */
  function headersOf(request: HttpRequest, call: ExchangeCall): Record<string, string> | string[] {
    const isPlain =
      request.json === undefined &&
      request.headers === undefined &&
      call.credentials?.get(options.provider) === undefined;
    return isPlain ? plainHeaders : requestHeaders(options, request, call);
  }

  async function run(request: HttpRequest, target: string, call: ExchangeCall): Promise<HttpAnswer> {
    let path = target;
    for (let redirects = 0; ; redirects += 1) {
      const { status, headers, pieces } = await collectResponse(
        pool,
        {
          method: request.method,
          path,
          headers: headersOf(request, call),
          body: request.json === undefined ? null : JSON.stringify(request.json),
        },
        limits,
        call.signal,
      );
      if (!REDIRECT_STATUSES.has(status)) {
        // What must not be kept, such as a signed URL, is not remembered here either.
        const body =
          request.reads === undefined
            ? parseBody(pieces)
            : memory.read(`${origin}${credentialKey(call, options.provider)} ${path}`, pieces);
        return { status, headers, body };
      }
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
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': USER_AGENT,
  };
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  addHeaders(headers, options.headers);
  addHeaders(headers, request.headers);
  const forwarded = call.credentials?.get(options.provider);
  const credentials =
    forwarded === undefined ? options.credentials : (options.forward?.(forwarded.secret) ?? {});
  for (const [name, secret] of Object.entries(credentials)) headers[name.toLowerCase()] = secret.open();
  return headers;
}

/** Adds headers under lower-case names, so that equal ones replace each other. */
function addHeaders(headers: Record<string, string>, added: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(added)) headers[name.toLowerCase()] = value;
}

function sameOriginTarget(peer: Peer, origin: string, from: string, location: string | undefined): string {
  const base = origin + from;
  const url = location !== undefined && URL.canParse(location, base) ? new URL(location, base) : null;
  if (url?.origin !== origin) {
    throw protocolError(peer, 'redirected the call to another address. Check its base URL');
  }
  return url.pathname + url.search;
}
