import { pause } from '../../async/abort.js';
import { isGatewayError } from '../../errors/gateway-error.js';
import type { UpstreamSocket } from '../../http/types.js';
import type { CallOptions, RemoteProgress } from '../provider.js';
import { unknownModelError, type PiecesClient } from './client.js';
import { toProgressReport } from './convert.js';
import { parseProgressFrame, type WireModel } from './wire.js';

/** Pauses and limits of following a download, in milliseconds. */
export interface ProgressTiming {
  /** Between two reads of a model until its fetch is seen to begin. */
  readonly beginPollMs: number;
  /** Between two reads of a model that is being fetched, where no stream tells. */
  readonly runPollMs: number;
  /** After this long without a frame the model is read, and again. */
  readonly quietPollMs: number;
  /** After this long without a sign of a fetch, it counts as failed. */
  readonly beginLimitMs: number;
}

/** One download to follow. */
export interface FeedOptions {
  readonly id: string;
  readonly client: PiecesClient;
  readonly timing: ProgressTiming;
  /** Called once, when the stream is open (or refused) and the model was read: the fetch may be started now. */
  readonly onReady: () => void;
  /** Called with every report but the last. */
  readonly onReport: (progress: RemoteProgress) => void;
  /** Whether somebody here asked the runtime to cancel; without a stream, cancelled and failed look the same. */
  readonly isCancelling: () => boolean;
}

const FAILED: RemoteProgress = { state: 'failed', percent: null };
const CANCELLED: RemoteProgress = { state: 'cancelled', percent: null };
const COMPLETED: RemoteProgress = { state: 'completed', percent: 100 };
const TRANSFERRING: RemoteProgress = { state: 'transferring', percent: null };
const WAITING: RemoteProgress = { state: 'waiting', percent: null };

/**
 * Follows one download of one model and resolves with its final report. Two witnesses are heard: the frames of the
 * progress stream, and the model itself, which is read whenever the frames are not to be relied on:
 * - no stream came about, or it closed without an end: the model is read until the end;
 * - the first frame, and any repeat of it, is an end: it may be the runtime's memory of an earlier download;
 * - a status without a known meaning (UNKNOWN, RESET);
 * - the stream is silent for long: the fetch may have ended without a word, or never begun.
 *
 * Rejects when the model is gone or cannot be read, and when `call.signal` is aborted; the stream is closed then, too.
 */
export async function followDownload(options: FeedOptions, call: CallOptions): Promise<RemoteProgress> {
  const { client, id } = options;
  const socket = await client.openProgress(id, call).catch((error: unknown) => {
    if (call.signal.aborted || !isGatewayError(error)) throw error;
    call.log.debug({ id, err: error }, 'no progress stream; reading the model instead');
    return null;
  });
  try {
    return await new ProgressFeed(options, socket, call).run();
  } finally {
    socket?.close();
  }
}

class ProgressFeed {
  readonly #options: FeedOptions;
  readonly #call: CallOptions;
  /** Null when there is no stream (any more). */
  #frames: AsyncIterator<string> | null;
  #frameCount = 0;
  #readySinceMs = 0;
  /** Whether the runtime was seen to fetch. Before that, "neither downloading nor downloaded" means nothing. */
  #hasBegun = false;
  /** Since when the model is read besides, because frames do not suffice; null while they do. */
  #askingSinceMs: number | null = null;
  /** What an end frame said that is not trusted alone. */
  #verdict: RemoteProgress | null = null;

  constructor(options: FeedOptions, socket: UpstreamSocket | null, call: CallOptions) {
    this.#options = options;
    this.#call = call;
    this.#frames = socket?.frames[Symbol.asyncIterator]() ?? null;
  }

  async run(): Promise<RemoteProgress> {
    const present = await this.#readBaseline();
    this.#readySinceMs = performance.now();
    this.#options.onReady();
    if (present !== null) return present;
    return (await this.#listen()) ?? (await this.#poll());
  }

  /** What the runtime says of the model before anything is started. */
  async #readBaseline(): Promise<RemoteProgress | null> {
    const model = await this.#readModel();
    this.#hasBegun = model.downloading === true;
    if (!this.#hasBegun && model.downloaded === true) return COMPLETED;
    this.#options.onReport(this.#hasBegun ? TRANSFERRING : WAITING);
    return null;
  }

  /** Hears frames until the end. Gives null when the stream closes before. */
  async #listen(): Promise<RemoteProgress | null> {
    const frames = this.#frames;
    if (frames === null) return null;
    for (let next = nextOf(frames); ;) {
      const isAsking = this.#askingSinceMs !== null;
      const heard = await within(next, isAsking ? this.#pauseMs() : this.#options.timing.quietPollMs);
      if (heard?.done === true) break;
      if (heard !== null) next = nextOf(frames);
      const final = heard === null ? await this.#ask() : await this.#hear(heard.value);
      if (final !== null) return final;
    }
    this.#frames = null;
    return null;
  }

  /** Reads the model until the end. */
  async #poll(): Promise<RemoteProgress> {
    this.#askingSinceMs = performance.now();
    for (;;) {
      const final = await this.#ask();
      if (final !== null) return final;
      await pause(this.#pauseMs(), this.#call.signal);
    }
  }

  #pauseMs(): number {
    const { beginPollMs, runPollMs } = this.#options.timing;
    return this.#hasBegun ? runPollMs : beginPollMs;
  }

  /** Takes one frame. Gives the final report, or null when there is more to come. */
  async #hear(text: string): Promise<RemoteProgress | null> {
    const frame = parseProgressFrame(text);
    const report = frame && toProgressReport(frame);
    if (report === null) return null;
    this.#frameCount += 1;
    if (report.kind === 'running') {
      if (report.progress.state === 'transferring') this.#hasBegun = true;
      this.#askingSinceMs = null;
      this.#verdict = null;
      this.#options.onReport(report.progress);
      return null;
    }
    const said = report.kind === 'end' ? report.progress : null;
    const isNews = this.#frameCount > 1 && said?.state !== this.#verdict?.state;
    if (said !== null && isNews) return said;
    this.#verdict = said;
    this.#askingSinceMs ??= performance.now();
    return this.#ask();
  }

  /** Reads the model. Gives the final report, or null when the download goes on or has not begun. */
  async #ask(): Promise<RemoteProgress | null> {
    const model = await this.#readModel();
    if (model.downloading === true) {
      this.#hasBegun = true;
      if (this.#frames === null) this.#options.onReport(TRANSFERRING);
      else this.#askingSinceMs = null;
      return null;
    }
    if (model.downloaded === true) return COMPLETED;
    if (this.#options.isCancelling()) return CANCELLED;
    if (this.#hasBegun) return this.#verdict ?? FAILED;
    // A preparation that was announced may last for hours (contract §6); silence from the beginning may not.
    const sinceMs = this.#askingSinceMs ?? (this.#frameCount === 0 ? this.#readySinceMs : Infinity);
    return performance.now() - sinceMs > this.#options.timing.beginLimitMs ? FAILED : null;
  }

  async #readModel(): Promise<WireModel> {
    const { client, id } = this.#options;
    const entry = await client.readModel(id, this.#call);
    if (entry === null) throw unknownModelError(client.provider, id);
    return entry.model;
  }
}

/** The next frame. It may be left behind when the download ends otherwise, so its failure has a handler already. */
function nextOf(frames: AsyncIterator<string>): Promise<IteratorResult<string>> {
  const next = frames.next();
  next.catch(() => undefined);
  return next;
}

/** What `promise` gives within `ms`, else null. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
