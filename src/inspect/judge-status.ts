import { GatewayError } from '../errors/gateway-error.js';

/** What signed URLs answer when they are no longer, or never were, valid. */
const REFUSED = new Set([400, 401, 403, 410]);

/** Why a download host's answer is not the bytes; null for 200 and 206. */
export function judgeStatus(status: number): GatewayError | null {
  if (status === 200 || status === 206) return null;
  if (status === 416) {
    return new GatewayError('SOURCE_CHANGED', 'The file is shorter than it was a moment ago. Try again.', {
      retryable: true,
    });
  }
  if (REFUSED.has(status)) {
    return new GatewayError('URL_EXPIRED', 'The download host refused a fresh address. Try again later.', {
      retryable: true,
    });
  }
  if (status === 404) return new GatewayError('NOT_FOUND', 'The download host does not have this file.');
  if (status === 429) {
    return new GatewayError(
      'PROVIDER_RATE_LIMITED',
      'The download host limits the rate of calls. Try again later.',
      {
        retryable: true,
      },
    );
  }
  return new GatewayError(
    'PROVIDER_UNAVAILABLE',
    `The download host answered with status ${status}. Try again.`,
    {
      retryable: true,
    },
  );
}
