import type { ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from './request-id.js';

/** Names and values in turn. The page of GraphiQL has its scripts inline, so no rule says where scripts may come from. */
const SECURITY_HEADERS = Object.entries({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
  // Answers differ by origin, see the rules for other sites' pages.
  vary: 'Origin',
}).flat();

/** What is on every answer: names and values in turn, for `writeHead`, which takes them faster than one by one. */
export function standingHeaders(requestId: string): string[] {
  return [REQUEST_ID_HEADER, requestId, ...SECURITY_HEADERS];
}

/** Sets what is on every answer, for whoever writes its head later. */
export function setStandingHeaders(response: ServerResponse, requestId: string): void {
  const headers = standingHeaders(requestId);
  for (let index = 0; index + 1 < headers.length; index += 2)
    response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
}
