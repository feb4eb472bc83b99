import { createRedisBackend, Queue, Worker, type Job as BullJob, type QueueOptions } from 'bullmq';
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../observability/logger.js';
import type { RedisClient } from '../../redis/connection.js';
import { messageOf, type RedisLink } from '../../redis/link.js';
import type { Job, JobQueue } from './job-queue.js';

/** How long a job stays with a process that does not extend it. */
const LOCK_MS = 9_000;
/** How often it is looked for jobs whose process has gone away; by chance it takes twice as long. */
const STALLED_CHECK_MS = 500;
/** Whether a download comes to nothing is judged by its bytes, not by how often a process went away. */
const MAX_STALLED_COUNT = 1_000;
/** BullMQ keeps a log of events for those who want to read it; nobody does. */
const MAX_LOGGED_EVENTS = 10;

/** One queue of BullMQ. */
interface Line {
  readonly queue: Queue;
  /** Fetches jobs; null where this process takes none. */
  readonly worker: Worker | null;
  readonly ready: Promise<unknown>;
}

/** What a queue is made from. */
export interface BullQueueOptions {
  readonly link: RedisLink;
  /** How many jobs of a line may be out at the same time, in all processes together; null: any number. */
  readonly limitOf: (line: string) => number | null;
  /** Whether this process takes jobs. */
  readonly takes: boolean;
  /** Jobs have come back whose process has gone away. */
  readonly onStalled: () => void;
  readonly log: Logger;
}

/**
 * A queue of BullMQ for each line. Jobs are fetched by hand, so that a process asks for one when it has room for it, and never
 * blocks a connection. Everything goes over the link's connection: while Redis is away nothing waits.
 */
export class BullQueue implements JobQueue {
  readonly #options: BullQueueOptions;
  readonly #lines = new Map<string, Line>();
  /** Token of each job that is ours, by line and id. */
  readonly #taken = new Map<string, Map<string, string>>();

  constructor(options: BullQueueOptions) {
    this.#options = options;
  }

  async add(line: string, id: string, priority: number): Promise<void> {
    await this.#with(line, ({ queue }) =>
      queue.add('download', {}, { jobId: id, priority, removeOnComplete: true, removeOnFail: true }),
    );
  }

  async move(line: string, id: string, priority: number): Promise<void> {
    await this.#with(line, async ({ queue }) => (await queue.getJob(id))?.changePriority({ priority }));
  }

  async remove(line: string, id: string): Promise<void> {
    await this.#with(line, ({ queue }) => queue.remove(id));
  }

  async take(line: string): Promise<Job | null> {
    const token = randomUUID();
    const job = await this.#with(line, ({ worker }) => worker?.getNextJob(token, { block: false }));
    if (job?.id === undefined) return null;
    const taken = this.#taken.get(line) ?? new Map<string, string>();
    this.#taken.set(line, taken.set(job.id, token));
    return this.#jobOf(line, job, token);
  }

  async extend(): Promise<void> {
    for (const [line, taken] of this.#taken) {
      if (taken.size === 0) continue;
      const [ids, tokens] = [[...taken.keys()], [...taken.values()]];
      await this.#with(line, ({ worker }) => worker?.extendJobLocks(ids, tokens, LOCK_MS));
    }
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#lines.values()].map(async ({ queue, worker }) => {
        await worker?.close(true);
        await queue.close();
      }),
    );
  }

  /** Says again how many may be out, to a Redis that may have forgotten it. */
  async renewLimits(): Promise<void> {
    for (const [name, { queue }] of this.#lines) {
      const limit = this.#options.limitOf(name);
      if (limit !== null) await this.#with(name, () => queue.setGlobalConcurrency(limit));
    }
  }

  #jobOf(line: string, job: BullJob, token: string): Job {
    const id = job.id ?? '';
    const end = async (step: (own: BullJob) => Promise<unknown>): Promise<void> => {
      const taken = this.#taken.get(line);
      if (taken?.get(id) === token) taken.delete(id);
      try {
        await this.#with(line, () => step(job));
      } catch (error) {
        // Its lock has run out, or Redis is away: then it will.
        this.#options.log.debug({ download: id, error: messageOf(error) }, 'A job was not given back');
      }
    };
    return {
      id,
      done: () => end((own) => own.moveToCompleted(null, token, false)),
      postpone: (forMs) => end((own) => own.moveToDelayed(Date.now() + forMs, token)),
      giveBack: () => end((own) => own.moveToWait(token)),
    };
  }

  async #with<T>(name: string, step: (line: Line) => Promise<T> | T): Promise<T> {
    // Not inside `run`: what BullMQ throws need not mean that Redis is away.
    const redis = await this.#options.link.run((client) => Promise.resolve(client));
    const line = this.#lines.get(name) ?? this.#open(name, redis);
    this.#lines.set(name, line);
    try {
      await line.ready;
    } catch (error) {
      // What could not be begun stays so: the next use begins anew.
      if (this.#lines.get(name) === line) this.#lines.delete(name);
      throw error;
    }
    return step(line);
  }

  #open(name: string, redis: RedisClient): Line {
    const { link, limitOf, takes, onStalled, log } = this.#options;
    const options: QueueOptions = {
      connection: redis,
      prefix: `${link.prefix}{downloads}:queue`,
      streams: { events: { maxLen: MAX_LOGGED_EVENTS } },
    };
    const stalling = {
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED_COUNT,
    };
    const queue = new Queue(name, options, connect);
    const worker = takes
      ? new Worker(name, null, { ...options, ...stalling, autorun: false }, connect)
      : null;
    const onError = (error: Error): void => log.debug({ line: name, error: error.message }, 'A queue');
    queue.on('error', onError);
    worker?.on('error', onError);
    worker?.on('stalled', onStalled);
    const begin = async (): Promise<void> => {
      await Promise.all([queue.waitUntilReady(), worker?.waitUntilReady()]);
      const limit = limitOf(name);
      if (limit !== null) await queue.setGlobalConcurrency(limit);
      await worker?.startStalledCheckTimer();
    };
    return { queue, worker, ready: begin() };
  }
}

/** BullMQ's own, without the further connection on which a worker would wait for jobs. */
function connect(...[name, options]: Parameters<typeof createRedisBackend>) {
  return createRedisBackend(name, options, { blocking: false });
}
