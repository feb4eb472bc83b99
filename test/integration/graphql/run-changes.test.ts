import { describe, expect, it, onTestFinished } from 'vitest';
import {
  RunChangedDocument,
  RunsDocument,
  type RunChangedSubscription,
  type RunStatus,
  type RunSummaryFragment,
} from '../../../client/generated/graphql.js';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { dataOf, sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { pacedTypes } from '../../helpers/paced-types.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { collect, overSse, overWebSocket } from '../../helpers/subscribe.js';

const START_MS = Date.now();
const MINUTE_MS = 60_000;
const AN_HOUR_MS = 60 * MINUTE_MS;

describe.each([
  ['graphql-ws', overWebSocket],
  ['server-sent events', overSse],
] as const)('a run that is watched over %s', (_transport, subscribe) => {
  // It stands still unless it is told: what a run has left changes every second.
  const sandbox = useSandbox({ size: 20, startMs: START_MS, clock: createManualClock(START_MS) });
  const gateway = useGateway(() => ({
    providers: sandboxProviders(sandbox()),
    providerTypes: pacedTypes(50),
  }));

  async function findRuns(status: RunStatus): Promise<readonly RunSummaryFragment[]> {
    const filter = { providers: ['registry'], status: [status] };
    const orderBy = { field: 'CREATED_AT' as const };
    return dataOf(await gateway().ask(RunsDocument, { first: 100, filter, orderBy })).runs.nodes;
  }

  const watch = (id: string) => subscribe(gateway().url, RunChangedDocument, { id });

  /** How often the registry was asked for one run by itself. */
  const readsOf = ({ ref }: RunSummaryFragment) =>
    sandbox().servers.registry.requests.filter(({ target }) =>
      target.endsWith(`/training/${ref.split(':')[1]}`),
    ).length;

  async function next(events: AsyncIterator<{ data?: RunChangedSubscription | null | undefined }>) {
    const { value, done } = await events.next();
    return done === true ? null : (value.data!.runChanged as RunSummaryFragment);
  }

  it('is read by one reader however many watch it', async () => {
    const patient = await startGateway({
      providers: sandboxProviders(sandbox()),
      providerTypes: pacedTypes(AN_HOUR_MS),
    });
    onTestFinished(() => patient.close());
    const [run] = await findRuns('RUNNING');

    // One after the other: reads at the same time would be one call anyway.
    for (let watchers = 1; watchers <= 5; watchers += 1) {
      const events = subscribe(patient.url, RunChangedDocument, { id: run!.id });
      expect(await next(events[Symbol.asyncIterator]())).toMatchObject({ id: run!.id });
    }

    // One asks for all five whether there is such a run; the reader reads it once until the hour is over.
    expect(readsOf(run!)).toBe(1 + 1);
  });

  it('costs the registry nothing more once its last watcher has left', async () => {
    const [left, stays] = await findRuns('RUNNING');
    const leaving = [watch(left!.id), watch(left!.id)];
    const staying = watch(stays!.id);
    await Promise.all([...leaving, staying].map((events) => next(events[Symbol.asyncIterator]())));

    for (const events of leaving) events.close();

    // The other run's reads are the clock: while they go on, those of the left one have ended.
    await expect
      .poll(async () => {
        const before = { left: readsOf(left!), stays: readsOf(stays!) };
        await expect.poll(() => readsOf(stays!) - before.stays).toBeGreaterThan(5);
        return readsOf(left!) - before.left;
      })
      .toBe(0);
    staying.close();
  });

  it('advances under the eyes of its watcher, and the stream ends when the run has ended', async () => {
    const running = await findRuns('RUNNING');
    const streams = running.map(({ id }) => watch(id)[Symbol.asyncIterator]());
    const nextOfEach = () => Promise.all(streams.map(next));

    const first = await nextOfEach();
    sandbox().clock.advance(MINUTE_MS);
    const second = await nextOfEach();
    sandbox().clock.advance(AN_HOUR_MS);
    const last = await nextOfEach();

    expect(first.map((run) => run!.id)).toEqual(running.map(({ id }) => id));
    expect(second.every((run) => run!.status === 'RUNNING' && run!.finishedAt === null)).toBe(true);
    expect(second.every((run, index) => run!.epoch! > first[index]!.epoch!)).toBe(true);
    expect(last.every((run) => run!.finishedAt !== null)).toBe(true);
    // The sandbox lets one of its first two runs break down.
    expect(last).toContainEqual(expect.objectContaining({ status: 'SUCCEEDED', progressPercent: 100 }));
    expect(last).toContainEqual(
      expect.objectContaining({ status: 'FAILED', errorMessage: expect.any(String) }),
    );
    expect(await nextOfEach()).toEqual([null, null]);
  });

  it('that has ended before is told once', async () => {
    const [run] = await findRuns('SUCCEEDED');

    const events = await collect(watch(run!.id));

    expect(events).toMatchObject([{ data: { runChanged: { id: run!.id, status: 'SUCCEEDED' } } }]);
  });

  it('that does not exist is NOT_FOUND', async () => {
    const absent = Buffer.from(JSON.stringify(['Run', 'registry', '00000000-0000-4000-8000-000000000000']));

    const events = await collect(watch(absent.toString('base64url')));

    expect(events).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND', provider: 'registry' } }] }]);
  });

  it('is an error of the stream when its provider is down', async () => {
    const [run] = await findRuns('SUCCEEDED');
    sandbox().faults.add({ server: 'registry', kind: 'drop' });

    const events = await collect(watch(run!.id));

    expect(events).toMatchObject([{ errors: [{ extensions: { code: 'PROVIDER_UNAVAILABLE' } }] }]);
  });
});
