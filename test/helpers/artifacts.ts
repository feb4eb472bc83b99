import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createArtifactStore } from '../../src/artifacts/store.js';
import type { ArtifactStore, UnpackHooks, VerifiedObject } from '../../src/artifacts/types.js';
import type { ArtifactRecord } from '../../src/domain/download.js';
import { digestOf } from './download-rig.js';
import { silentLog } from './sandbox.js';

const never = new AbortController().signal;

/** The store of a data folder; it is closed when the test ends. */
export async function openStore(directory: string): Promise<ArtifactStore> {
  const store = await createArtifactStore({ directory: join(directory, 'artifacts'), log: silentLog });
  onTestFinished(() => store.close());
  return store;
}

/** Names of the files of artifacts and of objects on their way in, of a store in a folder. */
export async function storedFiles(directory: string): Promise<string[]> {
  const folders = ['blobs', 'manifests', 'ingest'].map((name) => join(directory, 'artifacts', name));
  const found = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  return found
    .flat()
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
}

/** For who only wants the members. */
export const UNHEARD: UnpackHooks = { onProgress: () => undefined, onFailure: () => undefined };

/** What a finished transfer says of its bytes, which nobody else had a digest of. */
export function verifiedObject(bytes: Uint8Array, fields: Partial<VerifiedObject> = {}): VerifiedObject {
  return {
    origin: { provider: 'registry', key: 'm1@1' },
    sha256: digestOf('sha256', bytes),
    verification: 'NONE',
    fileName: 'model.onnx',
    ...fields,
  };
}

/** Brings bytes into a store as a finished transfer does. */
export async function putArtifact(
  store: ArtifactStore,
  bytes: Uint8Array,
  { packaging = 'file', ...object }: Partial<VerifiedObject> & { packaging?: 'file' | 'archive' } = {},
): Promise<ArtifactRecord> {
  const verified = verifiedObject(bytes, { verification: 'SIZE_ONLY', ...object });
  const directory = await receiveBytes(store, bytes, verified.origin);
  const unpacking = packaging === 'file' ? null : store.unpack(directory, UNHEARD);
  const upload = packaging === 'file' ? store.upload(directory) : null;
  upload?.advance(bytes.length, bytes.length);
  try {
    return await store.commit(directory, verified, { signal: never, unpacking, upload });
  } finally {
    await unpacking?.discard();
    await upload?.discard();
  }
}

/** The whole of a stored file; null when it is not there. */
export async function readArtifact(store: ArtifactStore, id: string, index = 0): Promise<string | null> {
  const opened = await store.openFile(id, index);
  if (opened === null) return null;
  try {
    return (await opened.read(0, opened.file.sizeBytes)).toString();
  } finally {
    await opened.close();
  }
}

/** Leaves bytes where a transfer would have; gives the directory. */
export async function receiveBytes(
  store: ArtifactStore,
  bytes: Uint8Array,
  origin: VerifiedObject['origin'],
): Promise<string> {
  const directory = store.ingests.directoryOf(store.ingests.idOf(origin));
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'data'), bytes);
  return directory;
}
