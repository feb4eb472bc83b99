import { describe, expect, it } from 'vitest';
import {
  DeleteModelDocument,
  LoadModelDocument,
  ModelChangedDocument,
  UnloadModelDocument,
  UpdateModelDocument,
  type ModelChangedSubscription,
  type ModelSummaryFragment,
} from '../../../client/generated/graphql.js';
import { download } from '../../helpers/downloads.js';
import { findModel, findModels } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { pacedTypes } from '../../helpers/paced-types.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { collect, firstEvent, overSse, overWebSocket, type Event } from '../../helpers/subscribe.js';

const AN_HOUR_MS = 3_600_000;

async function next(
  events: AsyncIterator<Event<ModelChangedSubscription>>,
): Promise<ModelSummaryFragment | null> {
  const { value, done } = await events.next();
  return done === true ? null : value.data!.modelChanged;
}

describe.each([
  ['graphql-ws', overWebSocket],
  ['server-sent events', overSse],
] as const)('a model that is watched over %s', (_transport, subscribe) => {
  const sandbox = useSandbox({ size: 20, local: { downloadMs: 500 } });
  // Read once an hour: what comes sooner comes because the gateway knows of the change.
  const gateway = useGateway(() => ({
    providers: sandboxProviders(sandbox()),
    providerTypes: pacedTypes(AN_HOUR_MS),
  }));
  const watch = (id: string) => subscribe(gateway().url, ModelChangedDocument, { id });

  it('is told as it is, then as soon as it is loaded or unloaded through the gateway', async () => {
    const { id } = await findModel(gateway(), 'local', { runtimeState: ['LOADED'] });
    const events = watch(id);
    const iterator = events[Symbol.asyncIterator]();

    const first = await next(iterator);
    dataOf(await gateway().ask(UnloadModelDocument, { id }));
    const second = await next(iterator);
    dataOf(await gateway().ask(LoadModelDocument, { id }));
    const third = await next(iterator);
    events.close();

    expect([first, second, third].map((model) => model!.runtime!.state)).toEqual([
      'LOADED',
      'DOWNLOADED',
      'LOADED',
    ]);
    expect(second!.can).toContain('LOAD');
  });

  it('is told to every watcher of it, and to none of another', async () => {
    const [one, other] = await findModels(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    const watchers = [watch(one!.id), watch(one!.id)].map((events) => events[Symbol.asyncIterator]());
    await Promise.all(watchers.map(next));
    const stranger = watch(other!.id)[Symbol.asyncIterator]();
    await next(stranger);

    await download(gateway(), one!.id);

    const told = await Promise.all(watchers.map((events) => firstState(events, 'DOWNLOADED')));
    expect(told).toEqual([one!.id, one!.id]);
    await download(gateway(), other!.id);
    expect((await next(stranger))!.id).toBe(other!.id);
  });

  it('is told when it is changed, and the stream ends when it is deleted', async () => {
    const { id } = await findModel(gateway(), 'registry', { name: { equals: 'Dock Door Detector' } });
    const events = watch(id)[Symbol.asyncIterator]();
    await next(events);

    dataOf(await gateway().ask(UpdateModelDocument, { input: { id, description: 'Door by door.' } }));
    const changed = await next(events);
    dataOf(await gateway().ask(DeleteModelDocument, { id }));

    expect(changed).toMatchObject({ id, description: 'Door by door.' });
    expect(await next(events)).toBeNull();
  });

  it('that does not exist is NOT_FOUND', async () => {
    const absent = Buffer.from(JSON.stringify(['Model', 'local', 'nobody'])).toString('base64url');

    expect(await collect(watch(absent))).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  });
});

/** Reads until the model is in a state; gives its id. */
async function firstState(
  events: AsyncIterator<Event<ModelChangedSubscription>>,
  state: string,
): Promise<string> {
  for (let model = await next(events); model !== null; model = await next(events)) {
    if (model.runtime!.state === state) return model.id;
  }
  throw new Error(`The stream ended before the model was ${state}.`);
}

describe('the provider of watched models', () => {
  const sandbox = useSandbox({ size: 20 });
  const gateway = useGateway(() => ({
    providers: sandboxProviders(sandbox()),
    providerTypes: pacedTypes(20),
  }));
  const readsOf = ({ ref }: ModelSummaryFragment) =>
    sandbox().servers.local.requests.filter(({ target }) => target.includes(ref.split(':')[1]!)).length;

  it('is asked no more once the last watcher has left, and again when one comes back', async () => {
    const [left, stays] = await findModels(gateway(), 'local');
    const watch = ({ id }: ModelSummaryFragment) =>
      overWebSocket(gateway().url, ModelChangedDocument, { id });
    const staying = watch(stays!);
    await next(staying[Symbol.asyncIterator]());

    await firstEvent(watch(left!), () => true);

    // The other model's reads are the clock: while they go on, those of the left one have ended.
    await expect
      .poll(async () => {
        const before = { left: readsOf(left!), stays: readsOf(stays!) };
        await expect.poll(() => readsOf(stays!) - before.stays).toBeGreaterThan(10);
        return readsOf(left!) - before.left;
      })
      .toBe(0);
    const before = readsOf(left!);
    const back = watch(left!);
    expect(await next(back[Symbol.asyncIterator]())).toMatchObject({ id: left!.id });
    await expect.poll(() => readsOf(left!) - before).toBeGreaterThan(5);
    back.close();
    staying.close();
  });

  it('may fail for a moment without the watcher noticing', async () => {
    const { id } = await findModel(gateway(), 'local', { runtimeState: ['LOADED'] });
    const events = overWebSocket(gateway().url, ModelChangedDocument, { id });
    const iterator = events[Symbol.asyncIterator]();
    await next(iterator);
    sandbox().faults.add({ server: 'local', kind: 'status', status: 503, times: 3 });
    await expect.poll(() => sandbox().faults.list()).toEqual([]);

    dataOf(await gateway().ask(UnloadModelDocument, { id }));

    expect((await next(iterator))!.runtime!.state).toBe('DOWNLOADED');
    events.close();
  });
});
