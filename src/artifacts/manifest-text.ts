import * as z from 'zod';
import { parseJson } from '../domain/common.js';
import { FILE_ROLES, VERIFICATIONS, type ArtifactRecord } from '../domain/download.js';

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
  pinned: z.boolean().default(false),
  /** In a bucket: the name of the object that holds each file, by its SHA-256. */
  objects: z.record(sha256, z.string()).default({}),
});

/** What a manifest says. */
export interface Manifest {
  /** Used when it was made, as far as the manifest knows. */
  readonly artifact: ArtifactRecord;
  readonly objects: Readonly<Record<string, string>>;
}

/** Null for a text that is no manifest. */
export function parseManifest(text: string): Manifest | null {
  const parsed = manifestSchema.safeParse(parseJson(text)).data;
  if (parsed === undefined) return null;
  const { artifact, origins, pinned, objects } = parsed;
  return { artifact: { ...artifact, origins, pinned, lastUsedAt: artifact.createdAt }, objects };
}

/** The text for {@link parseManifest}; its last use is kept elsewhere, because it changes all the time. */
export function toManifestText(artifact: ArtifactRecord, objects: Manifest['objects'] = {}): string {
  const { origins, pinned, lastUsedAt: _lastUsedAt, ...rest } = artifact;
  const kept = { version: 1, artifact: rest, origins, pinned };
  return JSON.stringify(Object.keys(objects).length === 0 ? kept : { ...kept, objects }, null, 2);
}
