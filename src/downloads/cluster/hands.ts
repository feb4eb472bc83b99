import { ingestIdOf } from '../../artifacts/folder/ingests.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import { messageOf } from '../../redis/link.js';
import type { CrewParts } from '../crew.js';
import type { StoredDownload } from '../download-store.js';
import { monotonicMs } from '../engine/fence.js';
import type { PartialObject } from '../engine/types.js';
import { takeOver } from '../restore.js';
import { isFinished } from '../state.js';
import type { Job, JobQueue } from './job-queue.js';
import { grantKept } from './kept-wish.js';
import { LEASE_MS, type Leases } from './leases.js';
import { SEQUENCES_PER_GENERATION, type Lease, type SharedState } from './shared-state.js';
import { inLine } from './turns-in-line.js';

/** How often it is looked for a job, besides when somebody says that there is one. */
const LOOK_EVERY_MS = 1_000;
/** Longest that a job waits whose download somebody has. */
const MAX_POSTPONE_MS = 1_000;
/** After so many replicas in a row went away without having brought a byte, the download itself is to blame. */
const MAX_TAKEOVERS_IN_VAIN = 5;

/** What hands are made from. */
export interface HandsOptions {
  readonly parts: CrewParts;
  readonly replica: string;
  readonly store: string;
  readonly concurrency: number;
  readonly graceMs: number;
  readonly state: SharedState;
  readonly leases: Leases;
  readonly queue: JobQueue;
  readonly settled: () => Promise<void>;
  /** A job has been given back, or makes room for another one of its provider. */
  readonly onFreed: () => void;
  readonly log: Logger;
}

/** Takes jobs when there is room, and moves their downloads to their end. */
export class Hands {
  readonly #options: HandsOptions;
  readonly #jobs = new Map<string, Job>();
  /** When each download last gave a sign of life, on the monotonic clock. */
  readonly #signs = new Map<string, number>();
  readonly #work = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #mustLookAgain = false;
  #isRetired = false;

  constructor(options: HandsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.nudge(), LOOK_EVERY_MS).unref();
  }

  /** There may be a job. */
  nudge(): void {
    this.#mustLookAgain = true;
    if (!this.#isLooking) void this.#look();
  }

  /** Another replica has said something of a download. */
  noteSign(id: string): void {
    this.#signs.set(id, monotonicMs());
  }

  /** Lets others have the place of a download that waits for space. Its job goes round meanwhile, should this process go away. */
  async stepAside(id: string): Promise<void> {
    await this.#jobs.get(id)?.postpone(MAX_POSTPONE_MS);
    this.#options.onFreed();
    this.nudge();
  }

  /** Takes no more jobs, and gives back those that it has. */
  async retire(): Promise<void> {
    const { parts, log } = this.#options;
    this.#isRetired = true;
    clearInterval(this.#timer);
    for (const id of this.#jobs.keys()) void parts.runner.stop(id, { kind: 'leave' }, log);
    await Promise.all(this.#work);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    try {
      while (this.#mustLookAgain && !this.#isRetired) {
        this.#mustLookAgain = false;
        while (await this.#takeNext());
      }
    } catch (error) {
      this.#options.log.debug({ error: messageOf(error) }, 'Jobs wait until Redis is back');
    } finally {
      this.#isLooking = false;
    }
  }

  /** Takes one job, and says whether there was one. */
  async #takeNext(): Promise<boolean> {
    for (const line of this.#lines()) {
      const job = this.#isRetired || !this.#hasRoomFor(line) ? null : await this.#options.queue.take(line);
      if (job === null) continue;
      const work = this.#move(line, job).catch((error: unknown) => {
        this.#options.log.error({ err: error, download: job.id }, 'A job could not be seen to');
      });
      this.#work.add(work);
      void work.finally(() => this.#work.delete(work));
      return true;
    }
    return false;
  }

  /** Providers of whom something may be waiting; whose turn it is next, first. */
  #lines(): ReadonlySet<string> {
    const downloads = this.#options.parts.board.all().filter(({ record }) => !this.#jobs.has(record.id));
    const unfinished = downloads.filter(({ record }) => !isFinished(record) && record.state !== 'PAUSED');
    return new Set([...inLine(unfinished), ...unfinished].map(({ record }) => record.provider));
  }

  /** What a provider carries by itself takes no room, and neither does what waits for space. */
  #hasRoomFor(line: string): boolean {
    const { parts, concurrency } = this.#options;
    if (parts.adapters.get(line)?.downloads?.carrier !== 'gateway') return true;
    const taking = [...this.#jobs.keys()].filter((id) => {
      const record = parts.board.get(id);
      return record?.carrier === 'GATEWAY' && record.state !== 'WAITING_FOR_SPACE';
    });
    return taking.length < concurrency;
  }

  async #move(line: string, job: Job): Promise<void> {
    const { leases, state, parts } = this.#options;
    const { id } = job;
    if (leases.holds(id)) {
      if (parts.board.get(id)?.state === 'WAITING_FOR_SPACE') return job.postpone(MAX_POSTPONE_MS);
      // Redis had forgotten the job of what is moved here.
      this.#jobs.set(id, job);
      return;
    }
    const known = parts.board.stored(id) ?? (await state.get(id));
    if (known === null) return job.done();
    const graceMs = this.#graceFor(known);
    if (graceMs > 0) return job.postpone(Math.min(graceMs, MAX_POSTPONE_MS));
    this.#jobs.set(id, job);
    try {
      await this.#claimAndCarry(line, known, job);
    } catch (error) {
      await this.#jobs.get(id)?.giveBack();
      throw error;
    } finally {
      this.#jobs.delete(id);
      this.nudge();
    }
  }

  async #claimAndCarry(line: string, known: StoredDownload, job: Job): Promise<void> {
    const { leases, state, parts } = this.#options;
    const { id } = job;
    const ingestId = ingestIdOf({ provider: line, key: known.key });
    const partial = await parts.engine.inspectPartial(parts.artifacts.ingests.directoryOf(ingestId));
    const claimedAtMs = monotonicMs();
    const claim = await state.claim(id, ingestId, LEASE_MS, (partial?.generation ?? 0) + 1);
    if (claim.lease === null) return job.postpone(Math.min(claim.heldForMs + 1, MAX_POSTPONE_MS));
    leases.keep(claim.lease, claimedAtMs);
    parts.board.adopt(claim.download ?? known);
    const { record } = parts.board.stored(id) ?? known;
    if (isFinished(record) || record.state === 'PAUSED') {
      await leases.release(id);
      return job.done();
    }
    try {
      await this.#carry(claim.lease, partial, claim.wish);
    } finally {
      await this.#letGo(id);
    }
  }

  /** Moves a download whose lease is ours until it ends, is paused or has to be left. */
  async #carry(lease: Lease, partial: PartialObject | null, wish: string | null): Promise<void> {
    const { parts, replica, store, log } = this.#options;
    const { id, generation } = lease;
    const before = parts.board.stored(id);
    if (before === null) return;
    const sequence = generation * SEQUENCES_PER_GENERATION;
    const taken = takeOver(before, {
      holder: replica,
      store,
      sequence,
      partial,
      at: new Date(parts.now()),
    });
    parts.board.takeUp(taken);
    if (before.custody?.holder !== null)
      log.warn({ download: id }, 'Goes on with a download whose replica is gone');
    if ((taken.custody?.takeovers ?? 0) > MAX_TAKEOVERS_IN_VAIN) {
      return parts.runner.conclude(id, { kind: 'fail', error: inVainError() });
    }
    await grantKept(id, wish, { ...this.#options, controls: parts.controls });
    if (parts.board.get(id)?.state !== 'QUEUED') return;
    await parts.runner.launch(id, before.record.startedAt !== null);
  }

  /** What is done with needs no job any more; what is not is for others, if it is still ours to give. */
  async #letGo(id: string): Promise<void> {
    const { leases, parts, settled, onFreed } = this.#options;
    const download = parts.board.stored(id);
    if (download === null || isFinished(download.record) || download.record.state === 'PAUSED') {
      await settled();
      await leases.release(id);
      await this.#jobs.get(id)?.done();
      onFreed();
      return;
    }
    if (leases.holds(id) && download.custody !== null) {
      parts.board.entrust(id, { ...download.custody, holder: null });
      await settled();
      await leases.release(id);
    }
    // Not before: as long as it is moved here, its job may still come here.
    await this.#jobs.get(id)?.giveBack();
    onFreed();
  }

  /** How long the download still waits for a replica whose store has its bytes. */
  #graceFor({ record, custody }: StoredDownload): number {
    const { store, graceMs } = this.#options;
    const isElsewhere = custody !== null && custody.store !== null && custody.store !== store;
    if (!isElsewhere || (record.progress.receivedBytes ?? 0) === 0) return 0;
    const signMs = this.#signs.get(record.id) ?? monotonicMs();
    this.#signs.set(record.id, signMs);
    return Math.max(0, signMs + graceMs - monotonicMs());
  }
}

function inVainError() {
  const { code, message, retryable } = new GatewayError(
    'INTERNAL',
    `${MAX_TAKEOVERS_IN_VAIN + 1} replicas in a row went away while they had this download, without having brought a byte. ` +
      'Look at their logs, then start it again.',
    { retryable: true },
  );
  return { code, message, retryable };
}
