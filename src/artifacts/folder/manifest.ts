import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRecord } from '../../domain/download.js';
import { orNullIfAbsent, writeDurably } from '../../files/durable-file.js';
import { parseManifest, toManifestText } from '../manifest-text.js';

/** What the store keeps on disk of each artifact besides the blobs of its files: `<id>.json`. */
export interface Manifests {
  /** The files in the folder: by name, what tells each from what it was before it was written last. */
  list(): Promise<ReadonlyMap<string, string>>;
  /** The artifact of a file; null where there is none that we wrote. */
  read(name: string): Promise<ArtifactRecord | null>;
  /** Writes in one step. */
  write(artifact: ArtifactRecord): Promise<void>;
  /** Notes only when the artifact was last used, as the time of the file. */
  touch(artifact: ArtifactRecord): Promise<void>;
  remove(name: string): Promise<void>;
}

export function openManifests(folder: string): Manifests {
  const pathOf = (id: string): string => join(folder, manifestName(id));

  const touch = (artifact: ArtifactRecord): Promise<void> =>
    utimes(pathOf(artifact.id), artifact.lastUsedAt, artifact.lastUsedAt);

  return {
    list: async () => {
      const names = await readdir(folder);
      const editions = await Promise.all(names.map((name) => editionOf(join(folder, name))));
      return new Map(names.map((name, index) => [name, editions[index] ?? '']));
    },
    read: (name) => readManifest(folder, name),
    write: async (artifact) => {
      await writeDurably(pathOf(artifact.id), toManifestText(artifact));
      await touch(artifact);
    },
    touch,
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

/** Every write makes a new file, and every note of a use changes its time. */
async function editionOf(path: string): Promise<string> {
  const found = await orNullIfAbsent(stat(path));
  return found === null ? '' : `${found.ino} ${found.mtimeMs}`;
}

/** Name of the file of an artifact. */
export function manifestName(id: string): string {
  return `${id}.json`;
}

async function readManifest(folder: string, name: string): Promise<ArtifactRecord | null> {
  const path = join(folder, name);
  const found = await orNullIfAbsent(Promise.all([readFile(path, 'utf8'), stat(path)]));
  if (found === null) return null;
  const [text, { mtimeMs }] = found;
  const artifact = parseManifest(text)?.artifact ?? null;
  if (artifact === null || manifestName(artifact.id) !== name) return null;
  return { ...artifact, lastUsedAt: new Date(Math.round(mtimeMs)) };
}
