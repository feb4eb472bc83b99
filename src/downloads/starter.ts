import { randomUUID } from 'node:crypto';
import { toFileLabel } from '../artifacts/file-name.js';
import type { ArtifactStore } from '../artifacts/types.js';
import {
  DOWNLOAD_PRIORITIES,
  type ArtifactOrigin,
  type DownloadPriority,
  type DownloadRecord,
  type DownloadTarget,
} from '../domain/download.js';
import { GatewayError, isGatewayError, withProvider } from '../errors/gateway-error.js';
import {
  GATEWAY_CREDENTIALS,
  type CallOptions,
  type DownloadPlan,
  type GatewayCarried,
  type ProviderAdapter,
  type ProviderCarried,
} from '../providers/provider.js';
import type { DownloadBoard } from './board.js';
import type { Crew } from './crew.js';
import type { FinalEvent } from './events.js';
import { findStored } from './gateway-carried.js';
import { closingError } from './failures.js';
import type { DownloadRunner } from './runner.js';
import { isFinished, newDownload } from './state.js';
import type { StartOptions } from './types.js';

/** What a starter is made from. */
export interface StarterOptions {
  /** By configured name. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly artifacts: ArtifactStore;
  readonly board: DownloadBoard;
  readonly runner: DownloadRunner;
  readonly crew: Pick<Crew, 'enlist' | 'alias' | 'launch' | 'grant'>;
  /** Called when one that waits here has got another priority. */
  readonly onPreferred: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What somebody wants. */
interface Wish extends StartOptions {
  readonly provider: string;
  readonly target: DownloadTarget;
}

/** Finds or makes the download of what somebody wants: docs/downloads.md, "Starting". */
export class DownloadStarter {
  readonly #options: StarterOptions;

  constructor(options: StarterOptions) {
    this.#options = options;
  }

  /** As `DownloadManager.start`. */
  async start(
    provider: string,
    target: DownloadTarget,
    call: CallOptions,
    options: StartOptions,
  ): Promise<DownloadRecord> {
    const facet = this.#facetOf(provider);
    // A download outlives the request and is seen by others, so it is never planned with what only this caller may see.
    const ourCall = { ...call, credentials: GATEWAY_CREDENTIALS };
    try {
      return facet.carrier === 'gateway'
        ? await this.#startHere(facet, { provider, target, ...options }, ourCall)
        : await this.#startThere(facet, { provider, target, ...options }, ourCall);
    } catch (error) {
      throw isGatewayError(error) ? withProvider(error, provider) : error;
    }
  }

  #facetOf(provider: string): GatewayCarried | ProviderCarried {
    const adapter = this.#options.adapters.get(provider);
    if (adapter === undefined) {
      throw new GatewayError('NOT_FOUND', `There is no provider ${provider} in the configuration.`);
    }
    if (adapter.downloads === undefined) {
      throw new GatewayError(
        'UNSUPPORTED',
        `Models on provider ${provider} cannot be downloaded: it hands out no weights, or it takes only callers' own ` +
          'credentials, which the gateway does not keep for the time of a download.',
        { provider },
      );
    }
    return adapter.downloads;
  }

  async #startHere(facet: GatewayCarried, wish: Wish, call: CallOptions): Promise<DownloadRecord> {
    const { provider } = wish;
    const plan = await facet.plan(wish.target, call);
    const origin = { provider, key: plan.key };
    const active = this.#options.board.latestOfKey(origin);
    if (active !== null && !isFinished(active)) return this.#join(active, wish, call);
    const { artifacts } = this.#options;
    // Another replica may have brought it.
    if (active?.state === 'COMPLETED' && artifacts.find(origin) === null) {
      await artifacts.refresh(active.artifactId ?? '');
    }
    const artifact = await findStored(artifacts, provider, plan);
    const known = this.#joinable(origin, ({ artifactId }) => artifactId === artifact?.id);
    if (known !== null) return this.#join(known, wish, call);
    const bytes = { key: plan.key, plan, totalBytes: plan.expectedBytes };
    return this.#add(wish, bytes, artifact === null ? null : { kind: 'complete', artifact }, call);
  }

  async #startThere(facet: ProviderCarried, wish: Wish, call: CallOptions): Promise<DownloadRecord> {
    const { key, totalBytes, present } = await facet.plan(wish.target, call);
    const { provider } = wish;
    const known = this.#joinable({ provider, key }, () => present);
    if (known !== null) return this.#join(known, wish, call);
    const bytes = { key, plan: null, totalBytes };
    return this.#add(wish, bytes, present ? { kind: 'complete', artifact: null } : null, call);
  }

  /** The download that a start of these bytes joins: an unfinished one, or a completed one whose result still exists. */
  #joinable(
    origin: ArtifactOrigin,
    isStillThere: (completed: DownloadRecord) => boolean,
  ): DownloadRecord | null {
    if (this.#options.runner.isClosed) throw closingError();
    const known = this.#options.board.latestOfKey(origin);
    if (known === null) return null;
    const isDone = known.state === 'COMPLETED' && isStillThere(known);
    return isDone || !isFinished(known) ? known : null;
  }

  async #join(
    known: DownloadRecord,
    { target, priority }: Wish,
    { log }: CallOptions,
  ): Promise<DownloadRecord> {
    const { runner, crew, onPreferred } = this.#options;
    if (runner.isClosed) throw closingError();
    await crew.alias(known.id, target);
    const isGreater = priority !== undefined && isBefore(priority, known.priority);
    if (isGreater && !isFinished(known) && known.carrier === 'GATEWAY') {
      await crew.grant(known.id, { kind: 'prefer', priority }, log);
      onPreferred();
    }
    return this.#snapshot(known.id);
  }

  /** `end`: the bytes are there already. */
  async #add(
    wish: Wish,
    bytes: { readonly key: string; readonly plan: DownloadPlan | null; readonly totalBytes: number | null },
    end: FinalEvent | null,
    call: CallOptions,
  ): Promise<DownloadRecord> {
    const { provider, target, priority = 'NORMAL', caller = '' } = wish;
    const { crew, runner } = this.#options;
    const id = randomUUID();
    const { key, plan, totalBytes } = bytes;
    const record = newDownload({
      id,
      provider,
      target,
      priority,
      totalBytes,
      createdAt: new Date(this.#options.now()),
      carrier: plan === null ? 'PROVIDER' : 'GATEWAY',
      fileName: plan?.packaging === 'file' ? toFileLabel(plan.fileName) : null,
    });
    const there = await crew.enlist({ record, key, targets: [target], plan, caller, custody: null });
    if (there !== id) return this.#join(this.#snapshot(there), wish, call);
    if (end === null) crew.launch(id);
    else await runner.conclude(id, end);
    return this.#snapshot(id);
  }

  #snapshot(id: string): DownloadRecord {
    const record = this.#options.board.get(id);
    if (record === null) throw new Error(`There is no download ${id}`);
    return record;
  }
}

function isBefore(one: DownloadPriority, other: DownloadPriority): boolean {
  return DOWNLOAD_PRIORITIES.indexOf(one) < DOWNLOAD_PRIORITIES.indexOf(other);
}
