import type { Ref } from '../domain/ref.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import {
  GATEWAY_CREDENTIALS,
  type DownloadPlan,
  type GatewayCarried,
  type ProviderAdapter,
  type ProviderCarried,
} from '../providers/provider.js';
import { CustodyLostError, type Authority } from './authority.js';
import type { DownloadBoard } from './board.js';
import type { StoredDownload } from './download-store.js';
import { carryByGateway, type CarriedObject, type GatewayCarrier } from './gateway-carried.js';
import { closingError, errorRecordOf, isWorthlessAfter } from './failures.js';
import { carryByProvider } from './provider-carried.js';
import type { DownloadEvent, FinalEvent } from './events.js';
import type { DownloadRun } from './run.js';
import { SpaceForecast } from './space-forecast.js';
import { NoRoomError } from './space.js';
import { isFinished } from './state.js';
import type { Turns } from './turns.js';

/** Why somebody stops a run. */
export type StopIntent =
  | { readonly kind: 'pause' }
  | { readonly kind: 'cancel'; readonly keepPartial: boolean }
  /** Another process goes on with it: nothing is said of it here. */
  | { readonly kind: 'leave' };

/** What a runner is made from. */
export interface RunnerOptions {
  /** By configured name. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly board: DownloadBoard;
  readonly turns: Turns;
  readonly authority: Authority;
  readonly carrier: GatewayCarrier;
  /** Called when a download that a provider carries has moved: what was known of that model's runtime state is old. */
  readonly onModelChanged: (model: Ref) => void;
  readonly log: Logger;
}

/** A download that moves, or waits to. */
interface Running {
  readonly abort: AbortController;
  intent: StopIntent;
  /** Settles, and never rejects, when nothing moves any more and the record says so. */
  finished: Promise<void>;
  /** Tells the provider that carries, if it was asked to start. The call ends with the download, not with who cancels. */
  cancelUpstream: (log: Logger) => Promise<void>;
}

/** Moves downloads from QUEUED to their end, and stops them. */
export class DownloadRunner {
  readonly #options: RunnerOptions;
  readonly #running = new Map<string, Running>();
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** `isRestored`: an earlier process had started it. Resolves when nothing moves any more; never rejects. */
  launch(id: string, isRestored = false): Promise<void> {
    const { board } = this.#options;
    const download = board.stored(id);
    if (download === null) throw new Error(`There is no download ${id}`);
    const { provider } = download.record;
    const running: Running = {
      abort: new AbortController(),
      intent: { kind: 'cancel', keepPartial: false },
      finished: Promise.resolve(),
      cancelUpstream: () => Promise.resolve(),
    };
    const run: DownloadRun = {
      provider,
      record: () => board.get(id) ?? download.record,
      dispatch: (event) => this.#dispatch(id, event),
      conclude: (event) => this.conclude(id, event),
      confirm: () => this.#options.authority.confirm(id, running.abort.signal),
      fence: this.#options.authority.fenceOf(id),
      signal: running.abort.signal,
      log: this.#options.log.child({ download: id, provider }),
    };
    this.#running.set(id, running);
    running.finished = this.#runToEnd(download, run, running, isRestored).finally(() =>
      this.#running.delete(id),
    );
    return running.finished;
  }

  /** Ends a download, once no other process can say otherwise. Throws `CustodyLostError`. */
  async conclude(id: string, event: FinalEvent): Promise<void> {
    const { board, authority } = this.#options;
    for (;;) {
      const before = board.stored(id);
      await authority.seal(board.foresee(id, event));
      // Somebody gave it another priority meanwhile: then what was sealed is not what would be told.
      if (board.stored(id) === before) break;
    }
    this.#dispatch(id, event);
  }

  /** Ends a run, first at the provider that carries it, then here. Nothing happens when it does not run. */
  async stop(id: string, intent: StopIntent, log: Logger): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    if (intent.kind === 'cancel') await running.cancelUpstream(log);
    running.intent = intent;
    running.abort.abort(new GatewayError('DOWNLOAD_CANCELLED', 'The download was stopped.'));
    await running.finished;
  }

  /** Whether it moves, or waits to, here. */
  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Stops everything as it is. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(closingError());
    await Promise.all(running.map(({ finished }) => finished));
  }

  /** Drops what has been received. */
  async discardPartial(download: StoredDownload): Promise<void> {
    const { ingests } = this.#options.carrier.artifacts;
    await ingests.remove(ingests.idOf({ provider: download.record.provider, key: download.key }));
  }

  #dispatch(id: string, event: DownloadEvent): void {
    const { board, onModelChanged } = this.#options;
    const before = board.get(id);
    board.dispatch(id, event);
    const after = board.get(id);
    if (after === null || after.carrier !== 'PROVIDER' || after.state === before?.state) return;
    if (after.target.kind === 'model') {
      onModelChanged({ provider: after.provider, nativeId: after.target.nativeId });
    }
  }

  /** Runs a download to its end and writes a failure, a pause or a cancel into its record. */
  async #runToEnd(
    download: StoredDownload,
    run: DownloadRun,
    running: Running,
    isRestored: boolean,
  ): Promise<void> {
    try {
      // Not in the same tick: `start` gives the QUEUED snapshot before anything happens to it.
      await Promise.resolve();
      await this.#carry(download, run, running, isRestored);
    } catch (error) {
      if (this.#closed || this.#isLeft(run, running, error)) return;
      if (isFinished(run.record())) run.log.error({ err: error }, 'Cleaning up after a download failed');
      else await this.#settle(download, run, running.intent, error);
    }
  }

  /** Whether another process goes on with it, or may. */
  #isLeft(run: DownloadRun, { intent }: Running, error: unknown): boolean {
    if (error instanceof CustodyLostError) return true;
    if (!this.#options.authority.holds(run.record().id)) return true;
    if (run.signal.aborted) return intent.kind === 'leave';
    return isGatewayError(error) && error.code === 'CANCELLED';
  }

  async #settle(
    download: StoredDownload,
    run: DownloadRun,
    intent: StopIntent,
    error: unknown,
  ): Promise<void> {
    try {
      if (run.signal.aborted) await this.#settleStopped(download, run, intent);
      else await this.#settleFailed(download, run, error);
    } catch (failure) {
      if (!(failure instanceof CustodyLostError)) throw failure;
    }
  }

  #carry({ plan }: StoredDownload, run: DownloadRun, running: Running, isRestored: boolean): Promise<void> {
    const facet = this.#options.adapters.get(run.provider)?.downloads;
    if (facet?.carrier === 'gateway' && plan !== null) return this.#carryHere(run, facet, plan);
    if (facet?.carrier === 'provider') return this.#carryThere(run, facet, running, isRestored);
    throw new GatewayError(
      'UNSUPPORTED',
      `Provider ${run.provider} no longer gives weights in the way in which this download was started.`,
      { provider: run.provider },
    );
  }

  async #carryHere(run: DownloadRun, facet: GatewayCarried, plan: DownloadPlan): Promise<void> {
    const { board, turns, carrier, authority } = this.#options;
    const { id } = run.record();
    const request = {
      provider: run.provider,
      caller: board.stored(id)?.caller ?? '',
      priority: () => run.record().priority,
      onPlace: (position: number) => run.dispatch({ kind: 'place', position }),
    };
    const object = { plan, forecast: new SpaceForecast(plan) };
    for (;;) {
      const endTurn = await turns.take(request, run.signal);
      let wasFull = false;
      try {
        await carryByGateway(run, facet, object, carrier);
        return;
      } catch (error) {
        if (run.signal.aborted || !isGatewayError(error) || error.code !== 'STORAGE_FULL') throw error;
        run.log.warn({ err: error }, 'A download waits for space');
        run.dispatch({ kind: 'hold', reason: error.message });
        wasFull = !(error instanceof NoRoomError);
      } finally {
        endTurn();
      }
      const goesOnHere = authority.stepAside(id);
      await waitForRoom(run, object, carrier, wasFull);
      run.dispatch({ kind: 'queue' });
      if (!goesOnHere) return;
    }
  }

  async #carryThere(
    run: DownloadRun,
    facet: ProviderCarried,
    running: Running,
    isRestored: boolean,
  ): Promise<void> {
    const { target } = run.record();
    const ourCall = { signal: run.signal, log: run.log, credentials: GATEWAY_CREDENTIALS };
    if (isRestored && (await facet.plan(target, ourCall)).present) {
      await run.conclude({ kind: 'complete', artifact: null });
      return;
    }
    await carryByProvider(run, facet, target, {
      stallAfterMs: this.#options.carrier.limits.stallAfterMs,
      onStart: (starting) => {
        // Not before the start is answered: it could reach the provider last. What failed to start ends by itself.
        running.cancelUpstream = (log) =>
          starting.then(
            () => facet.cancel(target, { ...ourCall, log }),
            () => undefined,
          );
      },
    });
  }

  async #settleStopped(download: StoredDownload, run: DownloadRun, intent: StopIntent): Promise<void> {
    if (intent.kind === 'pause') {
      run.dispatch({ kind: 'pause' });
      return;
    }
    if (intent.kind === 'cancel' && !intent.keepPartial) await this.#tryDiscard(download, run);
    await run.conclude({ kind: 'cancel' });
  }

  async #settleFailed(download: StoredDownload, run: DownloadRun, error: unknown): Promise<void> {
    const record = errorRecordOf(error, run.log);
    const isEmpty = (run.record().progress.receivedBytes ?? 0) === 0;
    if (isEmpty || isWorthlessAfter(record.code)) await this.#tryDiscard(download, run);
    await run.conclude({ kind: 'fail', error: record });
  }

  async #tryDiscard(download: StoredDownload, run: DownloadRun): Promise<void> {
    try {
      await this.discardPartial(download);
    } catch (error) {
      run.log.error({ err: error }, 'A partial could not be removed');
    }
  }
}

async function waitForRoom(
  run: DownloadRun,
  { plan, forecast }: CarriedObject,
  { artifacts, engine, space }: GatewayCarrier,
  wasFull: boolean,
): Promise<void> {
  const id = artifacts.ingests.idOf({ provider: run.provider, key: plan.key });
  const partial = await engine.inspectPartial(artifacts.ingests.directoryOf(id));
  await space.untilRoom(forecast.fromPartial(partial), wasFull, run.signal);
}
