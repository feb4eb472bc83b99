import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Header that carries the request's id in and out. */
export const REQUEST_ID_HEADER = 'x-request-id';

/**
 * The id of a request: the caller's own when it is harmless, else a new one. It is written back into the request's
 * headers, so that everybody who handles the request finds the same.
 */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[REQUEST_ID_HEADER];
  if (typeof given === 'string' && /^[\w.-]{1,64}$/u.test(given)) return given;
  const made = randomUUID();
  request.headers[REQUEST_ID_HEADER] = made;
  return made;
}
