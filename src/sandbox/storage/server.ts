import { openHttpHost, type Exchange, type HostEnvironment } from '../core/http-host.js';
import { sendBody, type OutgoingBody } from '../core/send-body.js';
import type { RunningSandboxServer, SandboxClock, StorageHost } from '../core/types.js';
import { parseRange } from './byte-range.js';
import { ObjectTable, type LoadedObject } from './objects.js';
import { UrlSigner, type SignatureStyle } from './signature.js';

const BUCKET = 'modelgate-sandbox';

/** The storage host as a running server. */
export type RunningStorage = StorageHost & RunningSandboxServer;

/** What the storage host is made from besides what every sandbox server needs. */
export interface StorageEnvironment extends HostEnvironment {
  readonly clock: SandboxClock;
  /** Key of the signatures; the same key accepts the same URLs after a restart. */
  readonly signingKey: string;
}

/**
 * Starts the object store behind signed URLs: GET and HEAD with ranges, as Cloud Storage answers them
 * (contracts: pictograph §5, datature-vi §9). `port` 0 takes any free one.
 */
export async function startStorage(environment: StorageEnvironment, port: number): Promise<RunningStorage> {
  const { faults, clock } = environment;
  const objects = new ObjectTable();
  const signer = new UrlSigner(environment.signingKey);
  let changes = 0;

  const answer = async (exchange: Exchange): Promise<void> => {
    const { request, target, path } = exchange;
    const query = new URLSearchParams(exchange.rawQuery);
    const send = (body: OutgoingBody) => sendBody(exchange, body, 'storage', faults);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return send(errorAnswer(405, 'MethodNotAllowed', 'The specified method is not allowed.'));
    }
    const verdict = signer.verify(path, query, clock.now());
    if (verdict.kind === 'forged') return send(FORGED);
    if (verdict.kind === 'expired') return send(expiredAnswer(verdict.style));
    if (faults.take('storage', 'expire-url', target) !== null) {
      return send(expiredAnswer(query.has('X-Goog-Signature') ? 'goog' : 'plain'));
    }
    const object = await objects.get(nameOf(path));
    if (object === null) return send(errorAnswer(404, 'NoSuchKey', 'The specified key does not exist.'));
    const isChanged = faults.take('storage', 'change-etag', target) !== null;
    if (isChanged) changes += 1;
    // Opaque on purpose: an ETag of 32 hexadecimal digits would pass for the MD5 of other bytes.
    const etag = isChanged ? `"replaced-${changes}"` : `"${object.md5}"`;
    const ignoresRange = faults.take('storage', 'ignore-range', target) !== null;
    return send(objectAnswer(object, etag, ignoresRange ? {} : request.headers));
  };

  const host = await openHttpHost({ name: 'storage', answer }, environment, port);
  return {
    ...host,
    put: (name, source) => objects.put(name, source),
    sign: (name, ttlMs, style) => {
      const path = pathOf(name);
      const { query, expiresAtMs } = signer.sign(path, style, clock.now(), ttlMs);
      return { url: `${host.origin}${path}?${query}`, expiresAtMs };
    },
  };
}

function pathOf(name: string): string {
  return `/${BUCKET}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

/** The name again; the path was signed, so it is well encoded and in the bucket. */
function nameOf(path: string): string {
  return decodeURIComponent(path.slice(BUCKET.length + 2));
}

function objectAnswer(
  object: LoadedObject,
  etag: string,
  headers: { readonly range?: string | undefined; readonly 'if-range'?: string | undefined },
): OutgoingBody {
  const { bytes, md5, crc32cBase64 } = object;
  const size = bytes.byteLength;
  const validator = headers['if-range'];
  const range = parseRange(validator === undefined || validator === etag ? headers.range : undefined, size);
  if (range.kind === 'unsatisfiable') {
    const refusal = errorAnswer(416, 'InvalidRange', 'The requested range cannot be satisfied.');
    return { ...refusal, headers: { ...refusal.headers, 'content-range': `bytes */${size}` } };
  }
  const common = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=0',
    etag,
    'x-goog-hash': `crc32c=${crc32cBase64},md5=${Buffer.from(md5, 'hex').toString('base64')}`,
  };
  if (range.kind === 'whole') return { status: 200, headers: common, bytes, offset: 0 };
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${range.start}-${range.end}/${size}` },
    bytes: bytes.subarray(range.start, range.end + 1),
    offset: range.start,
  };
}

function errorAnswer(status: number, code: string, message: string): OutgoingBody {
  const xml = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return {
    status,
    headers: { 'content-type': 'application/xml; charset=UTF-8' },
    bytes: Buffer.from(xml),
    offset: 0,
  };
}

const FORGED = errorAnswer(
  403,
  'SignatureDoesNotMatch',
  'The request signature we calculated does not match the signature you provided.',
);

function expiredAnswer(style: SignatureStyle): OutgoingBody {
  return style === 'goog'
    ? errorAnswer(400, 'ExpiredToken', 'The provided token has expired.')
    : errorAnswer(403, 'AccessDenied', 'Request has expired.');
}
