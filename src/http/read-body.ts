import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { ResponseHeaders } from './types.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** What a body says: the parsed JSON, the text where it is not JSON whatever the content type says, null where it is empty. */
export function parseBody(pieces: readonly Buffer[]): unknown {
  const [only = Buffer.alloc(0)] = pieces;
  const bytes = pieces.length > 1 ? Buffer.concat(pieces) : only;
  const text = bytes.toString('utf8');
  // JSON.parse would not take the mark.
  const marked = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  if (marked === '') return null;
  try {
    return JSON.parse(marked);
  } catch {
    return marked;
  }
}

/** Frees the connection of a body that nobody will read; what it then reports concerns nobody. */
export function discardBody(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

/** Headers whose names are in lower case already, as undici gives them, with repeated ones joined with `, `. */
export function flattenHeaders(headers: IncomingHttpHeaders): ResponseHeaders {
  if (isFlat(headers)) return headers;
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

function isFlat(headers: IncomingHttpHeaders): headers is Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}
