import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startUnpacking, unpackArchive } from '../../../src/artifacts/unpack.js';
import { PACKED_FILES, packedArchives } from '../../helpers/archives.js';
import { createDeferred } from '../../helpers/deferred.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const live = () => new AbortController().signal;

async function stored(archive: Uint8Array) {
  const folder = await temporaryFolder();
  const path = join(folder, 'object');
  await writeFile(path, archive);
  return { folder, path };
}

describe('unpackArchive', () => {
  it('takes a complete archive apart in a thread, into a folder of its own', async () => {
    for (const [, archive] of await packedArchives()) {
      const { folder, path } = await stored(archive);

      const members = await unpackArchive(path, folder, live());

      expect(members.map((member) => member.path)).toEqual(Object.keys(PACKED_FILES));
      expect(dirname(dirname(members[0]!.file))).toBe(folder);
      expect(await readFile(members[0]!.file, 'utf8')).toBe(PACKED_FILES['model_full/model.safetensors']);
    }
  });

  it('ends its thread', async () => {
    const { folder, path } = await stored(await tarOf({ good: 'x' }));
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
    const before = ports();

    await unpackArchive(path, folder, live());

    await expect.poll(ports, { timeout: 5_000 }).toBe(before);
  });

  it('leaves nothing of an archive that fails', async () => {
    const tar = await tarOf({ good: 'x', 'cut.onnx': Buffer.alloc(10_000) });
    const { folder, path } = await stored(tar.subarray(0, 5_000));

    const error = await rejectionOf(unpackArchive(path, folder, live()));

    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(await readdir(folder)).toEqual(['object']);
  });

  it('stops with the reason of the signal and leaves nothing', async () => {
    const { folder, path } = await stored(await tarOf({ good: 'x' }));
    const controller = new AbortController();
    const unpacking = unpackArchive(path, folder, controller.signal);
    controller.abort(new Error('enough'));

    await expect(unpacking).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual(['object']);
  });
});

describe('startUnpacking', () => {
  it('gives members while the archive is still coming', async () => {
    const archive = await tarOf({ first: 'one', second: 'two' });
    const { folder, path } = await stored(archive.subarray(0, 1_100));
    const first = createDeferred<string>();
    const unpacking = await startUnpacking(path, folder, {
      onMember: (member) => first.resolve(member.path),
    });

    unpacking.advance(1_100);
    expect(await first.promise).toBe('first');
    await appendFile(path, archive.subarray(1_100));
    const members = await unpacking.finish(archive.length);

    expect(members.map((member) => member.path)).toEqual(['first', 'second']);
    await unpacking.discard();
    expect(await readdir(folder)).toEqual(['object']);
  });

  it('tells a failure only when the archive is finished', async () => {
    const { folder, path } = await stored(Buffer.alloc(5_000, 'not a tar'));
    const unpacking = await startUnpacking(path, folder, { onMember: () => undefined });
    unpacking.advance(4_000);

    expect((await rejectionOf(unpacking.finish(5_000))).code).toBe('ARCHIVE_INVALID');
    await unpacking.discard();
  });

  it('stops while it waits for more, and can be discarded twice', async () => {
    const { folder, path } = await stored(await tarOf({ first: 'one' }));
    const first = createDeferred();
    const unpacking = await startUnpacking(path, folder, { onMember: () => first.resolve() });
    unpacking.advance(1_536);
    await first.promise;

    await unpacking.discard();
    await unpacking.discard();

    expect(await readdir(folder)).toEqual(['object']);
  });
});
