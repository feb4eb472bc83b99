import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeleteModelDocument } from '../../../client/generated/graphql.js';
import { federationSchema } from '../../../src/config/schema.js';
import { findModels } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway, type TestGateway } from '../../helpers/gateway.js';
import { isWithoutRedis, launchRedis, redisConfigOf } from '../../helpers/redis.js';
import { useRunning, useSandbox } from '../../helpers/sandbox.js';

const isSkipped = isWithoutRedis('gateways as replicas');
const PREFIX = 'team-a:';
/** Sorted lists are kept for longer than this file takes. */
const KEPT = federationSchema.parse({ snapshotTtlMs: 600_000 });
const PAGE =
  'query ($after: String) { models(first: 5, after: $after) { nodes { ref } pageInfo { endCursor } } }';

describe.skipIf(isSkipped)('gateways with data directories of their own and one Redis', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());
  const sandbox = useSandbox({ size: 20, market: { limitsRate: false } });
  const options = () => ({
    providers: sandboxProviders(sandbox()),
    config: { redis: redisConfigOf(redis(), PREFIX), federation: KEPT },
  });
  const here = useGateway(options);
  const there = useGateway(options);

  async function readPage(gateway: TestGateway, after: string | null) {
    const { models } = dataOf(await gateway.askText(PAGE, { after }));
    return { refs: models.nodes.map(({ ref }: { ref: string }) => ref), next: models.pageInfo.endCursor };
  }

  it('read each other’s cursors', async () => {
    const first = await readPage(here(), null);
    const second = await readPage(there(), first.next);
    const third = await readPage(here(), second.next);

    expect([...second.refs, ...third.refs]).toHaveLength(10);
    expect(new Set([...first.refs, ...second.refs, ...third.refs]).size).toBe(15);
  });

  it('show in their lists what was changed through another', async () => {
    const [victim] = await findModels(here(), 'registry');
    const refsThere = async () => (await findModels(there(), 'registry')).map(({ ref }) => ref);
    expect(await refsThere()).toContain(victim!.ref);

    dataOf(await here().ask(DeleteModelDocument, { id: victim!.ref }));

    await expect.poll(refsThere, { timeout: 10_000 }).not.toContain(victim!.ref);
  });

  it('show what was changed while they could not tell each other', async () => {
    const [victim] = await findModels(here(), 'registry');
    const refsThere = async () => (await findModels(there(), 'registry')).map(({ ref }) => ref);
    expect(await refsThere()).toContain(victim!.ref);

    redis().freeze();
    dataOf(await here().ask(DeleteModelDocument, { id: victim!.ref }));
    expect(await refsThere()).toContain(victim!.ref);
    redis().thaw();

    await expect.poll(refsThere, { timeout: 15_000 }).not.toContain(victim!.ref);
  });

  it('leave nothing in Redis without the prefix', async () => {
    const stranger = new Redis(redis().port);
    onTestFinished(() => stranger.disconnect());
    await readPage(here(), null);

    const names = [...(await stranger.keys('*')), ...(await stranger.pubsub('CHANNELS'))];

    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !String(name).startsWith(PREFIX))).toEqual([]);
  });
});
