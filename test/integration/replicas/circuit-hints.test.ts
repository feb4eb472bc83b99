import { describe, expect, it, vi } from 'vitest';
import type { Replicas } from '../../../src/http/replicas.js';
import type { HttpClient } from '../../../src/http/types.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { isWithoutRedis, launchRedis } from '../../helpers/redis.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { joinReplicas } from '../../helpers/replicas.js';
import { useRunning } from '../../helpers/sandbox.js';
import { openReplicaClient, send } from '../../helpers/upstream-client.js';

const isSkipped = isWithoutRedis('hints of circuits');
/** A write is tried once, so that each call is one request. */
const WRITE = { method: 'POST' } as const;
/** Long enough for a busy machine. */
const SOON_MS = 10_000;

/** How many pieces of news have come. */
function countNews(replicas: Replicas): () => number {
  let count = 0;
  replicas.listen('registry', () => (count += 1));
  return () => count;
}

describe.skipIf(isSkipped)('the circuits of replicas', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());

  /** Two replicas that reach the provider each by its own way: whether it works is said by `works`. */
  async function openTwo(circuitOpenMs = 60_000) {
    const works = { here: true, there: true };
    const arrived = { here: 0, there: 0 };
    const server = await startServer((request, response) => {
      const way = request.headers['x-way'] === 'there' ? 'there' : 'here';
      arrived[way] += 1;
      sendJson(response, {}, works[way] ? 200 : 503);
    });
    const [hereReplicas, thereReplicas] = await Promise.all([joinReplicas(redis()), joinReplicas(redis())]);
    const open = (way: 'here' | 'there', replicas: Replicas) =>
      openReplicaClient(server.origin, replicas, {
        options: { headers: { 'x-way': way } },
        resilience: { circuitOpenMs },
      });
    const [newsHere, newsThere] = [countNews(hereReplicas), countNews(thereReplicas)];
    return {
      works,
      arrived,
      here: open('here', hereReplicas),
      there: open('there', thereReplicas),
      newsHere,
      newsThere,
    };
  }

  const fail = async (client: HttpClient, times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) await rejectionOf(send(client, WRITE));
  };

  it('open together: one burns its five calls, the other none', async () => {
    const { works, arrived, here, there, newsThere } = await openTwo();
    await send(there, WRITE);
    works.here = works.there = false;

    await fail(here, 5);
    await expect.poll(newsThere).toBe(1);

    expect((await rejectionOf(send(there, WRITE))).message).toContain('is not called for a moment');
    expect(arrived).toEqual({ here: 5, there: 1 });
  });

  it('stay closed where a call succeeded since the failures of the other began', async () => {
    const { works, arrived, here, there, newsThere } = await openTwo();
    works.here = false;
    await fail(here, 1);
    // News takes its time, so the success must be clearly later than the first failure.
    const failedAtMs = performance.now();
    await vi.waitFor(async () => {
      await send(there, WRITE);
      expect(performance.now() - failedAtMs).toBeGreaterThan(500);
    }, SOON_MS);
    const before = arrived.there;

    await fail(here, 4);
    await expect.poll(newsThere).toBe(1);

    expect((await send(there, WRITE)).status).toBe(200);
    expect(arrived.there).toBe(before + 1);
  });

  it('let a call try at once when the provider has answered the other', async () => {
    const { works, here, there, newsHere, newsThere } = await openTwo(300);
    works.here = works.there = false;
    await fail(here, 5);
    await expect.poll(newsThere).toBe(1);
    // A failed try doubles the time until the next one, here only.
    await vi.waitFor(async () => {
      await rejectionOf(send(here, WRITE));
      expect(newsThere()).toBe(2);
    }, SOON_MS);
    works.here = works.there = true;

    await vi.waitFor(async () => expect((await send(there, WRITE)).status).toBe(200), SOON_MS);
    await expect.poll(newsHere).toBeGreaterThan(0);

    expect((await send(here, WRITE)).status).toBe(200);
  });

  it('are as ever while Redis is away', async () => {
    const { works, arrived, here, there } = await openTwo();
    await redis().stop();
    works.here = works.there = false;

    await Promise.all([fail(here, 6), fail(there, 6)]);

    expect(arrived).toEqual({ here: 5, there: 5 });
    await redis().start();
  });
});
