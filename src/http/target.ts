import { GatewayError } from '../errors/gateway-error.js';
import type { HttpRequest } from './types.js';

/** The configured address of a provider: where its credentials may go, and the path in front of every call's own. */
export interface BaseAddress {
  readonly origin: string;
  /** Empty, or a path without a trailing slash. */
  readonly prefix: string;
}

/** Reads a base URL. Throws CONFIGURATION when it is not http(s) or has credentials, a query or a fragment. */
export function parseBaseUrl(provider: string, baseUrl: string): BaseAddress {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const isPlain = url !== null && url.username + url.password + url.search + url.hash === '';
  if (!isPlain || !/^https?:$/u.test(url.protocol)) {
    throw new GatewayError(
      'CONFIGURATION',
      `The base URL of provider ${provider} must be like https://api.example.com/v1.`,
      { provider },
    );
  }
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/u, '') };
}

const ENCODED_PATH = /^\/[\w\-.~!$&'()*+,;=:@%/]*$/u;
/** A server may resolve `..`, also percent-encoded, and so answer for another path than the one that was asked. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/iu;

/**
 * Path and query of a call as they go over the wire, below the base URL's own path. Throws INVALID_ID when an id would
 * change the path's meaning, INVALID_ARGUMENT for a text that is none, and TypeError when a caller forgot to encode it.
 */
export function requestTarget(provider: string, base: BaseAddress, request: HttpRequest): string {
  if (!ENCODED_PATH.test(request.path)) throw new TypeError(`Not an encoded path: ${request.path}`);
  if (DOT_SEGMENT.test(request.path)) {
    throw new GatewayError('INVALID_ID', `This id cannot name anything at provider ${provider}.`, {
      provider,
    });
  }
  // %20 rather than + for a space: every server reads it, also one that takes the query for a plain URI part.
  const query = (request.query ?? [])
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeText(value, provider)}`)
    .join('&');
  return `${base.prefix}${request.path}${query === '' ? '' : `?${query}`}`;
}

/** Half a surrogate pair is no text: nothing can be found by it, and it has no form in a URL. */
function encodeText(value: string, provider: string): string {
  try {
    return encodeURIComponent(value);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new GatewayError('INVALID_ARGUMENT', 'A text of this request ends in the middle of a character.', {
      provider,
    });
  }
}
