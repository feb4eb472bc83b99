import { describe, expect, it } from 'vitest';
import { followProgress, openLocalAdapter } from '../../helpers/pieces-os.js';
import { INITIALIZED, last, running, transferring, watched } from '../../helpers/progress-scene.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { modelWith, startScriptedRuntime } from '../../helpers/scripted-runtime.js';

describe('frames', () => {
  it('are reported as they come, equal ones in a row once', async () => {
    const scene = await watched();

    for (const percentage of [null, 4, 9.5]) {
      scene.runtime.send(running(percentage), running(percentage));
      await expect.poll(() => last(scene)).toEqual(transferring(percentage));
    }

    const percents = scene.follower.reports.map(({ percent }) => percent);
    expect(percents).toEqual([null, null, 4, 9.5]);
  });

  it('that say nothing are passed over', async () => {
    const scene = await watched();

    scene.runtime.send(running(4), '{', 'ok', {}, { status: null }, [], running(5));

    await expect.poll(() => last(scene)).toEqual(transferring(5));
  });

  it.each([
    ['COMPLETED', 'completed', 100],
    ['FAILED', 'failed', null],
    ['CANCELED', 'cancelled', null],
  ])('with %s end the watch', async (status, state, percent) => {
    const { runtime, follower } = await watched();

    runtime.send(INITIALIZED, running(50), { status });
    await follower.done;

    expect(follower.reports.at(-1)).toEqual({ state, percent });
    await expect.poll(() => runtime.openStreams, { timeout: 1_000 }).toBe(0);
  });
});

describe('the memory of an earlier download in the first frame', () => {
  it.each([['COMPLETED'], ['FAILED'], ['CANCELED'], ['RESET'], ['UNKNOWN']])(
    'does not end the new one (%s)',
    async (status) => {
      const scene = await watched((runtime) => {
        runtime.snapshot = [{ status }, { status }];
      });

      scene.runtime.send(INITIALIZED, running(30));
      await expect.poll(() => last(scene)).toEqual(transferring(30));
      scene.runtime.send({ status: 'COMPLETED' });
      await scene.follower.done;

      expect(scene.follower.reports.at(-1)?.state).toBe('completed');
    },
  );

  it('is settled by reading the model, where the first frame tells of this download after all', async () => {
    const { runtime, follower } = await watched();

    runtime.model = modelWith({ downloaded: true });
    runtime.send({ status: 'COMPLETED' });
    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('completed');
  });

  it('counts as the end when the model shows no sign of a new download in time', async () => {
    const { follower } = await watched(
      (runtime) => {
        runtime.snapshot = [{ status: 'FAILED' }];
      },
      { downloadStartTimeoutMs: 40 },
    );

    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('failed');
  });
});

describe('a status without a known meaning', () => {
  it.each([['UNKNOWN'], ['RESET'], ['CANCELLED']])('%s is settled by reading the model', async (status) => {
    const scene = await watched();
    scene.runtime.send(INITIALIZED, running(30));
    await expect.poll(() => last(scene)).toEqual(transferring(30));

    scene.runtime.model = modelWith({ downloading: true });
    scene.runtime.send({ status }, running(31));
    await expect.poll(() => last(scene)).toEqual(transferring(31));
    scene.runtime.model = modelWith({});
    scene.runtime.send({ status });
    await scene.follower.done;

    expect(scene.follower.reports.at(-1)).toEqual({ state: 'failed', percent: null });
  });
});

describe('the model as it is when the watch begins', () => {
  it('ends the watch at once when the files are there', async () => {
    const { follower } = await watched((runtime) => {
      runtime.model = modelWith({ downloaded: true });
    });

    await follower.done;

    expect(follower.reports).toEqual([{ state: 'completed', percent: 100 }]);
  });

  it('tells of a download that somebody else began', async () => {
    const { follower } = await watched((runtime) => {
      runtime.model = modelWith({ downloading: true });
    });

    expect(follower.reports).toEqual([transferring(null)]);
  });
});

describe('leaving', () => {
  it('ends the iteration promptly while nothing comes, and closes the stream', async () => {
    const { runtime, follower } = await watched();

    follower.leave();
    await follower.done;

    await expect.poll(() => runtime.openStreams, { timeout: 1_000 }).toBe(0);
  });

  it('gives up an upgrade that hangs', async () => {
    const runtime = await startScriptedRuntime();
    runtime.upgrades = 'hang';
    const follower = followProgress(openLocalAdapter({ baseUrl: runtime.origin }).downloads, runtime.id);
    await expect.poll(() => runtime.upgradesSeen).toBe(1);

    follower.leave();
    await follower.done;

    await expect.poll(() => runtime.hangUps).toBe(1);
  });

  it('happens to every watcher when the adapter closes', async () => {
    const runtime = await startScriptedRuntime();
    const adapter = openLocalAdapter({ baseUrl: runtime.origin });
    const follower = followProgress(adapter.downloads, runtime.id);
    await follower.ready;

    await adapter.close();

    expect((await rejectionOf(follower.done)).code).toBe('CANCELLED');
    await expect.poll(() => runtime.openStreams, { timeout: 1_000 }).toBe(0);
  });
});
