import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import { openProviderBucket } from '../../../src/replicas/provider-buckets.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { marketCall, openMarketAdapter, useMarket } from '../../helpers/market.js';
import { isWithoutRedis, launchRedis, openLink } from '../../helpers/redis.js';
import { joinReplicas } from '../../helpers/replicas.js';
import { useRunning } from '../../helpers/sandbox.js';
import { openReplicaClient, send } from '../../helpers/upstream-client.js';

const isSkipped =
  isWithoutRedis(
    'shared limits',
  ); /** Requests that may come in any time: a burst, and what grows meanwhile. */
const PACE = { requests: 50, intervalMs: 1_000, burst: 5 };

/** Tokens that were granted at some time between a question and its answer. */
interface Grant {
  readonly askedMs: number;
  readonly answeredMs: number;
  readonly granted: number;
}

/** The most that was granted in a time beyond what the pace allows, over all times from one grant to another. */
function excess(grants: readonly Grant[]): number {
  const sorted = grants.toSorted((left, right) => left.answeredMs - right.answeredMs);
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, first] of sorted.entries()) {
    let sum = 0;
    let askedMs = first.askedMs;
    for (const { granted, answeredMs, askedMs: alsoAskedMs } of sorted.slice(index)) {
      sum += granted;
      askedMs = Math.min(askedMs, alsoAskedMs);
      most = Math.max(most, sum - PACE.burst - ((answeredMs - askedMs) * PACE.requests) / PACE.intervalMs);
    }
  }
  return most;
}

describe.skipIf(isSkipped)('replicas with a Redis', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());
  const market = useMarket({ size: 12, limitsRate: true });

  it('take no more tokens together than one of them may, in any time', async () => {
    const grants: Grant[] = [];
    const take = async (rounds: number): Promise<void> => {
      const bucket = openProviderBucket(await openLink(redis()), 'registry', 'tokens', PACE);
      for (let round = 0; round < rounds; round += 1) {
        const askedMs = performance.now();
        const { granted } = (await bucket.take(1 + (round % 4)))!;
        if (granted > 0) grants.push({ askedMs, answeredMs: performance.now(), granted });
      }
    };

    await Promise.all([take(400), take(300), take(200)]);

    expect(excess(grants)).toBeLessThanOrEqual(0);
    expect(grants.length).toBeGreaterThan(2);
  });

  it('keep to a rate together', async () => {
    const server = await startServer((_request, response) => sendJson(response, {}));
    const replicas = await Promise.all([joinReplicas(redis()), joinReplicas(redis()), joinReplicas(redis())]);
    const clients = replicas.map((others) =>
      openReplicaClient(server.origin, others, { options: { pace: PACE } }),
    );
    const startedMs = performance.now();

    await Promise.all(clients.flatMap((client) => Array.from({ length: 15 }, () => send(client))));

    expect(server.requests).toHaveLength(45);
    // Forty had to wait for a token, of which there are fifty in a second.
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(790);
  });

  it('are not refused by a marketplace that takes three requests a second', async () => {
    const adapters = await Promise.all(
      [1, 2, 3].map(async () =>
        openMarketAdapter(market().server.origin, undefined, await joinReplicas(redis())),
      ),
    );
    const before = market().server.requests.length;

    await Promise.all(adapters.flatMap((adapter) => [1, 2, 3, 4].map(() => adapter.probe(marketCall))));

    const statuses = market()
      .server.requests.slice(before)
      .map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
  });

  it('all wait when one of them is told to', async () => {
    const times: number[] = [];
    const server = await startServer((_request, response) => {
      times.push(performance.now());
      if (times.length === 1) sendJson(response, {}, 429, { 'retry-after': '1' });
      else sendJson(response, {});
    });
    const [here, there] = await Promise.all([joinReplicas(redis()), joinReplicas(redis())]);
    const [one, other] = [here, there].map((others) => openReplicaClient(server.origin, others));
    const told = new Promise<void>((resolve) => there.listen('registry', () => resolve()));

    const first = send(one!);
    await told;
    await Promise.all([first, send(other!)]);

    expect(times).toHaveLength(3);
    expect(Math.min(times[1]!, times[2]!) - times[0]!).toBeGreaterThanOrEqual(990);
  });

  it('wait for one credential only when the provider limits that one', async () => {
    const server = await startServer((request, response) => {
      if (request.headers['x-api-key'] === 'slow') sendJson(response, {}, 429, { 'retry-after': '3600' });
      else sendJson(response, {});
    });
    const [here, there] = await Promise.all([joinReplicas(redis()), joinReplicas(redis())]);
    const open = (others: typeof here, key: string) =>
      openReplicaClient(server.origin, others, {
        options: { credentials: { 'x-api-key': new Secret(key) } },
      });
    const told = new Promise<void>((resolve) => there.listen('registry', () => resolve()));

    await expect(send(open(here, 'slow'))).rejects.toMatchObject({ code: 'PROVIDER_RATE_LIMITED' });
    await told;

    expect((await send(open(there, 'quick'))).status).toBe(200);
  });
});

describe.skipIf(isSkipped)('a replica whose Redis is frozen', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());

  it('keeps to the rate by itself after one short wait', async () => {
    const server = await startServer((_request, response) => sendJson(response, {}));
    const client = openReplicaClient(server.origin, await joinReplicas(redis()), { options: { pace: PACE } });
    await send(client);
    redis().freeze();
    const startedMs = performance.now();

    await Promise.all(Array.from({ length: 15 }, () => send(client)));

    // One wait of 300 ms and ten tokens; not a wait for each call, which would take 4.5 s.
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(server.requests).toHaveLength(16);
    redis().thaw();
  });
});
