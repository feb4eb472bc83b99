import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Caller } from '../domain/caller.js';
import { requireScope } from '../domain/require-scope.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { parseRange, type RangeRequest } from '../http/byte-range.js';
import type { Logger } from '../observability/logger.js';
import { attachmentDisposition, toFileLabel } from './file-name.js';
import type { ArtifactLibrary, OpenArtifactFile } from './types.js';
import { visibleArtifacts } from './visible-artifacts.js';

/** `/artifacts/<id>/<index>/<label>`; the label is for people and for browsers that save the file. */
const FILE_PATH = /^\/artifacts\/([0-9a-f]{64})\/(0|[1-9]\d{0,6})\/[^/]+$/u;

/** Path of a file's URL on the gateway. */
export function artifactFilePath(
  id: string,
  file: { readonly index: number; readonly path: string },
): string {
  return `/artifacts/${id}/${file.index}/${encodeURIComponent(toFileLabel(file.path))}`;
}

/**
 * Makes the handler of `/artifacts/`: GET and HEAD of files with ETag, `If-None-Match`, single ranges and `If-Range`
 * (RFC 9110 §13, §14), or a redirect to where the store says that the same bytes are. It gives false, and touches nothing, when the path is not its own. A caller needs the scope
 * `download`, and artifacts of providers that do not exist for him are not there. A client that leaves frees the file at
 * once.
 */
export function createArtifactHandler(
  artifacts: ArtifactLibrary,
  log: Logger,
): (request: IncomingMessage, response: ServerResponse, caller: Caller) => Promise<boolean> {
  return async (request, response, caller) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (!path.startsWith('/artifacts/')) return false;
    try {
      const visible = caller.providers === null ? artifacts : visibleArtifacts(artifacts, caller.providers);
      if (mayDownload(caller, response)) await answer(visible, path, request, response);
    } catch (error) {
      if (response.destroyed) return true;
      log.error({ err: error }, 'An artifact could not be served');
      if (response.headersSent) response.destroy();
      else
        refuse(
          response,
          500,
          'INTERNAL',
          'The file could not be read. The log of the gateway has the details.',
        );
    }
    return true;
  };
}

/** Refuses with 403 a caller who lacks the scope. */
function mayDownload(caller: Caller, response: ServerResponse): boolean {
  try {
    requireScope(caller, 'download');
    return true;
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    refuse(response, 403, error.code, error.message);
    return false;
  }
}

async function answer(
  artifacts: Pick<ArtifactLibrary, 'address' | 'openFile'>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'INVALID_ARGUMENT', 'Artifacts can only be read: use GET or HEAD.');
    return;
  }
  const [id, index] = FILE_PATH.exec(path)?.slice(1) ?? [];
  const address =
    id === undefined || !mayRedirect(request) ? null : await artifacts.address(id, Number(index));
  if (address !== null) {
    redirect(response, address);
    return;
  }
  const opened = id === undefined ? null : await artifacts.openFile(id, Number(index));
  if (opened === null) {
    refuse(response, 404, 'NOT_FOUND', 'There is no such file in the artifact store.');
    return;
  }
  try {
    await sendFile(opened, request, response);
  } catch (error) {
    // It was removed after it had been opened.
    if (!isGatewayError(error) || error.code !== 'NOT_FOUND' || response.headersSent) throw error;
    refuse(response, 404, error.code, error.message);
  } finally {
    await opened.close();
  }
}

/** Conditions that name our ETag, which the storage host does not know, or that it may understand otherwise. */
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'];

/** Whether the storage host would answer as the gateway does; a signed URL is good for one method only. */
function mayRedirect({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && CONDITIONS.every((name) => headers[name] === undefined);
}

function redirect(response: ServerResponse, address: string): void {
  response.setHeader('Cache-Control', 'no-store');
  // The path of the gateway says what is stored here; the storage host has no need of it.
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.writeHead(307, { Location: address, 'Content-Length': 0 }).end();
}

async function sendFile(
  opened: OpenArtifactFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { file } = opened;
  const etag = `"${file.sha256}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Accept-Ranges', 'bytes');
  // The URL names the content, so it never changes; only this caller was authorised to see it.
  response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (matchesAny(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Disposition', attachmentDisposition(file.path));
  const range = wantedRange(request, etag, file.sizeBytes);
  if (range.kind === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${file.sizeBytes}`);
    refuse(
      response,
      416,
      'INVALID_ARGUMENT',
      `The file has ${file.sizeBytes} bytes; the range begins after them.`,
    );
    return;
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: file.sizeBytes - 1 };
  const isEmpty = request.method === 'HEAD' || end < start;
  const bytes = isEmpty ? null : await opened.stream({ start, end });
  if (range.kind === 'part') response.setHeader('Content-Range', `bytes ${start}-${end}/${file.sizeBytes}`);
  response.writeHead(range.kind === 'part' ? 206 : 200, { 'Content-Length': end - start + 1 });
  if (bytes === null) response.end();
  else await pipeline(bytes, response);
}

/** The range that counts: none for HEAD (§14.2), none when `If-Range` names another representation (§13.1.5). */
function wantedRange(request: IncomingMessage, etag: string, sizeBytes: number): RangeRequest {
  const condition = request.headers['if-range'];
  const applies = request.method === 'GET' && (condition === undefined || condition === etag);
  return applies ? parseRange(request.headers.range, sizeBytes) : { kind: 'whole' };
}

/** `If-None-Match` compares weakly (§13.1.2). */
function matchesAny(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const candidates = header.split(',').map((candidate) => candidate.trim().replace(/^W\//u, ''));
  return candidates.some((candidate) => candidate === '*' || candidate === etag);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const body = JSON.stringify({ code, message });
  for (const name of ['ETag', 'Cache-Control', 'Content-Disposition', 'Accept-Ranges'])
    response.removeHeader(name);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  // A body is not sent in answer to HEAD; node leaves it out by itself.
  response.end(body);
}
