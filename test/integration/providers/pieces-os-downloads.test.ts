import { describe, expect, it } from 'vitest';
import {
  createStepper,
  followProgress,
  localCall,
  openLocalAdapter,
  readAllRecords,
  readRecord,
  useLocalRuntime,
} from '../../helpers/pieces-os.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { modelWith, startScriptedRuntime } from '../../helpers/scripted-runtime.js';

const time = createStepper();
const runtime = useLocalRuntime({ schedule: time.schedule });
/** More than the steps of any simulated fetch. */
const ALL_STEPS = 100;

/** An adapter and the target of a local model that is not downloaded; each call takes another model. */
async function openWithTarget() {
  const adapter = openLocalAdapter({ baseUrl: runtime().server.origin });
  const records = await readAllRecords(adapter);
  const model = records.find(
    ({ runtime: state, task }) => state?.state === 'NOT_DOWNLOADED' && task === 'TEXT_GENERATION',
  );
  if (model === undefined) throw new Error('The sandbox has no model left to download.');
  return { ...adapter, records, target: { kind: 'model', nativeId: model.nativeId } as const };
}

describe('planning a download', () => {
  it('knows the identity and the size, and that nothing is there', async () => {
    const scripted = await startScriptedRuntime();
    scripted.model = modelWith({ version: 'i02/b', bytes: { value: 4_140_373_632, readable: '4.14 GB' } });
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });

    const plan = await downloads.plan({ kind: 'model', nativeId: scripted.id }, localCall);

    expect(plan).toEqual({ key: `${scripted.id}/i02%2Fb`, totalBytes: 4_140_373_632, present: false });
  });

  it('knows that the files are there already', async () => {
    const { downloads, records } = await openWithTarget();
    const nativeId = records.find((record) => record.runtime?.state === 'DOWNLOADED')!.nativeId;

    expect(await downloads.plan({ kind: 'model', nativeId }, localCall)).toMatchObject({ present: true });
  });

  it('never posts a download of a cloud model, whether its downloaded flag is false or missing (trap 5)', async () => {
    const { downloads, records } = await openWithTarget();
    const clouds = records.filter((record) => record.runtime?.state === 'CLOUD');
    const requests = runtime().watchRequests();

    expect(new Set(clouds.map(({ raw }) => raw['downloaded']))).toEqual(new Set([false, undefined]));
    for (const { nativeId } of clouds.slice(0, 2)) {
      const target = { kind: 'model', nativeId } as const;
      expect((await rejectionOf(downloads.plan(target, localCall))).code).toBe('UNSUPPORTED');
      expect((await rejectionOf(downloads.start(target, localCall))).code).toBe('UNSUPPORTED');
    }
    expect(requests().filter((request) => request.startsWith('POST /model'))).toEqual([]);
  });

  it('refuses checkpoints and unknown models', async () => {
    const { downloads } = await openWithTarget();

    const checkpoint = { kind: 'checkpoint', nativeId: 'x' } as const;
    const unknown = { kind: 'model', nativeId: '00000000-0000-4000-8000-000000000000' } as const;
    expect((await rejectionOf(downloads.plan(checkpoint, localCall))).code).toBe('UNSUPPORTED');
    expect((await rejectionOf(downloads.plan(unknown, localCall))).code).toBe('NOT_FOUND');
    expect((await rejectionOf(downloads.start(unknown, localCall))).code).toBe('NOT_FOUND');
  });
});

describe('following a download', () => {
  it('listens before the start, so that not even the first report is missed, and ends with the files there (trap 1)', async () => {
    const adapter = await openWithTarget();
    const { downloads, target } = adapter;
    const requests = runtime().watchRequests();
    const follower = followProgress(downloads, target.nativeId);

    await follower.ready;
    await downloads.start(target, localCall);
    const [upgrade] = requests();
    expect(upgrade).toBe(`GET /model/${target.nativeId}/download/progress`);
    await expect.poll(() => follower.reports.at(-1)).toEqual({ state: 'waiting', percent: null });
    time.step();
    await expect.poll(() => follower.reports.at(-1)).toEqual({ state: 'transferring', percent: null });
    time.step();
    await expect.poll(() => follower.reports.at(-1)).toEqual({ state: 'transferring', percent: 4 });
    time.step(ALL_STEPS);
    await follower.done;

    expect(follower.reports.at(-1)).toEqual({ state: 'completed', percent: 100 });
    expect((await readRecord(adapter, target.nativeId)).runtime?.state).toBe('DOWNLOADED');
  });

  it('shares one upstream stream among all watchers and closes it within a second of the last one leaving (trap 10)', async () => {
    const { downloads, target } = await openWithTarget();
    const requests = runtime().watchRequests();
    const followers = [1, 2, 3].map(() => followProgress(downloads, target.nativeId));

    await Promise.all(followers.map(({ ready }) => ready));
    await downloads.start(target, localCall);
    time.step(3);
    for (const { reports } of followers) {
      await expect.poll(() => reports.at(-1)).toEqual({ state: 'transferring', percent: 4 });
    }
    expect(runtime().server.openProgressStreams()).toBe(1);
    followers[0]!.leave();
    followers[1]!.leave();
    await Promise.all([followers[0]!.done, followers[1]!.done]);
    time.step(2);
    await expect.poll(() => followers[2]!.reports.at(-1)?.percent).toBe(15);
    expect(runtime().server.openProgressStreams()).toBe(1);
    followers[2]!.leave();
    await followers[2]!.done;

    await expect.poll(() => runtime().server.openProgressStreams(), { timeout: 1_000 }).toBe(0);
    expect(requests().filter((request) => request.endsWith('/download/progress'))).toHaveLength(1);
    time.step(ALL_STEPS);
  });

  it('closes the stream itself after the end, since the runtime does not', async () => {
    const { downloads, target } = await openWithTarget();
    const follower = followProgress(downloads, target.nativeId);

    await follower.ready;
    await downloads.start(target, localCall);
    time.step(ALL_STEPS);
    await follower.done;

    await expect.poll(() => runtime().server.openProgressStreams(), { timeout: 1_000 }).toBe(0);
  });

  it('tells a late watcher at once how far the download is', async () => {
    const { downloads, target } = await openWithTarget();
    await downloads.start(target, localCall);
    time.step(9);

    const late = followProgress(downloads, target.nativeId);

    await expect.poll(() => late.reports.at(-1)).toEqual({ state: 'transferring', percent: 35.5 });
    time.step(ALL_STEPS);
    await late.done;
    expect(late.reports.at(-1)?.state).toBe('completed');
  });

  it('ends as failed when the runtime says so, without a reason and without trying again', async () => {
    const { downloads, target } = await openWithTarget();
    runtime().misbehave({ kind: 'fail-download' });
    const requests = runtime().watchRequests();
    const follower = followProgress(downloads, target.nativeId);

    await follower.ready;
    await downloads.start(target, localCall);
    time.step(ALL_STEPS);
    await follower.done;

    expect(follower.reports.at(-1)).toEqual({ state: 'failed', percent: null });
    expect(requests().filter((request) => request.endsWith('/download'))).toHaveLength(1);
  });

  it('goes on listening through a stall, which ends neither with a frame nor with a close (trap 8)', async () => {
    const { downloads, target } = await openWithTarget();
    const follower = followProgress(downloads, target.nativeId);
    await follower.ready;
    await downloads.start(target, localCall);
    time.step(4);
    await expect.poll(() => follower.reports.at(-1)?.percent).toBe(9.5);

    const thaw = runtime().freeze();
    time.step(50);
    expect(runtime().server.openProgressStreams()).toBe(1);
    thaw();
    time.step(ALL_STEPS);
    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('completed');
  });
});

describe('starting', () => {
  it('does not fetch again what is being fetched or is there, since a fetch truncates the files (trap 7)', async () => {
    const { downloads, target } = await openWithTarget();
    const requests = runtime().watchRequests();

    await downloads.start(target, localCall);
    await downloads.start(target, localCall);
    time.step(ALL_STEPS);
    await downloads.start(target, localCall);

    expect(requests().filter((request) => request.startsWith('POST /model'))).toEqual([
      `POST /model/${target.nativeId}/download`,
    ]);
  });

  it('fails with the runtime, which is the way of a fetch that cannot work at all (trap 9)', async () => {
    const scripted = await startScriptedRuntime();
    scripted.postStatus = 500;
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });

    const error = await rejectionOf(downloads.start({ kind: 'model', nativeId: scripted.id }, localCall));

    expect(error.code).toBe('PROVIDER_REJECTED');
    expect(scripted.requests.filter((request) => request.startsWith('POST /model'))).toHaveLength(1);
  });

  it('takes an answer that says neither downloading nor downloaded for no error (trap 6)', async () => {
    const scripted = await startScriptedRuntime();
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });

    await downloads.start({ kind: 'model', nativeId: scripted.id }, localCall);

    expect(scripted.requests.at(-1)).toBe(`POST /model/${scripted.id}/download`);
  });
});

describe('cancelling', () => {
  it('stops the fetch and ends every watch as cancelled', async () => {
    const adapter = await openWithTarget();
    const { downloads, target } = adapter;
    const follower = followProgress(downloads, target.nativeId);
    await follower.ready;
    await downloads.start(target, localCall);
    time.step(5);

    await downloads.cancel(target, localCall);
    await follower.done;

    expect(follower.reports.at(-1)).toEqual({ state: 'cancelled', percent: null });
    expect((await readRecord(adapter, target.nativeId)).runtime?.state).toBe('NOT_DOWNLOADED');
  });

  it('says so when the runtime takes the cancel and does nothing (trap 8)', async () => {
    const scripted = await startScriptedRuntime();
    scripted.model = modelWith({ downloading: true });
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });

    const error = await rejectionOf(downloads.cancel({ kind: 'model', nativeId: scripted.id }, localCall));

    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', retryable: true });
    expect(error.message).toMatch(/still runs/u);
  });

  it('ends the watch although the runtime sends no CANCELED', async () => {
    const scripted = await startScriptedRuntime();
    scripted.model = modelWith({ downloading: true });
    scripted.onCancel = () => {
      scripted.model = modelWith({});
    };
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });
    const follower = followProgress(downloads, scripted.id);
    await follower.ready;

    await downloads.cancel({ kind: 'model', nativeId: scripted.id }, localCall);
    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('cancelled');
  });

  it('counts as done when the runtime refuses because nothing is left to cancel', async () => {
    const scripted = await startScriptedRuntime();
    scripted.postStatus = 500;
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });

    await expect(
      downloads.cancel({ kind: 'model', nativeId: scripted.id }, localCall),
    ).resolves.toBeUndefined();
  });

  it('that was refused does not make a later failure a cancellation', async () => {
    const scripted = await startScriptedRuntime();
    scripted.upgrades = 'unknown';
    scripted.postStatus = 500;
    scripted.model = modelWith({ downloading: true });
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });
    const follower = followProgress(downloads, scripted.id);
    await follower.ready;

    await rejectionOf(downloads.cancel({ kind: 'model', nativeId: scripted.id }, localCall));
    scripted.model = modelWith({});
    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('failed');
  });

  it('fails when the runtime refuses and goes on, and when there is no such model', async () => {
    const scripted = await startScriptedRuntime();
    scripted.postStatus = 500;
    scripted.model = modelWith({ downloading: true });
    const { downloads } = openLocalAdapter({ baseUrl: scripted.origin });
    const target = { kind: 'model', nativeId: scripted.id } as const;

    expect((await rejectionOf(downloads.cancel(target, localCall))).code).toBe('PROVIDER_REJECTED');
    scripted.model = null;
    expect((await rejectionOf(downloads.cancel(target, localCall))).code).toBe('NOT_FOUND');
  });
});
