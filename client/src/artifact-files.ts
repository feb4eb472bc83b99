import { ModelgateError, networkError } from './errors.js';
import { authorizedFetch, type Wire } from './request.js';

/** What of an artifact's file is needed to fetch it; `ArtifactFieldsFragment` has it. */
export interface FileOfArtifact {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Null for callers without the scope `DOWNLOAD`. */
  readonly url?: string | null;
}

/** A file's bytes, or the rest of them. */
export interface OpenFile {
  /** Where the bytes begin: as asked for, or 0 when the gateway has another file by now. */
  readonly offset: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** Opens a file from a byte on. Rejects with FORBIDDEN or NOT_FOUND, or NETWORK when no gateway answers. */
export async function openFile(
  wire: Wire,
  file: FileOfArtifact,
  offset: number,
  signal: AbortSignal,
): Promise<OpenFile> {
  if (typeof file.url !== 'string')
    throw new ModelgateError(
      'FORBIDDEN',
      `The address of ${file.path} is only for callers with the scope DOWNLOAD.`,
    );
  const headers: Record<string, string> =
    offset === 0 ? {} : { range: `bytes=${offset}-`, 'if-range': `"${file.sha256}"` };
  const response = await authorizedFetch(wire, file.url, { method: 'GET', headers, signal });
  if (!response.ok || response.body === null) throw await refusalOf(response, file.path);
  return { offset: response.status === 206 ? offset : 0, body: response.body };
}

async function refusalOf(response: Response, path: string): Promise<ModelgateError> {
  const body: unknown = await response.json().catch(() => null);
  const code: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'code') : null;
  if (typeof code !== 'string')
    return networkError(
      `${path} could not be fetched: the answer was ${response.status}, and not the gateway's.`,
    );
  const message: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'message') : null;
  return new ModelgateError(code, String(message), { requestId: response.headers.get('x-request-id') });
}

/** A file as a Blob, compared with its SHA-256. Needs room for the file in memory; pages need a secure context. */
export async function blobOf(wire: Wire, file: FileOfArtifact, signal: AbortSignal): Promise<Blob> {
  const { body } = await openFile(wire, file, 0, signal);
  const bytes = await new Response(body).arrayBuffer();
  const digest = hexOf(await crypto.subtle.digest('SHA-256', bytes));
  if (digest !== file.sha256) throw mismatch(file, digest);
  return new Blob([bytes]);
}

/** The error for bytes that are not those that the gateway announced. */
export function mismatch(file: FileOfArtifact, digest: string): ModelgateError {
  return new ModelgateError(
    'INTEGRITY_MISMATCH',
    `${file.path} has the SHA-256 ${digest}, but ${file.sha256} was announced. Nothing was kept.`,
    { retryable: true },
  );
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
