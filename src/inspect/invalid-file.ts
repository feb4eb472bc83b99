import { GatewayError } from '../errors/gateway-error.js';

/** The file is damaged; `reason` completes "The file cannot be inspected: ". */
export function invalidFile(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('FILE_INVALID', `The file cannot be inspected: ${reason}.`, { cause });
}
