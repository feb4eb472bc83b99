import { GatewayError } from '../errors/gateway-error.js';

/** What the file system says when there is no room: the volume or the owner's quota is full. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** A failure of the file system as a client may see it: STORAGE_FULL, or INTERNAL with the cause for the log. */
export function toStorageError(cause: unknown): GatewayError {
  if (cause instanceof Error && 'code' in cause && FULL.has(String(cause.code))) {
    return new GatewayError(
      'STORAGE_FULL',
      'The volume of the artifact store is full. Free space on the gateway, then start the download again.',
      { cause },
    );
  }
  return new GatewayError('INTERNAL', "The gateway's artifact store failed. Its log has the details.", {
    cause,
  });
}
