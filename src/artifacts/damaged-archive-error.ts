import { GatewayError } from '../errors/gateway-error.js';

/**
 * ARCHIVE_INVALID because the bytes make no sense, which may be the fault of who packed the archive or of the transfer: only a
 * digest of the archive can tell.
 */
export class DamagedArchiveError extends GatewayError {
  constructor(cause: unknown) {
    super('ARCHIVE_INVALID', 'The archive cannot be unpacked: it is damaged or not a tar.', { cause });
  }
}
