import { describe, expect, it } from 'vitest';
import { INITIALIZED, last, running, transferring, watched } from '../../helpers/progress-scene.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { modelWith } from '../../helpers/scripted-runtime.js';

describe('a stream that closes without an end', () => {
  it.each([
    ['downloaded', { downloaded: true }, 'completed'],
    ['neither', {}, 'failed'],
  ])('is settled by reading the model: %s', async (_name, fields, state) => {
    const scene = await watched();
    scene.runtime.send(running(60));
    await expect.poll(() => last(scene)).toEqual(transferring(60));

    scene.runtime.model = modelWith(fields);
    scene.runtime.closeStreams();
    await scene.follower.done;

    expect(scene.follower.reports.at(-1)?.state).toBe(state);
  });

  it('is replaced by reading the model until the end while the download goes on', async () => {
    const scene = await watched();
    scene.runtime.send(running(60));
    await expect.poll(() => last(scene)).toEqual(transferring(60));

    scene.runtime.model = modelWith({ downloading: true });
    scene.runtime.closeStreams();
    await expect.poll(() => last(scene)).toEqual(transferring(null));
    scene.runtime.model = modelWith({ downloaded: true });
    await scene.follower.done;

    expect(scene.follower.reports.at(-1)?.state).toBe('completed');
  });

  it('ends the watch with a failure when the runtime is gone, too', async () => {
    const { runtime, follower } = await watched();
    runtime.send(running(60));

    await runtime.close();

    expect(await rejectionOf(follower.done)).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      provider: 'local',
    });
  });
});

describe('a refused upgrade', () => {
  it.each([['unknown'], ['cut']] as const)('is replaced by reading the model (%s)', async (upgrades) => {
    const scene = await watched((runtime) => {
      runtime.upgrades = upgrades;
    });
    expect(scene.follower.reports.at(-1)).toEqual({ state: 'waiting', percent: null });

    scene.runtime.model = modelWith({ downloading: true });
    await expect.poll(() => last(scene)).toEqual(transferring(null));
    scene.runtime.model = modelWith({ downloaded: true, downloading: false });
    await scene.follower.done;

    expect(scene.follower.reports.at(-1)).toEqual({ state: 'completed', percent: 100 });
  });

  it('ends as failed when the download vanishes, since failed and cancelled look the same', async () => {
    const scene = await watched((runtime) => {
      runtime.upgrades = 'unknown';
      runtime.model = modelWith({ downloading: true });
    });

    scene.runtime.model = modelWith({});
    await scene.follower.done;

    expect(scene.follower.reports.at(-1)?.state).toBe('failed');
  });

  it('does not wait for ever for a download that never begins', async () => {
    const { follower } = await watched(
      (runtime) => {
        runtime.upgrades = 'unknown';
      },
      { downloadStartTimeoutMs: 40 },
    );

    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('failed');
  });

  it('fails the watch when the model is gone', async () => {
    const { runtime, follower } = await watched((scripted) => {
      scripted.upgrades = 'unknown';
    });

    runtime.model = null;

    expect((await rejectionOf(follower.done)).code).toBe('NOT_FOUND');
  });
});

describe('a stream that says nothing', () => {
  const quick = { timing: { quietPollMs: 5 } };

  it('does not hide that the files are there', async () => {
    const { runtime, follower } = await watched(() => {}, quick);

    runtime.model = modelWith({ downloaded: true });
    await follower.done;

    expect(follower.reports.at(-1)).toEqual({ state: 'completed', percent: 100 });
  });

  it('does not keep a download alive that never begins', async () => {
    const { follower } = await watched(() => {}, { ...quick, downloadStartTimeoutMs: 40 });

    await follower.done;

    expect(follower.reports.at(-1)?.state).toBe('failed');
  });

  it('may only be in a long preparation, which has no limit', async () => {
    const scene = await watched((runtime) => (runtime.snapshot = [INITIALIZED]), {
      ...quick,
      downloadStartTimeoutMs: 100,
    });

    // More reads than fit into the limit.
    await expect.poll(() => scene.runtime.requests.length).toBeGreaterThan(30);
    scene.runtime.model = modelWith({ downloading: true });
    scene.runtime.send(running(4));

    await expect.poll(() => last(scene)).toEqual(transferring(4));
  });
});
