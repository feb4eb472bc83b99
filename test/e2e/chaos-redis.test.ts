import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ModelChangedDocument } from '../../client/generated/graphql.js';
import { ask } from '../helpers/ask.js';
import { keepLooking, look, spread, type Sight } from '../helpers/chaos/load.js';
import { formatMs, IS_LONG, report, tableOf } from '../helpers/chaos/report.js';
import { startChaosWorld, type ChaosWorld } from '../helpers/chaos/world.js';
import { makeDirectory } from '../helpers/configuration.js';
import { startGatewayProgram, type GatewayProgram } from '../helpers/process.js';
import { isWithoutRedis, startRedis, type TestRedis } from '../helpers/redis.js';
import { overWebSocket } from '../helpers/subscribe.js';

const LOOKS = IS_LONG ? 40 : 5;
const EVERY_MS = 200;
/** What a dead or frozen Redis may cost one call, docs/caching.md, and what the call itself takes on a busy machine. */
const PATIENCE_MS = 300 + 1_500;

/** What can happen to a Redis. */
interface Outage {
  readonly name: string;
  begin(redis: TestRedis): Promise<void>;
  end(redis: TestRedis): Promise<void>;
}

const OUTAGES: readonly Outage[] = [
  { name: 'killed', begin: (redis) => redis.stop(), end: (redis) => redis.start() },
  { name: 'frozen', begin: async (redis) => redis.freeze(), end: async (redis) => redis.thaw() },
  {
    name: 'restarted',
    begin: async (redis) => {
      await redis.stop();
      await redis.start();
    },
    end: async () => undefined,
  },
];

const readiness = async ({ origin }: GatewayProgram): Promise<string> => {
  const response = await fetch(`${origin}/ready`);
  return `${response.status} ${((await response.json()) as { status: string }).status}`;
};

/** Changes a model through one gateway and gives the time until a subscriber of another is told. */
async function toldAfterMs(from: GatewayProgram, to: GatewayProgram, id: string): Promise<number> {
  const description = `changed at ${performance.now()}`;
  const events = overWebSocket(to.url, ModelChangedDocument, { id });
  try {
    let startedMs: number | null = null;
    for await (const { data } of events) {
      const model = data?.modelChanged as { readonly description?: string | null } | undefined;
      if (model?.description === description) return performance.now() - startedMs!;
      if (startedMs !== null) continue;
      startedMs = performance.now();
      await ask(
        from.url,
        'mutation ($id: ID!, $to: String!) { updateModel(input: { id: $id, description: $to }) { id } }',
        { id, to: description },
      );
    }
  } finally {
    events.close();
  }
  throw new Error('The subscription ended');
}

interface Replicas extends ChaosWorld {
  /** A second gateway over the same Redis. */
  readonly other: GatewayProgram;
  readonly modelId: string;
}

async function startReplicas(redis: TestRedis): Promise<Replicas> {
  const world = await startChaosWorld({}, { REDIS_URL: redis.url });
  const other = await startGatewayProgram({ ...world.variables, MODELGATE_DATA_DIR: makeDirectory() });
  const { models } = await ask<{ models: { nodes: readonly { id: string }[] } }>(
    world.gateway.url,
    '{ models(first: 1, filter: { providers: ["plant-1"] }) { nodes { id } } }',
  );
  return { ...world, other, modelId: models.nodes[0]!.id };
}

async function play(outage: Outage, redis: TestRedis, { gateway, other, modelId }: Replicas) {
  await expect.poll(() => readiness(gateway)).toBe('200 ready');
  await expect.poll(() => readiness(other)).toBe('200 ready');
  await look(gateway.url);
  await outage.begin(redis);
  const sights = await keepLooking(gateway.url, LOOKS, EVERY_MS);
  const during = await readiness(gateway);
  const own = await toldAfterMs(gateway, gateway, modelId);
  await outage.end(redis);
  const endedMs = performance.now();
  while ((await readiness(gateway)) !== '200 ready' || (await readiness(other)) !== '200 ready')
    await sleep(20);
  const readyMs = performance.now() - endedMs;
  const across = await toldAfterMs(gateway, other, modelId);
  return { sights, during, own, readyMs, across };
}

function rowOf(name: string, { sights, during, own, readyMs, across }: Awaited<ReturnType<typeof play>>) {
  const { p50, max } = spread(sights.map(({ elapsedMs }) => elapsedMs));
  const whole = sights.filter((sight) => Object.keys(sight.unavailable).length === 0).length;
  const firstMs = sights[0]?.elapsedMs ?? Number.NaN;
  const times = [firstMs, p50, max].map((ms) => formatMs(ms));
  const told = [own, readyMs, across].map((ms) => formatMs(ms));
  return [name, `${whole} of ${sights.length} whole`, ...times, during, ...told];
}

function expectUnharmed(sights: readonly Sight[]): void {
  for (const sight of sights) {
    expect(sight).toMatchObject({ status: 200, errors: [], unavailable: {} });
    expect(sight.elapsedMs).toBeLessThan(PATIENCE_MS);
  }
}

const isSkipped = isWithoutRedis('chaos with Redis');
it.skipIf(isSkipped)(
  'a Redis that is killed, frozen or restarted costs a list at most a moment, and replicas tell each other again afterwards',
  async () => {
    const redis = await startRedis();
    const replicas = await startReplicas(redis);

    const played = [];
    for (const outage of OUTAGES) played.push(await play(outage, redis, replicas));

    const head = [
      'Redis',
      'lists',
      'first',
      'p50',
      'max',
      '/ready',
      'own event',
      'ready after',
      'event across',
    ];
    report(
      'redis',
      tableOf(
        head,
        played.map((outcome, index) => rowOf(OUTAGES[index]!.name, outcome)),
      ),
    );
    for (const { sights, own, across, readyMs } of played) {
      expectUnharmed(sights);
      // Without an event a watched model is read again after 15 s.
      expect(Math.max(own, across)).toBeLessThan(5_000);
      expect(readyMs).toBeLessThan(5_000);
    }
    expect(played[0]?.during).toBe('200 degraded');
    expect(played[1]?.during).toBe('200 degraded');
  },
  120_000,
);
