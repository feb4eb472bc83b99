import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRedisStore } from '../../../src/cache/redis-store.js';
import type { RedisConfig } from '../../../src/config/redis-schema.js';
import type { ProviderConfig } from '../../../src/config/schema.js';
import { createRateLimit } from '../../../src/limits/rate-limit.js';
import { createRedisPubSub } from '../../../src/pubsub/redis.js';
import { surveyRedis } from '../../../src/redis/survey.js';
import { createCallLeases } from '../../../src/replicas/call-leases.js';
import { captureLog } from '../../helpers/capture-log.js';
import { findModels } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, startGateway } from '../../helpers/gateway.js';
import { isWithoutRedis, openLinkTo } from '../../helpers/redis.js';
import {
  startCluster,
  startEncrypted,
  startRestricted,
  startSentinel,
} from '../../helpers/redis-topologies.js';
import { useRunning, useSandbox } from '../../helpers/sandbox.js';

const isSkipped = isWithoutRedis('kinds of Redis');

const sandbox = useSandbox({ size: 4, market: { limitsRate: false } });

/** What a replica does with its Redis. */
async function openReplica(config: RedisConfig) {
  const link = await openLinkTo(config);
  await expect.poll(() => link.isUp, { timeout: 10_000 }).toBe(true);
  const { log } = captureLog();
  const pubSub = createRedisPubSub({ link, prefix: link.prefix, log });
  onTestFinished(() => pubSub.close());
  return {
    link,
    pubSub,
    store: createRedisStore({
      link,
      leases: createCallLeases({ link, pubSub, log }),
      prefix: `${link.prefix}cache:`,
      log,
    }),
    rate: createRateLimit({ perMinute: 3, redis: { link, prefix: `${link.prefix}rate:` } }),
  };
}

const PROVIDERS = ['registry', 'runs', 'market', 'local'];
const SUBJECTS = ['one', 'two', 'three'];

/** Shares everything that two replicas share, for providers that a cluster has in different places. */
async function shareEverything(config: RedisConfig): Promise<void> {
  const [here, there] = [await openReplica(config), await openReplica(config)];
  for (const provider of PROVIDERS) {
    // The first look makes the generation.
    await here.store.look(provider, SUBJECTS, null);
    await expect.poll(() => here.store.look(provider, SUBJECTS, null)).not.toBeNull();
    const { generation } = (await here.store.look(provider, SUBJECTS, null))!;
    here.store.keep(provider, 'key', { generation, text: 'kept' }, 60_000);
    await expect
      .poll(() => there.store.look(provider, SUBJECTS, 'key'))
      .toEqual({ generation, text: 'kept' });
    await there.store.drop(provider, ['two']);
    expect(await here.store.look(provider, SUBJECTS, 'key')).toMatchObject({ text: null });
  }
  for (const holder of PROVIDERS) {
    for (const { rate } of [here, there, here]) expect((await rate.take(holder)).isAllowed).toBe(true);
    expect((await there.rate.take(holder)).isAllowed).toBe(false);
  }
  const events = await there.pubSub.subscribe('models');
  await here.pubSub.publish('models', 'changed');
  expect(await events.next()).toEqual({ done: false, value: 'changed' });
}

/** Has a gateway carry a download, and gives what it warned of. */
async function carryDownload(config: RedisConfig, providers: readonly ProviderConfig[]): Promise<string> {
  const { log, lines } = captureLog();
  const gateway = await startGateway({ providers, config: { redis: config }, log });
  onTestFinished(() => gateway.close());
  const [model] = await findModels(gateway, 'registry', { status: ['READY'] });
  const start = 'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }';
  const { id } = dataOf(await gateway.askText(start, { id: model!.ref }))['startDownload'];
  const stateOf = async () =>
    dataOf(await gateway.askText('query ($id: ID!) { download(id: $id) { state } }', { id }))['download'];
  await expect.poll(stateOf, { timeout: 20_000 }).toEqual({ state: 'COMPLETED' });
  return lines.filter((line) => line.includes('Redis') && line.includes('"level":40')).join('');
}

describe.skipIf(isSkipped)('replicas with a cluster', () => {
  const cluster = useRunning(startCluster, (running) => running.close());

  it('share everything, wherever in the cluster it is', async () => {
    await expect(shareEverything(cluster().config)).resolves.toBeUndefined();
  });

  it('carry downloads', async () => {
    expect(await carryDownload(cluster().config, sandboxProviders(sandbox()))).toBe('');
  });

  it('hear of events in the order in which they are published', async () => {
    const [here, there] = [await openReplica(cluster().config), await openReplica(cluster().config)];
    const events = await there.pubSub.subscribe('models');
    const numbers = [...Array(200).keys()];

    await Promise.all(numbers.map((number) => here.pubSub.publish('models', number)));

    const heard = [];
    for (const _ of numbers) heard.push((await events.next()).value);
    expect(heard).toEqual(numbers);
  });

  it('are told of all its masters', async () => {
    expect((await surveyRedis(cluster().config)).servers).toHaveLength(3);
  });

  it('go on alone while one of its nodes is dead, and together when it is back', async () => {
    const { config, servers } = cluster();
    const [here, there] = [await openReplica(config), await openReplica(config)];
    const events = await there.pubSub.subscribe('models');

    // The one that subscribers listen to.
    await servers[0]!.stop();
    const startedMs = performance.now();
    const verdicts = [];
    for (const holder of ['a', 'b', 'c', 'd', 'e', 'f'])
      for (let count = 0; count < 3; count += 1) verdicts.push(await here.rate.take(holder));
    expect(verdicts.map(({ isAllowed }) => isAllowed)).not.toContain(false);
    // Eighteen waits of 300 ms would take 5.4 s.
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    await servers[0]!.start();

    await expect.poll(() => here.link.isUp && there.link.isUp, { timeout: 15_000 }).toBe(true);
    let heard: unknown;
    void events.next().then(({ value }) => (heard = value));
    await expect
      .poll(() => here.pubSub.publish('models', 'back').then(() => heard), { timeout: 15_000 })
      .toBe('back');
  });
});

describe.skipIf(isSkipped)('replicas with sentinels', () => {
  const sentinels = useRunning(startSentinel, (running) => running.close());

  it('share everything, wherever the master is', async () => {
    await expect(shareEverything(sentinels().config)).resolves.toBeUndefined();
  });

  it('carry downloads', async () => {
    expect(await carryDownload(sentinels().config, sandboxProviders(sandbox()))).toBe('');
  });

  it('follow them to the next master when the old one is frozen', async () => {
    const { config, servers } = sentinels();
    const [here, there] = [await openReplica(config), await openReplica(config)];
    const events = await there.pubSub.subscribe('models');
    const [master, replica] = servers;

    master!.freeze();
    onTestFinished(() => master!.thaw());
    let heard: unknown;
    void events.next().then(({ value }) => (heard = value));

    await expect
      .poll(() => here.pubSub.publish('models', 'hello').then(() => heard), { timeout: 15_000 })
      .toBe('hello');
    expect(await here.link.run((redis) => redis.role())).toContain('master');
    const successor = new Redis(replica!.port);
    onTestFinished(() => successor.disconnect());
    expect(await successor.role()).toContain('master');
  });
});

describe.skipIf(isSkipped)('replicas with an encrypted server', () => {
  const encrypted = useRunning(startEncrypted, (running) => running.close());

  it('share everything when they trust its authority', async () => {
    await expect(shareEverything(encrypted().config)).resolves.toBeUndefined();
  });

  it('do not talk to it when they do not', async () => {
    const link = await openLinkTo({ ...encrypted().config, tls: { ca: null } });

    expect(link.isUp).toBe(false);
    await expect(surveyRedis({ ...encrypted().config, tls: { ca: null } })).rejects.toThrow(/certificate/u);
  });
});

describe.skipIf(isSkipped)('replicas with a user who may touch their prefix only', () => {
  const restricted = useRunning(
    () => startRestricted('team-a:'),
    (running) => running.close(),
  );

  it('share everything, and can look at the server', async () => {
    await shareEverything(restricted().config);
    expect((await surveyRedis(restricted().config)).servers).toMatchObject([{ policy: 'noeviction' }]);
  });

  it('carry downloads', async () => {
    expect(await carryDownload(restricted().config, sandboxProviders(sandbox()))).toBe('');
  });

  it('are kept from anything else', async () => {
    const { link } = await openReplica(restricted().config);

    await expect(link.run((redis) => redis.get('team-b:secret'))).rejects.toThrow(/NOPERM/u);
    await expect(link.run((redis) => redis.publish('team-b:models', 'x'))).rejects.toThrow(/NOPERM/u);
    await expect(link.run((redis) => redis.flushall())).rejects.toThrow(/NOPERM/u);
    expect(link.isUp).toBe(true);
  });
});

describe.skipIf(isSkipped)('deployments with prefixes of their own', () => {
  const shared = useRunning(
    () => startRestricted(''),
    (running) => running.close(),
  );

  it('do not see each other on one server', async () => {
    const of = (prefix: string) => openReplica({ ...shared().config, prefix });
    const [ours, theirs] = [await of('ours:'), await of('theirs:')];
    for (const { store } of [ours, theirs]) {
      await store.look('registry', [], null);
      await expect.poll(() => store.look('registry', [], null)).not.toBeNull();
    }
    const before = await ours.store.look('registry', [], null);
    const events = await ours.pubSub.subscribe('models');

    await theirs.store.drop('registry', null);
    for (let count = 0; count < 3; count += 1) await theirs.rate.take('ada');
    await theirs.pubSub.publish('models', 'foreign');
    await ours.pubSub.publish('models', 'own');

    expect(await ours.store.look('registry', [], null)).toEqual(before);
    expect(await ours.rate.take('ada')).toMatchObject({ isAllowed: true, remaining: 2 });
    expect(await events.next()).toEqual({ done: false, value: 'own' });
  });
});
