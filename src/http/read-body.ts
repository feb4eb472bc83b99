import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { protocolError, type Peer } from './failures.js';
import type { ResponseHeaders } from './types.js';

/**
 * Reads a whole body: the parsed JSON, the text where it is not JSON whatever the content type says, null where it is
 * empty. Throws PROVIDER_PROTOCOL and frees the connection when it is larger than `maxBytes` or is compressed although
 * `identity` was asked for.
 */
export async function readBody(
  body: Readable,
  headers: ResponseHeaders,
  options: { readonly peer: Peer; readonly maxBytes: number },
): Promise<unknown> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '') {
    discardBody(body);
    throw protocolError(options.peer, 'sent a compressed answer although none was asked for');
  }
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  // Leaving the loop by a throw destroys the body and with it the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    receivedBytes += chunk.length;
    if (receivedBytes > options.maxBytes) {
      const limitMiB = options.maxBytes / 1024 / 1024;
      throw protocolError(options.peer, `sent an answer larger than ${limitMiB} MiB`);
    }
    chunks.push(chunk);
  }
  return parseBody(Buffer.concat(chunks));
}

/** Frees the connection of a body that nobody will read; what it then reports concerns nobody. */
export function discardBody(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

function parseBody(bytes: Buffer): unknown {
  // TextDecoder drops a byte order mark, which JSON.parse would not take.
  const text = new TextDecoder().decode(bytes);
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Header names in lower case, repeated headers joined with `, `. */
export function flattenHeaders(headers: IncomingHttpHeaders): ResponseHeaders {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return Object.freeze(flat);
}
