import type { ErrorCode } from '../../errors/codes.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Failure, HttpAnswer } from '../../http/types.js';
import { readableText } from './upstream-text.js';

type Verdict = readonly [code: ErrorCode, retryable: boolean, whatToDo: string];

const SERVER_TROUBLE = 'Datature Vi has trouble at its side. Try again later.';

/** What a status means (contract §8). 404 is not here: to a read it means that there is no such thing. */
const VERDICTS: ReadonlyMap<number, Verdict> = new Map([
  [400, ['PROVIDER_REJECTED', false, 'Datature Vi refused the request as not valid.']],
  [
    401,
    [
      'PROVIDER_AUTH',
      false,
      'Datature Vi did not accept the secret key. Set or renew the key of this provider.',
    ],
  ],
  [
    403,
    [
      'PROVIDER_FORBIDDEN',
      false,
      'Datature Vi does not give this secret key access to the organization. Check both in the configuration of this provider.',
    ],
  ],
  [409, ['CONFLICT', false, 'Datature Vi refused the request because of the present state of the resource.']],
  [413, ['PROVIDER_REJECTED', false, 'Datature Vi refused the request as too large.']],
  [429, ['PROVIDER_RATE_LIMITED', true, 'Datature Vi asks for fewer requests. Try again later.']],
  [500, ['PROVIDER_UNAVAILABLE', true, SERVER_TROUBLE]],
  [502, ['PROVIDER_UNAVAILABLE', true, SERVER_TROUBLE]],
  [503, ['PROVIDER_UNAVAILABLE', true, SERVER_TROUBLE]],
  [504, ['PROVIDER_TIMEOUT', true, SERVER_TROUBLE]],
]);

/**
 * Judges an answer outside 2xx by its status (contract §8); no machine code stands in the body, and its sentences are for
 * the log alone. Null for 404, which the caller handles. Statuses that are not in the table are not retried, as in the SDK.
 */
export function classify({ status }: Pick<HttpAnswer, 'status'>): Failure | null {
  if (status === 404) return null;
  const [code, retryable, message] = VERDICTS.get(status) ?? unlisted(status);
  return { code, message, retryable };
}

/** The provider's sentence in an error body, for the log: `message`, else `error` (contract §8). Null where there is none. */
export function readSentence(body: unknown, organizationId: string): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const candidates = ['message' in body ? body.message : null, 'error' in body ? body.error : null];
  const text = candidates.find((candidate) => typeof candidate === 'string' && candidate !== '');
  return typeof text === 'string' ? readableText(text, organizationId) : null;
}

function unlisted(status: number): Verdict {
  return status >= 500
    ? ['PROVIDER_UNAVAILABLE', false, `Datature Vi failed with status ${status}.`]
    : ['PROVIDER_REJECTED', false, `Datature Vi refused the request with status ${status}.`];
}

/** A success whose body is not what the contract says. */
export function protocolError(provider: string, expected: string): GatewayError {
  return new GatewayError(
    'PROVIDER_PROTOCOL',
    `Datature Vi answered with something that is not ${expected}. Check the base URL of this provider; if it is right, the service has changed.`,
    { provider },
  );
}

/** A listing that names the same page twice, or more pages than anything real has. */
export function endlessPagingError(provider: string): GatewayError {
  return new GatewayError(
    'PROVIDER_PROTOCOL',
    'Datature Vi does not come to an end with the pages of a list. Try again; if it stays so, the service has changed.',
    { provider },
  );
}

/** There is no such thing, or its id cannot be one. */
export function notFoundError(provider: string, what: 'model' | 'checkpoint'): GatewayError {
  return new GatewayError('NOT_FOUND', `There is no such ${what} at Datature Vi. It may have been deleted.`, {
    provider,
  });
}

/** Nothing can be fetched yet: normal while a run trains or its export is made (contract §12, trap 6). */
export function notReadyError(provider: string, what: 'model' | 'checkpoint'): GatewayError {
  const subject = what === 'model' ? 'No checkpoint of this model has' : 'This checkpoint does not have';
  return new GatewayError(
    'NOT_READY',
    `${subject} an export at Datature Vi yet. Try again later, or choose another ${what}.`,
    { provider },
  );
}

/** The output's revision is not the one that was planned, so its bytes may be others. */
export function changedError(provider: string): GatewayError {
  return new GatewayError(
    'SOURCE_CHANGED',
    'This checkpoint has changed at Datature Vi since the download began. Start the download again.',
    { provider },
  );
}
