import type { Redis } from 'ioredis';
import type { RedisConfig } from '../config/redis-schema.js';
import type { Logger } from '../observability/logger.js';
import { createConnection, createSubscriber, type Behaviour, type RedisClient } from './connection.js';

/** Longest that anybody waits for Redis, in milliseconds; then it counts as away. */
export const REDIS_PATIENCE_MS = 300;

/**
 * Longest that a start waits for Redis, in milliseconds: out of it come the keys of callers and of cursors. One that refuses
 * connections costs no time.
 */
const START_PATIENCE_MS = 3_000;

/** How often a Redis that is away is tried, in milliseconds. */
const RETRY_MS = 500;

/** How often one that answers is asked whether it still does, in milliseconds: nobody else may ask for a long time. */
const BEAT_MS = 2_000;

const IMPATIENT = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  commandTimeout: REDIS_PATIENCE_MS,
  connectTimeout: 3_000,
  retryStrategy: () => RETRY_MS,
  // Who subscribes does it again himself, together with what could not be subscribed to before.
  autoResubscribe: false,
} as const satisfies Behaviour;

/** Redis cannot be asked now. Costs nothing to find out. */
export class RedisAwayError extends Error {
  constructor() {
    super('Redis is away');
  }
}

/**
 * The process's connection for commands. The first command that a dead or frozen server does not answer in time makes it
 * count as away: from then on commands fail at once, until it answers again.
 */
export class RedisLink {
  /** Stands before every key and channel. In a cluster, keys of one command need the same `{tag}` after it. */
  readonly prefix: string;
  readonly #config: RedisConfig;
  readonly #log: Logger;
  readonly #redis: RedisClient;
  readonly #upkeep = new Set<(redis: RedisClient) => Promise<unknown>>();
  #isUp = false;
  #onThere = (): void => undefined;
  #isReturning = false;
  #isClosed = false;
  #nextLook: NodeJS.Timeout | undefined;

  constructor(config: RedisConfig, log: Logger) {
    this.prefix = config.prefix;
    this.#config = config;
    this.#log = log;
    this.#redis = this.#watched(createConnection(config, IMPATIENT));
    this.#redis.on('ready', () => void this.#tend());
    this.#redis.on('close', () => this.#leave('the connection was closed'));
  }

  /** Whether commands are worth trying. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether it leads to several servers, each of which has a part of the keys. */
  get isToCluster(): boolean {
    return this.#config.kind === 'cluster';
  }

  /** Waits for the first connection, but not for long; afterwards it comes about by itself. */
  async connect(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, START_PATIENCE_MS)));
    // What `connect` resolves with is not yet a Redis that counts as there.
    const there = new Promise<void>((resolve) => (this.#onThere = resolve));
    const outcome = this.#redis
      .connect()
      .then(() => there)
      .catch(() => undefined);
    await Promise.race([outcome, patience]);
    clearTimeout(timer);
    if (!this.#isUp) this.#log.warn('Redis does not answer; going on without it');
  }

  /** Runs a command. Throws RedisAwayError at once while Redis is away, else what the command throws. */
  async run<T>(command: (redis: RedisClient) => Promise<T>): Promise<T> {
    if (!this.#isUp) throw new RedisAwayError();
    try {
      return await command(this.#redis);
    } catch (error) {
      // A refusal is an answer, too.
      if (!isRefusal(error)) this.#leave(messageOf(error));
      throw error;
    }
  }

  /**
   * Has something done each time Redis answers again, before other commands go through, and every two seconds while it does.
   * If that fails, Redis counts as away.
   */
  keepUp(make: (redis: RedisClient) => Promise<unknown>): void {
    this.#upkeep.add(make);
  }

  /** A further connection for channels, with the same limits, not yet connected; the caller closes it. */
  openSubscriber(): Redis {
    return this.#watched(createSubscriber(this.#config, IMPATIENT));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#nextLook);
    this.#redis.disconnect();
  }

  #watched<Client extends RedisClient>(connection: Client): Client {
    // Without a listener the first outage would end the process.
    connection.on('error', (error: Error) => this.#log.debug({ error: error.message }, 'Redis connection'));
    return connection;
  }

  #leave(why: string): void {
    if (this.#isUp) this.#log.warn({ error: why }, 'Redis is away; going on without it');
    this.#isUp = false;
    if (this.#isClosed) return;
    clearTimeout(this.#nextLook);
    this.#nextLook = setTimeout(() => void this.#look(), RETRY_MS);
  }

  /** Asks whether Redis answers. A connection that does not may lead nowhere any more, so a new one is made. */
  async #look(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    try {
      // Not a ping, which a cluster answers that has lost its slots.
      await this.#redis.exists(`${this.prefix}sign-of-life`);
    } catch (error) {
      if (this.#isClosed) return;
      this.#leave(messageOf(error));
      this.#redis.disconnect(true);
      return;
    }
    await this.#tend();
  }

  /** Does what has to be done for Redis to count as there. */
  async #tend(): Promise<void> {
    if (this.#isReturning || this.#isClosed) return;
    this.#isReturning = true;
    try {
      await Promise.all([...this.#upkeep].map((make) => make(this.#redis)));
      if (this.#isClosed) return;
      clearTimeout(this.#nextLook);
      this.#nextLook = setTimeout(() => void this.#look(), BEAT_MS);
      if (!this.#isUp) this.#log.info('Redis answers');
      this.#isUp = true;
      this.#onThere();
    } catch (error) {
      this.#leave(messageOf(error));
    } finally {
      this.#isReturning = false;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** What an error says of itself, for log lines. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
