import { isDeepStrictEqual } from 'node:util';
import type { KeyExchange } from '../auth/key-exchange.js';
import { changeKeyFile, keySchema, readKeyFile } from '../auth/key-file.js';
import type { KeyRecord } from '../auth/key.js';
import { parseJson } from '../domain/common.js';
import type { Logger } from '../observability/logger.js';
import type { PubSub } from '../pubsub/pubsub.js';
import type { RedisClient } from '../redis/connection.js';
import { messageOf, RedisAwayError, type RedisLink } from '../redis/link.js';

const TOPIC = 'keys-changed';

/** What a key exchange is made from. */
export interface KeyExchangeOptions {
  /** The key file of this replica, or of this command. */
  readonly path: string;
  readonly link: RedisLink;
  readonly pubSub: PubSub;
  readonly log: Logger;
}

/**
 * Keeps a key file and a hash in Redis the same. Keys are only ever added and revoked, so both sides get what either has:
 * whatever order things come in, and also after Redis has lost its memory.
 */
export async function openKeyExchange({ path, link, pubSub, log }: KeyExchangeOptions): Promise<KeyExchange> {
  const hash = `${link.prefix}api-keys`;
  const callbacks = new Set<() => void>();
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;

  /** Whether the file has got news. */
  const merge = async (redis: RedisClient): Promise<boolean> => {
    const shared = readRecords(await redis.hgetall(hash), log);
    const own = (await readKeyFile(path)) ?? [];
    const all = mergeKeys(own, shared);
    const unknown = newsFor(shared, all);
    if (unknown.length > 0) {
      await Promise.all(unknown.map((record) => share(redis, hash, record)));
      await pubSub.publish(TOPIC, null);
    }
    if (isDeepStrictEqual(all, own)) return false;
    await changeKeyFile(path, (keys) => mergeKeys(keys, shared));
    return true;
  };

  const exchange = async (
    mergeNow: () => Promise<boolean>,
  ): Promise<{ readonly hasNews: boolean } | null> => {
    if (isClosed) return null;
    const merging = mergeNow();
    underWay.add(merging);
    try {
      return { hasNews: await merging };
    } catch (error) {
      const level = error instanceof RedisAwayError ? 'debug' : 'warn';
      log[level]({ error: messageOf(error) }, 'API keys were not exchanged with other replicas');
      return null;
    } finally {
      underWay.delete(merging);
    }
  };
  const exchangeByLink = () => exchange(() => link.run(merge));
  const tell = (exchanged: { readonly hasNews: boolean } | null): void => {
    if (exchanged?.hasNews === true) for (const callback of callbacks) callback();
  };

  const announcements = await pubSub.subscribe(TOPIC);
  void (async () => {
    for await (const _ of announcements) tell(await exchangeByLink());
  })();
  // What an announcement that was lost would have said.
  link.keepUp(async (redis) => tell(await exchange(() => merge(redis))));
  return {
    exchange: async () => (await exchangeByLink()) !== null,
    onNews: (callback) => void callbacks.add(callback),
    close: async () => {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
  };
}

/** A revocation stays, whoever writes at the same time. */
function share(redis: RedisClient, hash: string, record: KeyRecord): Promise<number> {
  const text = JSON.stringify(record);
  return record.revokedAt === null ? redis.hsetnx(hash, record.id, text) : redis.hset(hash, record.id, text);
}

/** The keys of both; the earlier revocation counts. */
function mergeKeys(own: readonly KeyRecord[], others: readonly KeyRecord[]): readonly KeyRecord[] {
  const merged = new Map(own.map((record) => [record.id, record]));
  for (const record of others) {
    const known = merged.get(record.id);
    merged.set(record.id, known === undefined ? record : withRevocation(known, record.revokedAt));
  }
  return [...merged.values()];
}

function withRevocation(record: KeyRecord, revokedAt: Date | null): KeyRecord {
  if (revokedAt === null || (record.revokedAt !== null && record.revokedAt <= revokedAt)) return record;
  return { ...record, revokedAt };
}

/** What of these keys is not yet known. */
function newsFor(known: readonly KeyRecord[], all: readonly KeyRecord[]): readonly KeyRecord[] {
  const byId = new Map(known.map((record) => [record.id, record]));
  return all.filter(({ id, revokedAt }) => {
    const other = byId.get(id);
    return other === undefined || (revokedAt !== null && other.revokedAt === null);
  });
}

function readRecords(texts: Readonly<Record<string, string>>, log: Logger): readonly KeyRecord[] {
  return Object.entries(texts).flatMap(([id, text]) => {
    const { data } = keySchema.safeParse(parseJson(text));
    if (data !== undefined) return [data];
    log.warn({ key: id }, 'Something that is no API key stands among them in Redis');
    return [];
  });
}
