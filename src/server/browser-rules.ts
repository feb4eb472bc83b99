import type { IncomingMessage } from 'node:http';
import { mayConnect } from '../graphql/caller-origin.js';

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
