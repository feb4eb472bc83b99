import { afterEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { HttpAnswer } from '../../../src/http/types.js';
import { openCacheReplica } from '../../helpers/cache-replicas.js';
import { createDeferred, type Deferred } from '../../helpers/deferred.js';
import { isWithoutRedis, startRedis } from '../../helpers/redis.js';
import { answerOf, bodies, readItem } from '../../helpers/upstream-cache.js';

const isSkipped = isWithoutRedis('calls that replicas share');

/** Three replicas of which the provider is asked for `a` when the test lets it; which of them asks is not known before. */
async function openReplicas() {
  const redis = await startRedis();
  const calls: (Deferred<HttpAnswer> & { readonly replica: number })[] = [];
  const open = (replica: number) =>
    openCacheReplica(redis, ({ path }) => {
      if (path !== '/items/a') return Promise.resolve(answerOf('known'));
      const answer = createDeferred<HttpAnswer>();
      calls.push({ ...answer, replica });
      return answer.promise;
    });
  const replicas = await Promise.all([0, 1, 2].map(open));
  // The very first read makes the provider's generation, without which nothing is shared.
  await expect
    .poll(async () => {
      for (const { client } of replicas) await readItem(client, 'other');
      return replicas.every(({ outcomes }) => outcomes.includes('shared') || outcomes.includes('hit'));
    })
    .toBe(true);
  const read = () => replicas.map(({ client }) => readItem(client, 'a'));
  const called = async (times: number) => {
    await expect.poll(() => calls.length, { timeout: 10_000 }).toBe(times);
  };
  return { redis, replicas, calls, read, called };
}

describe.skipIf(isSkipped)('replicas that lack the same answer at the same time', () => {
  afterEach(() => vi.useRealTimers());

  it.each([200, 404])('make one call for it, whose answer (%s) all of them use', async (status) => {
    const { calls, read, called } = await openReplicas();

    const answers = read();
    await called(1);
    calls[0]!.resolve(answerOf('asked once', status));

    expect(await bodies(...answers)).toEqual(['asked once', 'asked once', 'asked once']);
    expect(calls).toHaveLength(1);
  });

  it('make one call for it, however long that takes', async () => {
    const { replicas, calls, read, called } = await openReplicas();
    const startedMs = performance.now();

    const answers = read();
    await called(1);
    // Longer than a replica may be silent that has the lease.
    await expect.poll(() => performance.now() - startedMs, { timeout: 5_000 }).toBeGreaterThan(1_600);
    expect(replicas.every(({ link }) => link.isUp)).toBe(true);
    calls[0]!.resolve(answerOf('late'));

    expect(await bodies(...answers)).toEqual(['late', 'late', 'late']);
    expect(calls).toHaveLength(1);
  });

  it('renew it by one call when it has become old, and serve the old one meanwhile', async () => {
    const { replicas, calls, read, called } = await openReplicas();
    const answers = read();
    await called(1);
    calls[0]!.resolve(answerOf('old'));
    await bodies(...answers);

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_500 });
    for (const { clock } of replicas) clock.nowMs += 1_500;
    for (let times = 0; times < 5; times += 1) expect(await bodies(...read())).toEqual(['old', 'old', 'old']);
    await called(2);
    calls[1]!.resolve(answerOf('new'));

    await expect.poll(() => bodies(...read())).toEqual(['new', 'new', 'new']);
    expect(calls).toHaveLength(2);
  });

  it('ask one after the other while calls fail', async () => {
    const { calls, read, called } = await openReplicas();

    const answers = Promise.allSettled(read());
    await called(1);
    calls[0]!.reject(new GatewayError('PROVIDER_UNAVAILABLE', 'No.'));
    await called(2);
    calls[1]!.resolve(answerOf('second try'));

    const { replica: failed } = calls[0]!;
    const seen = (await answers).map((answer) =>
      answer.status === 'fulfilled' ? answer.value.body : 'failed',
    );
    expect(seen).toEqual([0, 1, 2].map((replica) => (replica === failed ? 'failed' : 'second try')));
    expect(calls).toHaveLength(2);
  });

  it('go on without the one that was asking when it dies', async () => {
    const { replicas, calls, read, called } = await openReplicas();

    const answers = read();
    await called(1);
    const { replica: dead } = calls[0]!;
    replicas[dead]!.link.close();
    await called(2);
    calls[1]!.resolve(answerOf('taken over'));

    const others = answers.filter((_, replica) => replica !== dead);
    expect(await bodies(...others)).toEqual(['taken over', 'taken over']);
    expect(calls).toHaveLength(2);
    calls[0]!.resolve(answerOf('too late'));
    expect((await answers[dead]!).body).toBe('too late');
  });

  it('each ask for themselves when Redis freezes meanwhile', async () => {
    const { redis, calls, read, called } = await openReplicas();

    const answers = read();
    await called(1);
    redis.freeze();
    await called(3);
    for (const { resolve, replica } of calls) resolve(answerOf(replica));

    expect(await bodies(...answers)).toEqual([0, 1, 2]);
    redis.thaw();
  });
});

describe.skipIf(isSkipped)('replicas that make copies of the same answers', () => {
  const copying = (maxAgeMs: number) => ({ maxAgeMs, sawAge: vi.fn<(ageMs: number) => void>() });

  afterEach(() => vi.useRealTimers());

  it('make them from one call, and learn how old its answer is', async () => {
    const { replicas, calls, called } = await openReplicas();
    const [here, there, late] = replicas;
    const first = [readItem(here!.client, 'a', copying(500)), readItem(there!.client, 'a', copying(500))];
    await called(1);
    calls[0]!.resolve(answerOf('once'));
    expect(await bodies(...first)).toEqual(['once', 'once']);

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 400 });
    const reading = copying(5_000);
    expect(await bodies(readItem(late!.client, 'a', reading))).toEqual(['once']);

    expect(calls).toHaveLength(1);
    const [age] = reading.sawAge.mock.calls[0]!;
    expect(age).toBeGreaterThanOrEqual(400);
  });

  it('ask again when the answer is older than the copy may be', async () => {
    const { replicas, calls, called } = await openReplicas();
    const [here, there] = replicas;
    const first = readItem(here!.client, 'a', copying(500));
    await called(1);
    calls[0]!.resolve(answerOf('old'));
    await first;

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 501 });
    const second = readItem(there!.client, 'a', copying(500));
    await called(2);
    calls[1]!.resolve(answerOf('new'));

    expect(await bodies(second)).toEqual(['new']);
  });
});
