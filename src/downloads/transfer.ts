import { pause } from '../async/abort.js';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { digestsFromHeaders } from '../http/object-digests.js';
import type { TransferClient } from '../http/types.js';
import type { Logger } from '../observability/logger.js';
import type { DownloadLocation } from '../providers/provider.js';
import { judgeResponse, strongEtag, type Verdict } from './judge-response.js';
import { Reception, type ReceivedObject, type ReceptionJob, type ReceptionListener } from './reception.js';
import { createRetryPolicy } from './retry-policy.js';
import { NO_DIGESTS } from './verify.js';
import { startWatchdog } from './watchdog.js';

/** A URL that expires this soon is not used any more. */
const EXPIRY_MARGIN_MS = 5_000;

/** Failures of a connection after which another one may do better. */
const NETWORK_TROUBLE: ReadonlySet<ErrorCode> = new Set(['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT']);

/** Why bytes that had come are dropped although the object comes again from its first byte. */
const NO_VALIDATOR =
  'The connection broke, and without a strong ETag the part that had come cannot be continued.';
const CHANGED = 'The object changed at the storage host.';
const RANGE_IGNORED = 'The storage host sent the whole object instead of the missing part.';
const INLINE = 'The provider now gives the object itself.';

/** One object to be brought into an ingest. */
export interface TransferJob extends ReceptionJob {
  readonly trustedOrigins: readonly string[];
  /** Asks the provider where the bytes are now. */
  locate(): Promise<DownloadLocation>;
  readonly listener: TransferListener;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What happens during a transfer. Called synchronously, in order. */
export interface TransferListener extends ReceptionListener {
  /** A further connection is begun. */
  retried(): void;
  /** Nothing has come for half of the time after which the connection is given up. */
  stalled(): void;
}

/** What all transfers have in common. */
export interface TransferSettings {
  readonly transfers: TransferClient;
  /** Silence after which a connection is given up. */
  readonly stallAfterMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Brings the bytes behind `location` into the ingest: docs/downloads.md, "Transfer". Throws NOT_FOUND, URL_EXPIRED,
 * URL_FORBIDDEN, INTEGRITY_MISMATCH (lengths), STORAGE_FULL, PROVIDER_*, or the signal's reason.
 */
export async function transferObject(
  job: TransferJob,
  location: DownloadLocation,
  settings: TransferSettings,
): Promise<ReceivedObject> {
  return new Transfer(job, location, settings).run();
}

/** How a connection ended that did not bring the rest. */
type Setback = Extract<Verdict, { kind: 'restart' | 'refused' | 'retry' }>;

class Transfer {
  readonly #job: TransferJob;
  readonly #settings: TransferSettings;
  readonly #policy = createRetryPolicy();
  readonly #reception: Reception;
  #location: DownloadLocation;

  constructor(job: TransferJob, location: DownloadLocation, settings: TransferSettings) {
    this.#job = job;
    this.#location = location;
    this.#settings = settings;
    this.#reception = new Reception(job);
  }

  async run(): Promise<ReceivedObject> {
    for (;;) {
      if (this.#location.kind === 'inline') {
        const { bytes } = this.#location;
        await this.#reception.begin({ etag: null, totalBytes: bytes.length, digests: NO_DIGESTS }, INLINE);
        await this.#reception.take(bytes);
        break;
      }
      const setback = await this.#connect(this.#location.url);
      if (setback === null || this.#reception.isWhole) break;
      await this.#recover(setback);
      this.#job.listener.retried();
    }
    return this.#reception.finish();
  }

  /** One connection. Null when its body ended as announced; throws when no further connection can help. */
  async #connect(url: string): Promise<Setback | null> {
    const { signal, listener } = this.#job;
    const { stallAfterMs } = this.#settings;
    const connection = new AbortController();
    const leave = (): void => connection.abort(signal.reason);
    const notice = startWatchdog(stallAfterMs / 2, () => listener.stalled());
    const silence = startWatchdog(stallAfterMs, () => connection.abort(silenceError(stallAfterMs)));
    signal.addEventListener('abort', leave, { once: true });
    try {
      signal.throwIfAborted();
      return await this.#fetch(url, connection.signal, () => {
        notice.touch();
        silence.touch();
      });
    } catch (error) {
      signal.throwIfAborted();
      const failure: unknown = connection.signal.aborted ? connection.signal.reason : error;
      if (isGatewayError(failure) && NETWORK_TROUBLE.has(failure.code))
        return { kind: 'retry', error: failure };
      throw failure;
    } finally {
      notice.stop();
      silence.stop();
      signal.removeEventListener('abort', leave);
    }
  }

  async #fetch(url: string, signal: AbortSignal, onBytes: () => void): Promise<Setback | null> {
    const { trustedOrigins, log } = this.#job;
    const part = this.#reception.continuable;
    const range: Record<string, string> =
      part === null ? {} : { Range: `bytes=${part.receivedBytes}-`, 'If-Range': part.etag };
    const response = await this.#settings.transfers.open(
      { url, trustedOrigins, headers: range },
      { signal, log },
    );
    const { status, headers, body } = response;
    try {
      const verdict = judgeResponse(status, headers, part, this.#settings.now());
      if (verdict.kind !== 'whole' && verdict.kind !== 'rest') return verdict;
      if (verdict.kind === 'whole') {
        const { totalBytes, changed } = verdict;
        const head = { etag: strongEtag(headers), totalBytes, digests: digestsFromHeaders(headers) };
        await this.#reception.begin(head, part === null ? NO_VALIDATOR : changed ? CHANGED : RANGE_IGNORED);
      }
      const chunks = body[Symbol.asyncIterator]();
      for (let chunk = await nextChunk(chunks); chunk !== null; chunk = await nextChunk(chunks)) {
        onBytes();
        await this.#reception.take(chunk);
      }
      if (this.#reception.isShort) throw cutError();
      return null;
    } finally {
      body.destroy();
    }
  }

  async #recover(setback: Setback): Promise<void> {
    const { provider, signal, log } = this.#job;
    const { mostReceivedBytes } = this.#reception;
    this.#policy.noteProgress(mostReceivedBytes);
    if (setback.kind === 'restart') {
      await this.#reception.restart(setback.reason);
      return;
    }
    if (setback.kind === 'refused') {
      this.#policy.afterRefusal(provider);
      this.#location = await this.#job.locate();
      return;
    }
    const delayMs = this.#policy.afterFailure(setback.error);
    log.info({ code: setback.error.code, delayMs, mostReceivedBytes }, 'Transfer is tried again');
    await pause(delayMs, signal);
    if (hasExpired(this.#location, this.#settings.now())) this.#location = await this.#job.locate();
  }
}

/** The next piece of a body; null at its end. Failures of the network become PROVIDER_UNAVAILABLE. */
async function nextChunk(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  try {
    const result = await chunks.next();
    return result.done === true ? null : result.value;
  } catch (error) {
    throw isGatewayError(error) ? error : cutError(error);
  }
}

function cutError(cause?: unknown): GatewayError {
  return new GatewayError(
    'PROVIDER_UNAVAILABLE',
    'The storage host cut the connection again and again. Start the download again later.',
    { retryable: true, cause },
  );
}

function silenceError(stallAfterMs: number): GatewayError {
  return new GatewayError(
    'PROVIDER_TIMEOUT',
    `The storage host sent nothing for ${stallAfterMs} ms, again and again. Start the download again later.`,
    { retryable: true },
  );
}

function hasExpired(location: DownloadLocation, nowMs: number): boolean {
  return (
    location.kind === 'url' &&
    location.expiresAt !== null &&
    location.expiresAt.getTime() - nowMs < EXPIRY_MARGIN_MS
  );
}
