import { ModelgateError } from '@modelgate/client';

/** What a failure says to people. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  /** Whether trying again may help. */
  readonly retryable: boolean;
}

const TITLES: Readonly<Record<string, string>> = {
  NOT_FOUND: 'There is no such thing',
  FORBIDDEN: 'Your key does not allow this',
  UNAUTHENTICATED: 'A key is needed',
  DOCUMENT_NOT_ALLOWED: 'This page is of another version than the gateway: reload it',
  NETWORK: 'The gateway does not answer',
  PROVIDER_UNAVAILABLE: 'The provider does not answer',
  PROVIDER_TIMEOUT: 'The provider takes too long',
  PROVIDER_RATE_LIMITED: 'The provider’s rate limit is used up',
  PROVIDER_AUTH: 'The provider refused the credential',
  PROVIDER_FORBIDDEN: 'The provider refused the action',
};

/** What to tell about any failure; anything that is no error of the gateway is a defect of this page. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof ModelgateError))
    return { title: 'This page failed', text: String(error), retryable: true };
  const { code, message, retryable, retryAfterSeconds } = error;
  const wait = retryAfterSeconds === null ? '' : ` Try again in ${Math.ceil(retryAfterSeconds)} s.`;
  return { title: TITLES[code] ?? 'This did not work', text: `${message}${wait}`, retryable };
}

/** Whether the gateway does not know who asks. */
export function needsKey(error: unknown): boolean {
  return error instanceof ModelgateError && error.code === 'UNAUTHENTICATED';
}

/** Whether the same question may be answered a moment later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ModelgateError && error.retryable;
}
