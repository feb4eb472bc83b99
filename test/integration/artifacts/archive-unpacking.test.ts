import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IngestUnpacking } from '../../../src/artifacts/archive-unpacking.js';
import { DamagedArchiveError } from '../../../src/artifacts/damaged-archive-error.js';
import type { UnpackHooks } from '../../../src/artifacts/types.js';
import { UNHEARD } from '../../helpers/artifacts.js';
import { createDeferred } from '../../helpers/deferred.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { makeTar, tarGzOf, tarOf } from '../../helpers/tar.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

/** An unpacking of what is in a folder of its own. */
async function unpackingOf(archive: Uint8Array, hooks: Partial<UnpackHooks> = {}) {
  const folder = await temporaryFolder();
  const path = join(folder, 'data');
  await writeFile(path, archive);
  const unpacking = new IngestUnpacking(folder, { ...UNHEARD, ...hooks });
  onTestFinished(() => unpacking.discard());
  return { folder, path, unpacking };
}

/** Resolves when the member of this path is whole. */
function wholeMember(path: string) {
  const whole = createDeferred();
  const onProgress: UnpackHooks['onProgress'] = ({ changed }) => {
    if (changed.some((member) => member.path === path && member.receivedBytes === member.sizeBytes)) {
      whole.resolve();
    }
  };
  return { whole: whole.promise, hooks: { onProgress } };
}

describe('the unpacking of an ingest', () => {
  it('takes it apart in a thread, into a folder of its own', async () => {
    const archive = await tarGzOf({ 'model_full/model.safetensors': 'weights', 'empty.txt': '' });
    const { folder, unpacking } = await unpackingOf(archive);

    const members = await unpacking.finish(archive.length);

    expect(members.map((member) => member.path)).toEqual(['model_full/model.safetensors', 'empty.txt']);
    expect(members[0]!.file.startsWith(join(folder, 'unpacked'))).toBe(true);
    expect(await readFile(members[0]!.file, 'utf8')).toBe('weights');
  });

  it('gives members while the archive is still coming', async () => {
    const archive = await tarOf({ first: 'one', second: 'two' });
    const { whole, hooks } = wholeMember('first');
    const { folder, path, unpacking } = await unpackingOf(archive.subarray(0, 1_100), hooks);

    unpacking.advance(1_100);
    await whole;
    await appendFile(path, archive.subarray(1_100));
    const members = await unpacking.finish(archive.length);

    expect(members.map((member) => member.path)).toEqual(['first', 'second']);
    await unpacking.discard();
    expect(await readdir(folder)).toEqual(['data']);
  });

  it('begins anew with other bytes in the same place', async () => {
    const { whole, hooks } = wholeMember('old');
    const { path, unpacking } = await unpackingOf(await tarOf({ old: 'x', more: 'y' }), hooks);
    unpacking.advance(1_100);
    await whole;

    unpacking.restart();
    const archive = await tarOf({ new: 'z' });
    await truncate(path, 0);
    await writeFile(path, archive);
    const members = await unpacking.finish(archive.length);

    expect(members.map((member) => member.path)).toEqual(['new']);
  });

  it.each([
    ['a path that leads out', { header: { name: '../evil' }, content: 'x' }],
    ['a file of a terabyte', { header: { name: 'huge', pax: { size: String(2 ** 40) } }, content: 'x' }],
  ])('tells %s while it waits for more', async (_what, member) => {
    const archive = await makeTar([{ header: { name: 'good' }, content: 'x' }, member]);
    const failed = createDeferred<unknown>();
    const { folder, unpacking } = await unpackingOf(archive, { onFailure: failed.resolve });

    unpacking.advance(archive.length - 1_024);

    expect(await failed.promise).toMatchObject({ code: 'ARCHIVE_INVALID' });
    await unpacking.discard();
    expect(await readdir(folder)).toEqual(['data']);
  });

  it('tells damage from what was packed so', async () => {
    const { unpacking } = await unpackingOf(Buffer.alloc(5_000, 'not a tar'));

    expect(await rejectionOf(unpacking.finish(5_000))).toBeInstanceOf(DamagedArchiveError);
  });

  it('costs no thread before the first byte, and ends the one that it had', async () => {
    const archive = await tarOf({ good: 'x' });
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
    const before = ports();
    const { unpacking } = await unpackingOf(archive);

    unpacking.advance(0);
    expect(ports()).toBe(before);
    await unpacking.finish(archive.length);

    await expect.poll(ports, { timeout: 5_000 }).toBe(before);
  });

  it('can be discarded twice while it waits for more', async () => {
    const { whole, hooks } = wholeMember('first');
    const { folder, unpacking } = await unpackingOf(await tarOf({ first: 'one' }), hooks);
    unpacking.advance(1_536);
    await whole;

    await unpacking.discard();
    await unpacking.discard();

    expect(await readdir(folder)).toEqual(['data']);
  });
});
