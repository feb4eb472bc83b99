import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { expect } from 'vitest';

/** By this file replicas know that they share a store. */
const STORE_NAME = 'ingest/store-name';

/** What an artifact store holds of one artifact. */
export interface StoredArtifact {
  readonly digest: string;
  readonly files: readonly { readonly sha256: string }[];
}

/** Waits until every file of the store belongs to one of these artifacts, and nothing is on its way in. */
export async function expectNothingElse(
  dataDirectory: string,
  artifacts: readonly StoredArtifact[],
): Promise<void> {
  const store = join(dataDirectory, 'artifacts');
  const blobs = artifacts.flatMap(({ files }) =>
    files.map(({ sha256 }) => `blobs/sha256/${sha256.slice(0, 2)}/${sha256}`),
  );
  const manifests = artifacts.map(({ digest }) => `manifests/${digest.replace('sha256:', '')}.json`);
  // Whoever brought something gives back its claim a moment after he has told that it is there.
  await expect.poll(() => filesOf(store)).toEqual([...new Set([...blobs, ...manifests])].toSorted());
  const ingests = await readdir(join(store, 'ingest'));
  expect(ingests.filter((name) => name !== basename(STORE_NAME))).toEqual([]);
}

/** Paths of all files, but for what replicas tell each other. */
async function filesOf(store: string): Promise<readonly string[]> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(store, join(parentPath, name)))
    .filter((path) => path !== STORE_NAME && !/^(locks|replicas)\//u.test(path))
    .toSorted();
}
