import { randomUUID } from 'node:crypto';
import type { Logger } from '../observability/logger.js';
import type { RedisClient } from '../redis/connection.js';
import { messageOf, RedisAwayError, type RedisLink } from '../redis/link.js';
import type { CallLeases, SharedStore, SharedView } from './types.js';

/** What a shared store in Redis is made from. */
export interface RedisStoreOptions {
  readonly link: RedisLink;
  readonly leases: CallLeases;
  /** Stands before every key, so that deployments can share a server. Not empty. */
  readonly prefix: string;
  readonly log: Logger;
}

/** Longer than any answer serves. */
const GENERATION_SECONDS = 86_400;

/** Of a subject that was not dropped lately. */
const UNTOUCHED = '-';

/**
 * Makes a store that replicas share. A provider's generation and those of its subjects are random texts, replaced at each
 * drop; an answer stands next to the generations under which it was read, and is good while they are still the same.
 * They are read together in one command, so a replica that reads after a drop sees nothing from before it.
 */
export function createRedisStore({ link, leases, prefix, log }: RedisStoreOptions): SharedStore {
  /** Providers of which something was dropped without Redis knowing. */
  const missed = new Set<string>();
  // What one command reads together has to be together in a cluster: the braces see to that.
  const answerKey = (provider: string, key: string): string => `${prefix}{${provider}}:answer:${key}`;
  const generationKey = (provider: string): string => `${prefix}{${provider}}:generation`;
  const subjectKey = (provider: string, subject: string): string => `${generationKey(provider)}:${subject}`;
  const renew = (redis: RedisClient, key: string): Promise<unknown> =>
    redis.set(key, randomUUID(), 'EX', GENERATION_SECONDS);

  /** Makes up for a drop that did not get through. */
  const makeUp = async (redis: RedisClient, provider: string): Promise<void> => {
    await renew(redis, generationKey(provider));
    missed.delete(provider);
  };

  link.keepUp((redis) => Promise.all([...missed].map((provider) => makeUp(redis, provider))));

  /** Undefined when it did not work, which is in the log. */
  async function attempt<T>(command: (redis: RedisClient) => Promise<T>): Promise<T | undefined> {
    try {
      return await link.run(command);
    } catch (error) {
      if (!(error instanceof RedisAwayError))
        log.warn({ error: messageOf(error) }, 'The shared cache failed');
      return undefined;
    }
  }

  async function look(
    provider: string,
    subjects: readonly string[],
    key: string | null,
  ): Promise<SharedView | null> {
    const keys = [generationKey(provider), ...subjects.map((subject) => subjectKey(provider, subject))];
    const wanted = key === null ? keys : [...keys, answerKey(provider, key)];
    if (missed.has(provider)) await attempt((redis) => makeUp(redis, provider));
    if (missed.has(provider)) return null;
    const found = await attempt((redis) => redis.mget(wanted));
    if (found === undefined) return null;
    const [own = null, ...others] = found.slice(0, keys.length);
    if (own === null) {
      // The first read of all, or Redis has lost its memory: what others have kept is trusted no more.
      void attempt((redis) =>
        redis.set(generationKey(provider), randomUUID(), 'EX', GENERATION_SECONDS, 'NX'),
      );
      return null;
    }
    const generation = [own, ...others.map((each) => each ?? UNTOUCHED)].join(' ');
    const text = found[keys.length] ?? null;
    const isCurrent = text?.startsWith(`${generation}\n`) ?? false;
    return { generation, text: text !== null && isCurrent ? text.slice(generation.length + 1) : null };
  }

  return {
    look,
    keep: (provider, key, { generation, text }, lifetimeMs) =>
      void attempt((redis) =>
        redis.set(answerKey(provider, key), `${generation}\n${text}`, 'PX', lifetimeMs),
      ),
    claim: (provider, subjects, key) =>
      leases.claim(`${prefix}{${provider}}:lease:${key}`, () => look(provider, subjects, key)),
    forget: (provider, key) => void attempt((redis) => redis.del(answerKey(provider, key))),
    drop: async (provider, subjects) => {
      const keys = subjects?.map((subject) => subjectKey(provider, subject)) ?? [generationKey(provider)];
      const done = await attempt((redis) => Promise.all(keys.map((key) => renew(redis, key))));
      if (done === undefined) missed.add(provider);
    },
  };
}
