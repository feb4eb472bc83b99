import { toAbortSignal } from '../../async/stop.js';
import { createLatestValue, type LatestValue } from '../../async/latest-value.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import { GATEWAY_CREDENTIALS, type CallOptions, type RemoteProgress } from '../provider.js';
import type { PiecesClient } from './client.js';
import { followDownload, type ProgressTiming } from './progress-feed.js';

export interface ProgressHubOptions {
  readonly client: PiecesClient;
  readonly timing: ProgressTiming;
  readonly log: Logger;
}

interface Watcher {
  readonly slot: LatestValue<RemoteProgress>;
  readonly onReady: () => void;
}

/** The upstream side that the watchers of one model share. */
interface Feed {
  readonly id: string;
  readonly watchers: Set<Watcher>;
  readonly controller: AbortController;
  isReady: boolean;
  isCancelling: boolean;
  last: RemoteProgress | null;
}

/** Progress of downloads, with one upstream stream for each model however many watch it. */
export class ProgressHub {
  readonly #options: ProgressHubOptions;
  readonly #feeds = new Map<string, Feed>();

  constructor(options: ProgressHubOptions) {
    this.#options = options;
  }

  /** See `ProviderCarried.watch`. Each iteration is a watcher; the stream closes when the last one leaves. */
  watch(id: string, call: CallOptions, onReady: () => void): AsyncIterable<RemoteProgress> {
    return { [Symbol.asyncIterator]: () => this.#join(id, toAbortSignal(call.signal), onReady) };
  }

  /**
   * Says that the runtime is being asked to cancel, so that a fetch which vanishes counts as cancelled. The returned
   * function takes that back.
   */
  expectCancel(id: string): () => void {
    const feed = this.#feeds.get(id);
    if (feed === undefined) return () => undefined;
    feed.isCancelling = true;
    return () => {
      feed.isCancelling = false;
    };
  }

  /** Ends every watch of the model with a final report that was found out elsewhere. */
  conclude(id: string, final: RemoteProgress): void {
    const feed = this.#feeds.get(id);
    if (feed === undefined) return;
    report(feed, final);
    this.#end(feed);
  }

  /** Ends every watch with CANCELLED. */
  close(): void {
    const { provider } = this.#options.client;
    const closed = new GatewayError('CANCELLED', 'The gateway is closing.', { provider });
    for (const feed of this.#feeds.values()) this.#end(feed, closed);
  }

  #join(id: string, signal: AbortSignal, onReady: () => void): AsyncIterator<RemoteProgress> {
    const feed = this.#feeds.get(id) ?? this.#open(id);
    const slot = createLatestValue<RemoteProgress>(() => {
      feed.watchers.delete(watcher);
      if (feed.watchers.size === 0) this.#end(feed);
    });
    const watcher: Watcher = { slot, onReady };
    feed.watchers.add(watcher);
    const leave = (): void => void slot.iterator.return?.();
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true, signal: feed.controller.signal });
    if (feed.last !== null) slot.push(feed.last);
    if (feed.isReady) onReady();
    return slot.iterator;
  }

  #open(id: string): Feed {
    const controller = new AbortController();
    const feed: Feed = {
      id,
      watchers: new Set(),
      controller,
      isReady: false,
      isCancelling: false,
      last: null,
    };
    this.#feeds.set(id, feed);
    void this.#follow(feed);
    return feed;
  }

  async #follow(feed: Feed): Promise<void> {
    const { client, timing, log } = this.#options;
    const onReady = (): void => {
      feed.isReady = true;
      for (const watcher of feed.watchers) watcher.onReady();
    };
    const onReport = (progress: RemoteProgress): void => report(feed, progress);
    const isCancelling = (): boolean => feed.isCancelling;
    const call = { signal: feed.controller.signal, log, credentials: GATEWAY_CREDENTIALS };
    try {
      report(
        feed,
        await followDownload({ id: feed.id, client, timing, onReady, onReport, isCancelling }, call),
      );
      this.#end(feed);
    } catch (error) {
      this.#end(
        feed,
        error instanceof Error ? error : new Error('Following a download failed', { cause: error }),
      );
    }
  }

  #end(feed: Feed, error?: Error): void {
    if (this.#feeds.get(feed.id) === feed) this.#feeds.delete(feed.id);
    feed.controller.abort();
    for (const { slot } of feed.watchers) slot.end(error);
    feed.watchers.clear();
  }
}

/** Passes a report on, unless it is a repeat: the runtime repeats frames, and a repeat is no news. */
function report(feed: Feed, progress: RemoteProgress): void {
  if (feed.last?.state === progress.state && feed.last.percent === progress.percent) return;
  feed.last = progress;
  for (const { slot } of feed.watchers) slot.push(progress);
}
