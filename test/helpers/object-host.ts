import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseRange } from '../../src/http/byte-range.js';
import { startServer } from './http-server.js';

/** How a storage host answers one request; null: as it should. */
export type Behaviour =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'ignoreRange' }
  | { readonly kind: 'shiftRange' }
  /** Announces so many bytes more than the range has; negative for less. */
  | { readonly kind: 'wrongLength'; readonly surplusBytes: number }
  | { readonly kind: 'gzip' }
  | { readonly kind: 'silent'; readonly afterBytes: number | null }
  /** Sends so many bytes at its pace, and the rest by drops. */
  | { readonly kind: 'trickle'; readonly afterBytes: number }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'redirect'; readonly to: string };

/** The object under a URL at this moment. */
export interface HostedObject {
  readonly bytes: Buffer;
  /** As it stands in the header; null: no header. */
  readonly etag: string | null;
}

/** A storage host on loopback that serves one object, and misbehaves as it is told. */
export interface ObjectHost {
  readonly origin: string;
  readonly url: string;
  /** `Range` headers in the order they came; an empty one for a request without. */
  readonly ranges: readonly string[];
  /** Body bytes handed to sockets so far. */
  readonly sentBytes: number;
  /** Requests whose response has neither ended nor broken. */
  readonly openResponses: number;
  object: HostedObject;
  /** Decides about the n-th request (from 0). */
  behave(request: number): Behaviour | null;
  /** Bytes a second on each connection; null: all at once. */
  bytesPerSecond: number | null;
  /** From now on responses that are open send wrong bytes; later ones send the right ones. */
  spoil(): void;
  close(): Promise<void>;
}

export async function startObjectHost(object: HostedObject): Promise<ObjectHost> {
  const ranges: string[] = [];
  let spoiled = 0;
  const host = {
    origin: '',
    url: '',
    ranges,
    sentBytes: 0,
    openResponses: 0,
    object,
    behave: (_request: number): Behaviour | null => null,
    bytesPerSecond: null as number | null,
    spoil: () => void (spoiled = ranges.length),
    close: () => Promise.resolve(),
  };
  const server = await startServer((request, response) => {
    ranges.push(request.headers.range ?? '');
    host.openResponses += 1;
    response.on('close', () => (host.openResponses -= 1));
    const place = ranges.length;
    const send = (bytes: Buffer, andThen: () => void): void => {
      void pour(response, bytes, { host, isSpoiled: () => place <= spoiled }, andThen);
    };
    answer({ request, response, object: host.object, send }, host.behave(ranges.length - 1));
  });
  host.close = server.close;
  host.origin = server.origin;
  host.url = `${server.origin}/weights.bin?signature=secret`;
  return host;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly object: HostedObject;
  /** Sends bytes at the host's pace. */
  send(bytes: Buffer, andThen: () => void): void;
}

function answer(exchange: Exchange, behaviour: Behaviour | null): void {
  const { request, response, object, send } = exchange;
  if (behaviour?.kind === 'status') {
    const { status, retryAfter } = behaviour;
    const wish = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    response.writeHead(status, { 'content-type': 'text/html', ...wish }).end('<h1>Not today</h1>');
    return;
  }
  if (behaviour?.kind === 'redirect') {
    response.writeHead(302, { location: behaviour.to }).end();
    return;
  }
  if (behaviour?.kind === 'silent' && behaviour.afterBytes === null) return;
  const header = behaviour?.kind === 'ignoreRange' ? undefined : request.headers.range;
  const ifRange = request.headers['if-range'];
  const wanted = parseRange(
    ifRange === undefined || ifRange === object.etag ? header : undefined,
    object.bytes.length,
  );
  if (wanted.kind === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${object.bytes.length}` }).end();
    return;
  }
  const start = wanted.kind === 'part' ? wanted.start : 0;
  const end = wanted.kind === 'part' ? wanted.end + 1 : object.bytes.length;
  const shift = behaviour?.kind === 'shiftRange' && start > 0 ? 1 : 0;
  const total = object.bytes.length;
  response.writeHead(wanted.kind === 'part' ? 206 : 200, {
    'content-length': end - start + (behaviour?.kind === 'wrongLength' ? behaviour.surplusBytes : 0),
    ...(wanted.kind === 'part'
      ? { 'content-range': `bytes ${start - shift}-${end - 1 - shift}/${total}` }
      : {}),
    ...(object.etag === null ? {} : { etag: object.etag }),
    ...(behaviour?.kind === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  });
  sendBody(exchange, object.bytes.subarray(start - shift, end - shift), behaviour, send);
}

function sendBody(
  { response }: Exchange,
  body: Buffer,
  behaviour: Behaviour | null,
  send: Exchange['send'],
): void {
  if (behaviour?.kind === 'cut') {
    send(body.subarray(0, behaviour.afterBytes), () => response.destroy());
  } else if (behaviour?.kind === 'silent') {
    send(body.subarray(0, behaviour.afterBytes ?? 0), () => undefined);
  } else if (behaviour?.kind === 'trickle') {
    send(body.subarray(0, behaviour.afterBytes), () =>
      trickle(response, body.subarray(behaviour.afterBytes)),
    );
  } else if (behaviour?.kind === 'corrupt') {
    const bad = Buffer.from(body);
    if (bad.length > 0) bad[bad.length >> 1]! ^= 0xff;
    send(bad, () => response.end());
  } else {
    send(body, () => response.end());
  }
}

const DROP_BYTES = 32;
const DROP_EVERY_MS = 5;

function trickle(response: ServerResponse, rest: Buffer): void {
  let offset = 0;
  const timer = setInterval(() => {
    if (offset < rest.length) response.write(rest.subarray(offset, offset + DROP_BYTES));
    else response.end();
    offset += DROP_BYTES;
  }, DROP_EVERY_MS);
  response.on('close', () => clearInterval(timer));
}

const PIECE_BYTES = 16 * 1024;

interface Pouring {
  readonly host: { sentBytes: number; bytesPerSecond: number | null };
  /** Whether what is sent now is to be wrong. */
  isSpoiled(): boolean;
}

async function pour(
  response: ServerResponse,
  bytes: Buffer,
  { host, isSpoiled }: Pouring,
  andThen: () => void,
): Promise<void> {
  const startedMs = performance.now();
  for (let offset = 0; offset < bytes.length && !response.destroyed; offset += PIECE_BYTES) {
    const piece = bytes.subarray(offset, offset + PIECE_BYTES);
    const { bytesPerSecond } = host;
    // Before the piece: a client that has the last one is through, and must not be counted as open any more.
    const dueMs = bytesPerSecond === null ? 0 : ((offset + piece.length) / bytesPerSecond) * 1_000;
    const aheadMs = dueMs - (performance.now() - startedMs);
    if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    if (response.destroyed) break;
    const isRoomy = response.write(isSpoiled() ? piece.map((byte) => byte ^ 0xff) : piece);
    host.sentBytes += piece.length;
    if (!isRoomy) await drained(response);
  }
  andThen();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** Bytes that look random and are the same for the same seed: a stretch at another offset is never equal. */
export function objectBytes(length: number, seed: number): Buffer {
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; made += 32) {
    blocks.push(createHash('sha256').update(`${seed}:${made}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** SHA-256 in hex, by node:crypto. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
