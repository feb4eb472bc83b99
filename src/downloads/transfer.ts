import type { ObjectDigests } from '../domain/download.js';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { pause } from '../http/deadline.js';
import { digestsFromHeaders } from '../http/object-digests.js';
import type { TransferClient, TransferResponse } from '../http/types.js';
import type { Logger } from '../observability/logger.js';
import type { DownloadLocation } from '../providers/provider.js';
import { judgeResponse, strongEtag, type PartialObject, type Verdict } from './judge-response.js';
import { createObjectHasher, type ObjectHasher } from './object-hasher.js';
import { createRetryPolicy } from './retry-policy.js';
import { mergeDigests, NO_DIGESTS, type Announcement } from './verify.js';
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

/** A file that grows. */
export interface ByteSink {
  readonly sizeBytes: number;
  append(bytes: Uint8Array): Promise<void>;
  restart(): Promise<void>;
}

/** One object to be brought into an ingest. */
export interface TransferJob {
  readonly provider: string;
  /** What an earlier process received. */
  readonly resumed: Reception | null;
  readonly trustedOrigins: readonly string[];
  /** Null where the provider does not say. */
  readonly expectedBytes: number | null;
  readonly expectedDigests: ObjectDigests;
  /** Asks the provider where the bytes are now. */
  locate(): Promise<DownloadLocation>;
  readonly ingest: ByteSink;
  readonly listener: TransferListener;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What happens during a transfer. Called synchronously, in order. */
export interface TransferListener {
  /** A further connection is begun. */
  retried(): void;
  /** What had been received was dropped. */
  restarted(reason: string): void;
  /** Bytes are on disk, or the total became known. */
  advanced(receivedBytes: number, totalBytes: number | null): void;
  /** The object begins from its first byte. */
  began(reception: Reception): void;
  /** Nothing has come for half of the time after which the connection is given up. */
  stalled(): void;
}

/** All bytes are in the ingest and their number is right; the digests are still to be compared. */
export interface TransferredObject {
  readonly measured: ObjectDigests & { readonly sha256: string };
  readonly announcements: readonly Announcement[];
  readonly sizeWasAnnounced: boolean;
  readonly announcedBytes: number | null;
  readonly etag: string | null;
}

/**
 * Brings the bytes behind `location` into the ingest: docs/downloads.md, "Transfer". Throws NOT_FOUND, URL_EXPIRED,
 * URL_FORBIDDEN, INTEGRITY_MISMATCH (lengths), STORAGE_FULL, PROVIDER_*, or the signal's reason.
 */
export async function transferObject(
  job: TransferJob,
  location: DownloadLocation,
  settings: TransferSettings,
): Promise<TransferredObject> {
  return new Transfer(job, location, settings).run();
}

/** What all transfers have in common. */
export interface TransferSettings {
  readonly transfers: TransferClient;
  /** Silence after which a connection is given up. */
  readonly stallAfterMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The object being received, from its first byte under one ETag. */
export interface Reception {
  readonly etag: string | null;
  readonly totalBytes: number | null;
  readonly headerDigests: ObjectDigests;
  readonly hasher: ObjectHasher;
}

/** How a connection ended that did not bring the rest. */
type Setback = Extract<Verdict, { kind: 'restart' | 'refused' | 'retry' }>;

class Transfer {
  readonly #job: TransferJob;
  readonly #settings: TransferSettings;
  readonly #policy = createRetryPolicy();
  #location: DownloadLocation;
  #reception: Reception | null = null;

  constructor(job: TransferJob, location: DownloadLocation, settings: TransferSettings) {
    this.#job = job;
    this.#reception = job.resumed;
    this.#location = location;
    this.#settings = settings;
  }

  async run(): Promise<TransferredObject> {
    for (;;) {
      if (this.#location.kind === 'inline') {
        await this.#takeInline(this.#location.bytes);
        break;
      }
      if (this.#isWhole()) break;
      const setback = await this.#connect(this.#location.url);
      if (setback === null || this.#isWhole()) break;
      await this.#recover(setback);
      this.#job.listener.retried();
    }
    return this.#finish();
  }

  async #takeInline(bytes: Uint8Array): Promise<void> {
    await this.#begin(
      { etag: null, totalBytes: bytes.length, headerDigests: NO_DIGESTS },
      'The provider now gives the object itself.',
    );
    await this.#take(bytes);
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
    const part = this.#continuablePart();
    const headers: Record<string, string> =
      part?.etag == null ? {} : { Range: `bytes=${part.receivedBytes}-`, 'If-Range': part.etag };
    const response = await this.#settings.transfers.open({ url, trustedOrigins, headers }, { signal, log });
    try {
      const verdict = judgeResponse(response.status, response.headers, part, this.#settings.now());
      if (verdict.kind !== 'whole' && verdict.kind !== 'rest') return verdict;
      if (verdict.kind === 'whole') {
        const reason = part === null ? NO_VALIDATOR : verdict.changed ? CHANGED : RANGE_IGNORED;
        await this.#beginWhole(response, verdict.totalBytes, reason);
      }
      await this.#receive(response, onBytes);
      return null;
    } finally {
      response.body.destroy();
    }
  }

  /** What a connection could continue: a part under a strong ETag. */
  #continuablePart(): PartialObject | null {
    const receivedBytes = this.#job.ingest.sizeBytes;
    const reception = this.#reception;
    if (receivedBytes === 0 || reception === null || reception.etag === null) return null;
    return { receivedBytes, totalBytes: reception.totalBytes, etag: reception.etag };
  }

  async #beginWhole(response: TransferResponse, totalBytes: number | null, reason: string): Promise<void> {
    const { expectedBytes } = this.#job;
    if (expectedBytes !== null && totalBytes !== null && totalBytes !== expectedBytes) {
      throw this.#lengthMismatch(`its storage host sends ${totalBytes}`);
    }
    const { headers } = response;
    await this.#begin(
      { etag: strongEtag(headers), totalBytes, headerDigests: digestsFromHeaders(headers) },
      reason,
    );
  }

  /** Starts over with the first byte; `reason` counts only where that is visible. */
  async #begin(reception: Omit<Reception, 'hasher'>, reason: string): Promise<void> {
    const { ingest, expectedDigests, listener } = this.#job;
    const known = this.#reception?.totalBytes ?? null;
    if (ingest.sizeBytes > 0 || (known !== null && known !== reception.totalBytes))
      await this.#restart(reason);
    const { headerDigests } = reception;
    const wanted = mergeDigests([
      { announcedBy: '', digests: expectedDigests },
      { announcedBy: '', digests: headerDigests },
    ]);
    this.#reception = { ...reception, hasher: await createObjectHasher(wanted) };
    listener.began(this.#reception);
    listener.advanced(0, this.#totalBytes());
  }

  async #restart(reason: string): Promise<void> {
    this.#policy.noteProgress(this.#job.ingest.sizeBytes);
    await this.#job.ingest.restart();
    this.#reception = null;
    this.#job.listener.restarted(reason);
  }

  async #receive(response: TransferResponse, onBytes: () => void): Promise<void> {
    const chunks = response.body[Symbol.asyncIterator]();
    for (;;) {
      const chunk = await nextChunk(chunks);
      if (chunk === null) break;
      onBytes();
      await this.#take(chunk);
    }
    const total = this.#reception?.totalBytes ?? null;
    if (total !== null && this.#job.ingest.sizeBytes < total) throw cutError();
  }

  async #take(chunk: Uint8Array): Promise<void> {
    const { ingest, listener } = this.#job;
    const total = this.#totalBytes();
    if (total !== null && ingest.sizeBytes + chunk.length > total) {
      throw this.#lengthMismatch(`its storage host sends more than ${total}`);
    }
    this.#reception?.hasher.update(chunk);
    await ingest.append(chunk);
    listener.advanced(ingest.sizeBytes, total);
  }

  #totalBytes(): number | null {
    return this.#reception?.totalBytes ?? this.#job.expectedBytes;
  }

  /** Whether the last byte came although the connection did not end well. */
  #isWhole(): boolean {
    return this.#reception !== null && this.#reception.totalBytes === this.#job.ingest.sizeBytes;
  }

  async #recover(setback: Setback): Promise<void> {
    const { ingest, provider, signal, log } = this.#job;
    this.#policy.noteProgress(ingest.sizeBytes);
    if (setback.kind === 'restart') {
      await this.#restart(setback.reason);
      return;
    }
    if (setback.kind === 'refused') {
      this.#policy.afterRefusal(provider);
      this.#location = await this.#job.locate();
    } else {
      const delayMs = this.#policy.afterFailure(setback.error);
      log.info(
        { code: setback.error.code, delayMs, receivedBytes: ingest.sizeBytes },
        'Transfer is tried again',
      );
      await pause(delayMs, signal);
      if (hasExpired(this.#location, this.#settings.now())) this.#location = await this.#job.locate();
    }
  }

  #finish(): TransferredObject {
    const { provider, expectedBytes, expectedDigests, ingest } = this.#job;
    const reception = this.#reception;
    if (reception === null) throw new Error('A transfer ended without having begun');
    if (expectedBytes !== null && ingest.sizeBytes !== expectedBytes) {
      throw this.#lengthMismatch(`${ingest.sizeBytes} came`);
    }
    return {
      measured: reception.hasher.digest(),
      announcements: [
        { announcedBy: `Provider ${provider}`, digests: expectedDigests },
        { announcedBy: 'The storage host', digests: reception.headerDigests },
      ],
      sizeWasAnnounced: this.#totalBytes() !== null,
      announcedBytes: reception.totalBytes,
      etag: reception.etag,
    };
  }

  #lengthMismatch(found: string): GatewayError {
    const { provider, expectedBytes } = this.#job;
    return new GatewayError(
      'INTEGRITY_MISMATCH',
      `Provider ${provider} announced ${expectedBytes} bytes, but ${found}. Nothing was kept. ` +
        'Start the download again; if it fails again, the object is damaged at the provider.',
      { provider, retryable: true },
    );
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
