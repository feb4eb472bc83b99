import { GatewayError } from '../errors/gateway-error.js';

/** Failed connections in a row without a byte more than ever before, after which the transfer fails. */
const MAX_FAILURES = 6;
/** Fresh URLs in a row without a byte more than ever before. */
const MAX_REFUSALS = 2;
const FIRST_DELAY_MS = 100;
const DELAY_FACTOR = 4;
const MAX_DELAY_MS = 30_000;
/** A storage host that asks for a longer pause is not waited for. */
const MAX_RETRY_AFTER_MS = 120_000;

/** Decides how often one transfer is tried again. */
export interface RetryPolicy {
  /** Tells how much is on disk. Only more than ever before counts as progress, so that restarts cannot go on for ever. */
  noteProgress(receivedBytes: number): void;
  /** How long to wait before the next try. Throws the failure when there is none. */
  afterFailure(failure: GatewayError): number;
  /** Throws URL_EXPIRED when fresh URLs were refused often enough. */
  afterRefusal(provider: string): void;
}

export function createRetryPolicy(): RetryPolicy {
  let mostReceivedBytes = 0;
  let failures = 0;
  let refusals = 0;
  return {
    noteProgress: (receivedBytes) => {
      if (receivedBytes <= mostReceivedBytes) return;
      mostReceivedBytes = receivedBytes;
      failures = 0;
      refusals = 0;
    },
    afterFailure: (failure) => {
      failures += 1;
      const askedMs = failure.retryAfterMs ?? 0;
      if (!failure.retryable || failures >= MAX_FAILURES || askedMs > MAX_RETRY_AFTER_MS) throw failure;
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * DELAY_FACTOR ** (failures - 1));
      // Between half and the whole, so that transfers which broke together do not come back together.
      return Math.max(askedMs, delayMs * (0.5 + Math.random() / 2));
    },
    afterRefusal: (provider) => {
      refusals += 1;
      if (refusals <= MAX_REFUSALS) return;
      throw new GatewayError(
        'URL_EXPIRED',
        `The storage host refused every download address that provider ${provider} gave. ` +
          'Start the download again; if it fails again, check the clocks and the provider.',
        { provider, retryable: true },
      );
    },
  };
}
