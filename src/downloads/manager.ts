import { randomUUID } from 'node:crypto';
import type { ArtifactStore } from '../artifacts/types.js';
import type { DownloadErrorRecord, DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { Ref } from '../domain/ref.js';
import { GatewayError, isGatewayError, withProvider } from '../errors/gateway-error.js';
import type { TransferClient } from '../http/types.js';
import type { Logger } from '../observability/logger.js';
import type { CallOptions, GatewayCarried, ProviderAdapter, ProviderCarried } from '../providers/provider.js';
import { DownloadBoard } from './board.js';
import { carryByGateway } from './gateway-carried.js';
import { carryByProvider } from './provider-carried.js';
import type { DownloadRun } from './run.js';
import { createSlots, type Slots } from './slots.js';
import { isFinished, newDownload, type DownloadEvent } from './state.js';
import type { DownloadManager } from './types.js';

/** What a download manager is made from. */
export interface DownloadManagerOptions {
  /** By configured name. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly transfers: TransferClient;
  readonly artifacts: ArtifactStore;
  readonly settings: {
    /** Downloads that the gateway carries at once; the others wait. */
    readonly concurrency: number;
    /** Silence after which a connection is given up, in milliseconds. */
    readonly stallAfterMs: number;
    /** Most changes of one download that a watcher is told in a second, besides changes of state. */
    readonly progressPerSecond: number;
  };
  /** Called when a download that a provider carries has moved: what was known of that model's runtime state is old. */
  readonly onModelChanged: (model: Ref) => void;
  readonly log: Logger;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

export function createDownloadManager(options: DownloadManagerOptions): DownloadManager {
  return new Manager(options);
}

/** A download under way. */
interface RunningDownload {
  readonly abort: AbortController;
  /** Settles, and never rejects, when nothing moves any more and the record says so. */
  finished: Promise<void>;
  /** Tells the provider that carries, if it was asked to start. The call ends with the download, not with who cancels. */
  cancelUpstream: (log: Logger) => Promise<void>;
  cancelling: Promise<void> | null;
}

class Manager implements DownloadManager {
  readonly #options: DownloadManagerOptions;
  readonly #now: () => number;
  readonly #board: DownloadBoard;
  readonly #slots: Slots;
  readonly #running = new Map<string, RunningDownload>();
  #closed = false;

  constructor(options: DownloadManagerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    const { progressPerSecond, concurrency } = options.settings;
    this.#board = new DownloadBoard({ progressPerSecond, now: this.#now });
    this.#slots = createSlots(concurrency);
  }

  async start(provider: string, target: DownloadTarget, call: CallOptions): Promise<DownloadRecord> {
    const facet = this.#facetOf(provider);
    try {
      return facet.carrier === 'gateway'
        ? await this.#startGateway(provider, facet, target, call)
        : await this.#startProvider(provider, facet, target, call);
    } catch (error) {
      throw isGatewayError(error) ? withProvider(error, provider) : error;
    }
  }

  async cancel(id: string, call: CallOptions): Promise<DownloadRecord | null> {
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.cancelling ??= stop(running, call.log).finally(() => {
        running.cancelling = null;
      });
      await running.cancelling;
    }
    return this.#board.get(id);
  }

  get(id: string): DownloadRecord | null {
    return this.#board.get(id);
  }

  list(): readonly DownloadRecord[] {
    return this.#board.list();
  }

  latestOf(provider: string, target: DownloadTarget): DownloadRecord | null {
    return this.#board.latestOf(provider, target);
  }

  watch(id: string): AsyncIterableIterator<DownloadRecord> | null {
    return this.#board.watch(id);
  }

  watchAll(): AsyncIterableIterator<DownloadRecord> {
    return this.#board.watchAll();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#board.close();
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(closingError());
    await Promise.all(running.map(({ finished }) => finished));
  }

  #facetOf(provider: string): GatewayCarried | ProviderCarried {
    const adapter = this.#options.adapters.get(provider);
    if (adapter === undefined) {
      throw new GatewayError('NOT_FOUND', `There is no provider ${provider} in the configuration.`);
    }
    if (adapter.downloads === undefined) {
      throw new GatewayError(
        'UNSUPPORTED',
        `Models on provider ${provider} cannot be downloaded: it hands out no weights.`,
        { provider },
      );
    }
    return adapter.downloads;
  }

  async #startGateway(
    provider: string,
    facet: GatewayCarried,
    target: DownloadTarget,
    call: CallOptions,
  ): Promise<DownloadRecord> {
    const plan = await facet.plan(target, call);
    const { artifacts } = this.#options;
    const artifact = artifacts.find({ provider, key: plan.key });
    const key = JSON.stringify([provider, plan.key]);
    const known = this.#joinable(key, (artifactId) => artifactId !== null && artifactId === artifact?.id);
    if (known !== null) return this.#join(known, provider, target);
    const id = this.#add(provider, target, key, { carrier: 'GATEWAY', totalBytes: plan.expectedBytes });
    if (artifact !== null) {
      this.#board.dispatch(id, { kind: 'complete', artifact });
    } else {
      this.#launch(id, provider, async (run) => {
        const release = await this.#slots.acquire(run.signal);
        try {
          const { transfers, settings } = this.#options;
          const { stallAfterMs } = settings;
          await carryByGateway(run, facet, plan, { transfers, artifacts, stallAfterMs, now: this.#now });
        } finally {
          release();
        }
      });
    }
    return this.#snapshot(id);
  }

  async #startProvider(
    provider: string,
    facet: ProviderCarried,
    target: DownloadTarget,
    call: CallOptions,
  ): Promise<DownloadRecord> {
    const plan = await facet.plan(target, call);
    const key = JSON.stringify([provider, plan.key]);
    const known = this.#joinable(key, () => plan.present);
    if (known !== null) return this.#join(known, provider, target);
    const id = this.#add(provider, target, key, { carrier: 'PROVIDER', totalBytes: plan.totalBytes });
    if (plan.present) {
      this.#board.dispatch(id, { kind: 'complete', artifact: null });
    } else {
      const running = this.#launch(id, provider, (run) =>
        carryByProvider(run, facet, target, {
          stallAfterMs: this.#options.settings.stallAfterMs,
          onStart: (starting) => {
            const { signal } = run;
            // Not before the start is answered: it could reach the provider last. What failed to start ends by itself.
            running.cancelUpstream = (log) =>
              starting.then(
                () => facet.cancel(target, { signal, log }),
                () => undefined,
              );
          },
        }),
      );
    }
    return this.#snapshot(id);
  }

  /** The download that a start of these bytes joins: an unfinished one, or a completed one whose result still exists. */
  #joinable(key: string, isStillThere: (artifactId: string | null) => boolean): DownloadRecord | null {
    if (this.#closed) throw closingError();
    const known = this.#board.latestOfKey(key);
    if (known === null) return null;
    const isDone = known.state === 'COMPLETED' && isStillThere(known.artifactId);
    return isDone || !isFinished(known) ? known : null;
  }

  #join(known: DownloadRecord, provider: string, target: DownloadTarget): DownloadRecord {
    this.#board.alias(known.id, provider, target);
    return known;
  }

  #add(
    provider: string,
    target: DownloadTarget,
    key: string,
    rest: Pick<DownloadRecord, 'carrier'> & { readonly totalBytes: number | null },
  ): string {
    const id = randomUUID();
    this.#board.add(newDownload({ id, provider, target, createdAt: new Date(this.#now()), ...rest }), key);
    return id;
  }

  #snapshot(id: string): DownloadRecord {
    const record = this.#board.get(id);
    if (record === null) throw new Error(`There is no download ${id}`);
    return record;
  }

  #launch(id: string, provider: string, carry: (run: DownloadRun) => Promise<void>): RunningDownload {
    const abort = new AbortController();
    const log = this.#options.log.child({ download: id, provider });
    const dispatch: DownloadRun['dispatch'] = (event) => this.#dispatch(id, event);
    const running: RunningDownload = {
      abort,
      finished: Promise.resolve(),
      cancelUpstream: () => Promise.resolve(),
      cancelling: null,
    };
    this.#running.set(id, running);
    const run: DownloadRun = { provider, dispatch, signal: abort.signal, log };
    running.finished = this.#conclude(id, run, () => carry(run)).finally(() => this.#running.delete(id));
    return running;
  }

  #dispatch(id: string, event: DownloadEvent): void {
    const { state } = this.#snapshot(id);
    this.#board.dispatch(id, event);
    const { provider, target, ...after } = this.#snapshot(id);
    if (after.carrier !== 'PROVIDER' || after.state === state || target.kind !== 'model') return;
    this.#options.onModelChanged({ provider, nativeId: target.nativeId });
  }

  /** Runs a download to its end and writes a failure or a cancel into its record. */
  async #conclude(id: string, run: DownloadRun, carry: () => Promise<void>): Promise<void> {
    try {
      // Not in the same tick: `start` gives the QUEUED snapshot before anything happens to it.
      await Promise.resolve();
      await carry();
    } catch (error) {
      if (this.#closed) return;
      if (isFinished(this.#snapshot(id)))
        run.log.error({ err: error }, 'Cleaning up after a download failed');
      else if (run.signal.aborted) run.dispatch({ kind: 'cancel' });
      else run.dispatch({ kind: 'fail', error: toErrorRecord(error, run.log) });
    }
  }
}

/** Ends a download: first at the provider that carries it, then here. */
async function stop(running: RunningDownload, log: Logger): Promise<void> {
  await running.cancelUpstream(log);
  running.abort.abort(new GatewayError('DOWNLOAD_CANCELLED', 'The download was cancelled.'));
  await running.finished;
}

function toErrorRecord(error: unknown, log: Logger): DownloadErrorRecord {
  if (isGatewayError(error)) {
    log.warn({ code: error.code, err: error }, 'A download failed');
    const { code, message, retryable } = error;
    return { code, message, retryable };
  }
  log.error({ err: error }, 'A download failed for a reason inside the gateway');
  const message = 'The download failed for a reason inside the gateway. Its log has the details.';
  return { code: 'INTERNAL', message, retryable: false };
}

function closingError(): GatewayError {
  return new GatewayError('CANCELLED', 'The gateway is shutting down. Start the download again afterwards.', {
    retryable: true,
  });
}
