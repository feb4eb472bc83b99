import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FILE_ROLES, VERIFICATIONS, type ArtifactRecord } from '../domain/download.js';
import { writeDurably } from './durable-file.js';
import type { ArtifactOrigin } from './types.js';

/** What the store keeps on disk of one artifact, besides the blobs of its files. */
export interface Manifest {
  readonly artifact: ArtifactRecord;
  /** Everything that turned out to be these bytes. */
  readonly origins: readonly ArtifactOrigin[];
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const size = z.number().int().nonnegative();

const manifestSchema = z.object({
  version: z.literal(1),
  artifact: z.object({
    id: sha256,
    sizeBytes: size,
    verification: z.enum(VERIFICATIONS),
    files: z.array(
      z.object({
        index: size,
        path: z.string(),
        sizeBytes: size,
        sha256,
        role: z.enum(FILE_ROLES),
      }),
    ),
    createdAt: z.iso.datetime().transform((text) => new Date(text)),
  }),
  origins: z.array(z.object({ provider: z.string(), key: z.string() })),
});

/** Writes the manifest in one step. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = JSON.stringify({ version: 1, ...manifest }, null, 2);
  await writeDurably(manifestPath(folder, manifest.artifact.id), text);
}

/** Where the manifest of an artifact is. */
export function manifestPath(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

/** Names of the files in the folder, each with its manifest or null where it is none that we wrote. */
export async function readManifests(folder: string): Promise<ReadonlyMap<string, Manifest | null>> {
  const names = await readdir(folder);
  const entries = names.map(async (name) => [name, await readManifest(folder, name)] as const);
  return new Map(await Promise.all(entries));
}

async function readManifest(folder: string, name: string): Promise<Manifest | null> {
  const text = await readFile(join(folder, name), 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = manifestSchema.safeParse(json);
  return parsed.success && `${parsed.data.artifact.id}.json` === name ? parsed.data : null;
}
