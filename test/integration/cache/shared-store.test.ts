import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import type { HttpClient } from '../../../src/http/types.js';
import { openCacheReplica } from '../../helpers/cache-replicas.js';
import { isWithoutRedis, startRedis, type TestRedis } from '../../helpers/redis.js';
import { silentLog } from '../../helpers/sandbox.js';
import { answerOf, readItem, writeItem, type Answering } from '../../helpers/upstream-cache.js';

const isSkipped = isWithoutRedis('the shared cache');

/** A provider whose answer is how often it was changed. */
function versioned() {
  let version = 0;
  let reads = 0;
  const answering: Answering = async ({ method }) => {
    if (method === 'PATCH') version += 1;
    else reads += 1;
    return answerOf(version);
  };
  return { answering, reads: () => reads, changeBehindOurBack: () => (version += 1) };
}

const read = async (client: HttpClient) => (await readItem(client, 'a')).body;

describe.skipIf(isSkipped)('replicas with a Redis', () => {
  it('share answers, and see each other’s changes at once', async () => {
    const redis = await startRedis();
    const provider = versioned();
    const [here, there] = [
      await openCacheReplica(redis, provider.answering),
      await openCacheReplica(redis, provider.answering),
    ];
    // The very first read makes the provider's generation and keeps nothing.
    await read(here.client);
    await read(here.client);
    await expect.poll(async () => (await read(there.client), there.outcomes)).toContain('shared');
    const reads = provider.reads();
    expect([await read(here.client), await read(there.client)]).toEqual([0, 0]);
    expect(provider.reads()).toBe(reads);

    await writeItem(here.client, 'a', 1);

    expect([await read(there.client), await read(here.client)]).toEqual([1, 1]);
  });

  it('see what one of them has observed', async () => {
    const redis = await startRedis();
    const provider = versioned();
    const [here, there] = [
      await openCacheReplica(redis, provider.answering),
      await openCacheReplica(redis, provider.answering),
    ];
    for (const { client } of [here, here, there]) await read(client);
    provider.changeBehindOurBack();

    here.cache.drop('p', ['a']);

    expect(await read(here.client)).toBe(1);
    expect(await read(there.client)).toBe(1);
  });

  it('leave no credential in it, and nothing of callers’ own', async () => {
    const redis = await startRedis();
    const stranger = new Redis(redis.url);
    onTestFinished(() => stranger.disconnect());
    const { open } = await openCacheReplica(redis, async (_request, { credentials }) =>
      answerOf(credentials === undefined ? 'ours' : 'of-the-caller'),
    );
    const client = open('canary-own');
    const credentials = new Map([['p', { secret: new Secret('canary-caller'), fingerprint: 'f1' }]]);
    const call = { signal: new AbortController().signal, log: silentLog, freshness: 'reuse' } as const;
    const get = { method: 'GET', path: '/items/a', reads: { kind: 'item', subjects: ['a'] } } as const;
    for (let times = 0; times < 3; times += 1) {
      await client.send(get, call);
      await client.send(get, { ...call, credentials });
    }

    const keys = await stranger.keys('*');
    const dump = [...keys, ...(await stranger.mget(keys))].join('\n');
    expect(dump).toContain('"ours"');
    expect(dump).not.toMatch(/canary|of-the-caller/u);
  });

  it.each([
    ['killed', (redis: TestRedis) => redis.stop(), (redis: TestRedis) => redis.start()],
    ['frozen', async (redis: TestRedis) => redis.freeze(), async (redis: TestRedis) => redis.thaw()],
  ])(
    'read past one that is %s without waiting, and catch up with it when it is back',
    async (_how, takeAway, bringBack) => {
      const redis = await startRedis();
      const provider = versioned();
      const [here, there] = [
        await openCacheReplica(redis, provider.answering),
        await openCacheReplica(redis, provider.answering),
      ];
      for (const { client } of [here, here, there]) await read(client);

      await takeAway(redis);
      const startedMs = performance.now();
      for (let times = 0; times < 50; times += 1) expect(await read(here.client)).toBe(0);
      // One wait of 300 ms, not fifty: they would take 15 s.
      expect(performance.now() - startedMs).toBeLessThan(3_000);
      expect(here.link.isUp).toBe(false);
      await writeItem(here.client, 'a', 1);
      expect(await read(here.client)).toBe(1);
      await bringBack(redis);

      await expect.poll(() => here.link.isUp, { timeout: 10_000 }).toBe(true);
      await expect.poll(() => there.link.isUp, { timeout: 10_000 }).toBe(true);
      expect([await read(there.client), await read(here.client)]).toEqual([1, 1]);
      here.outcomes.length = 0;
      await expect.poll(async () => (await read(here.client), here.outcomes)).toContain('hit');
    },
  );
});
