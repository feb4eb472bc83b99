import type { IncomingMessage, ServerResponse } from 'node:http';
import { mayConnect } from '../graphql/caller-origin.js';

/** On every answer. The page of GraphiQL has its scripts inline, so no rule says where scripts may come from. */
const SECURITY_HEADERS = Object.entries({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
  // Answers differ by origin, see the rules for other sites' pages.
  vary: 'Origin',
});

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
}

/**
 * Whether a browser sends this read for a page of another site that may not call the gateway. It could not see the
 * answer, but the read would be made; other methods it sends only after a preflight. Opening a link is no such read.
 */
export function isForeignRead(
  { method, headers }: IncomingMessage,
  allowedOrigins: readonly string[],
): boolean {
  const site = headers['sec-fetch-site'];
  if (method !== 'GET' || site === undefined || site === 'same-origin' || site === 'none') return false;
  if (headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document') return false;
  return headers.origin === undefined || !mayConnect(headers.origin, headers.host, allowedOrigins);
}
