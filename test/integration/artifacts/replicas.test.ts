import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Replicas } from '../../../src/artifacts/folder/replicas.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { silentLog } from '../../helpers/sandbox.js';

describe('a replica that was not watched', () => {
  it('does not count as dead, because who should have watched stood still', async () => {
    const folder = await temporaryFolder();
    const replicas = await Replicas.join(folder, silentLog);
    onTestFinished(() => replicas.leave());
    await mkdir(join(folder, 'other'));
    const identity = { system: 'another', pid: 1, startedAt: '1' };
    await writeFile(join(folder, 'other', 'alive'), JSON.stringify({ id: 'other', ...identity, beat: '1' }));
    let stoodStillMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + stoodStillMs);
    onTestFinished(() => void vi.restoreAllMocks());

    expect(await replicas.isGone('other')).toBe(false);
    stoodStillMs = 60_000;
    expect(await replicas.isGone('other')).toBe(false);
    stoodStillMs += 3_000;
    expect(await replicas.isGone('other')).toBe(false);
    stoodStillMs += 3_000;
    expect(await replicas.isGone('other')).toBe(false);
    stoodStillMs += 3_000;
    expect(await replicas.isGone('other')).toBe(true);
  });
});

describe('the folder of a replica that has said nothing', () => {
  it('stays while its owner may just be joining, and goes when he has died then', async () => {
    const folder = await temporaryFolder();
    const replicas = await Replicas.join(folder, silentLog);
    onTestFinished(() => replicas.leave());
    let stoodStillMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + stoodStillMs);
    onTestFinished(() => void vi.restoreAllMocks());
    await mkdir(join(folder, 'joining'));

    await sleep(2_500);
    expect(await readdir(folder)).toEqual([replicas.id, 'joining'].toSorted());

    for (let beat = 0; beat < 4; beat += 1) {
      stoodStillMs += 2_000;
      await sleep(1_100);
    }
    expect(await readdir(folder)).toEqual([replicas.id]);
  });
});
