import { link, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  openStore,
  putArtifact,
  receiveBytes,
  storedFiles,
  UNHEARD,
  verifiedObject,
} from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';

const never = new AbortController().signal;
const mayCommit = () => Promise.reject(new Error('Another replica has it.'));

describe('a step that failed in the middle', () => {
  it('of a commit leaves no file in the store but those that others hold', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const { id } = await putArtifact(store, Buffer.from('shared'));
    const bytes = await tarOf({ 'a.onnx': 'shared', 'b.json': 'own' });
    const origin = { provider: 'runs', key: '1' };
    const ingest = await receiveBytes(store, bytes, origin);
    const unpacking = store.unpack(ingest, UNHEARD);

    const commit = store.commit(ingest, verifiedObject(bytes, { origin }), {
      signal: never,
      unpacking,
      mayCommit,
    });

    await rejectionOf(commit);
    await unpacking.discard();
    expect(await storedFiles(directory)).toEqual([id, `${id}.json`, 'data'].toSorted());
    const again = await putArtifact(store, bytes, { origin, packaging: 'archive' });
    expect((await store.verify(again.id, never))?.damagedFiles).toEqual([]);
  });

  it('of a turn does not keep this process from its next one', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    await putArtifact(store, Buffer.from('one'));
    const folder = join(directory, 'artifacts');
    const [replica] = await readdir(join(folder, 'replicas'));
    for (const lock of ['artifacts', 'claims']) {
      const turns = (await readdir(join(folder, 'locks', lock))).map((name) => Number.parseInt(name, 10));
      const next = Math.max(0, ...turns) + 1;
      await link(join(folder, 'replicas', replica!, 'alive'), join(folder, 'locks', lock, String(next)));
    }

    const release = await store.ingests.claim('a'.repeat(64), AbortSignal.timeout(5_000));
    await release();
    const { id } = await putArtifact(store, Buffer.from('two'), { origin: { provider: 'p', key: '2' } });

    expect(store.get(id)).not.toBeNull();
  });
});
