import type { ArtifactFileRecord, ArtifactRecord } from '../../domain/download.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { parseManifest, toManifestText, type Manifest } from '../manifest-text.js';
import { withOrigin } from '../origins.js';
import type { ArtifactShelf } from '../shelf.js';
import type { Bucket } from './bucket.js';

const MANIFESTS_FOLDER = 'manifests/';
/** Objects whose time is when each artifact was last used. */
const USED_FOLDER = 'used/';
/** How often a change is tried that others are quicker with. */
const MAX_TRIES = 20;
/** Manifests that are read at the same time. */
const READ_AT_ONCE = 16;

/** A manifest as it is in the bucket. */
interface Kept {
  readonly etag: string;
  readonly objects: Manifest['objects'];
}

/** What manifests are made from. */
export interface ManifestsOptions {
  readonly bucket: Bucket;
  readonly shelf: ArtifactShelf;
  /** Called when this replica has written or removed a manifest. */
  readonly onChanged: (artifactId: string) => void;
}

/**
 * The manifests of a bucket, and the shelf in line with them. Its methods are called one after another: two changes at once would
 * be taken for those of different replicas.
 */
export class Manifests {
  readonly #bucket: Bucket;
  readonly #shelf: ArtifactShelf;
  readonly #onChanged: (artifactId: string) => void;
  readonly #kept = new Map<string, Kept>();

  constructor({ bucket, shelf, onChanged }: ManifestsOptions) {
    this.#bucket = bucket;
    this.#shelf = shelf;
    this.#onChanged = onChanged;
  }

  /** Reads those that others have changed, and takes over when artifacts were used. */
  async catchUp(): Promise<void> {
    const [manifests, uses] = await Promise.all([
      this.#bucket.list(MANIFESTS_FOLDER),
      this.#bucket.list(USED_FOLDER),
    ]);
    const etags = new Map(manifests.map(({ name, etag }) => [idOf(name), etag]));
    const changed = [...etags].filter(([id, etag]) => this.#kept.get(id)?.etag !== etag);
    for (let start = 0; start < changed.length; start += READ_AT_ONCE) {
      await Promise.all(changed.slice(start, start + READ_AT_ONCE).map(([id]) => this.read(id)));
    }
    for (const { id } of this.#shelf.list()) if (!etags.has(id)) this.#forget(id);
    for (const { name, modifiedAt } of uses) this.#noteUseAt(idOf(name), modifiedAt);
  }

  /** Reads a manifest, and puts it on the shelf or takes it off. */
  async read(id: string): Promise<ArtifactRecord | null> {
    const found = await this.#bucket.read(manifestOf(id));
    const manifest = found === null ? null : parseManifest(found.text);
    if (found === null || manifest === null || manifest.artifact.id !== id) {
      this.#forget(id);
      return null;
    }
    this.#kept.set(id, { etag: found.etag, objects: manifest.objects });
    this.#shelf.put(manifest.artifact);
    return manifest.artifact;
  }

  /** Writes a first manifest; where another replica was quicker, its own stays and gets the origin of ours. */
  async keep(artifact: ArtifactRecord, objects: Manifest['objects']): Promise<ArtifactRecord> {
    const text = toManifestText(artifact, objects);
    const etag = await this.#bucket.put(manifestOf(artifact.id), text, { condition: { kind: 'absent' } });
    if (etag !== null) {
      this.#note(artifact, { etag, objects });
      return artifact;
    }
    const [origin] = artifact.origins;
    const theirs = await this.replace(artifact.id, (known) =>
      origin === undefined ? known : withOrigin(known, origin, artifact.verification),
    );
    if (theirs === null) throw contention();
    return theirs;
  }

  /** Null where there is none. */
  async replace(
    id: string,
    change: (artifact: ArtifactRecord) => ArtifactRecord,
  ): Promise<ArtifactRecord | null> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const artifact = await this.read(id);
      const kept = this.#kept.get(id);
      if (artifact === null || kept === undefined) return null;
      const changed = change(artifact);
      const condition = { kind: 'unchanged', etag: kept.etag } as const;
      const etag = await this.#bucket.put(manifestOf(id), toManifestText(changed, kept.objects), {
        condition,
      });
      if (etag === null) continue;
      this.#note(changed, { ...kept, etag });
      return changed;
    }
    throw contention();
  }

  /** Removes a manifest; gives the names of the objects that nobody needs then. */
  async remove(id: string): Promise<readonly string[]> {
    const objects = Object.values(this.#kept.get(id)?.objects ?? {});
    await this.#bucket.remove([manifestOf(id)]);
    this.#forget(id);
    this.#onChanged(id);
    return [...objects, USED_FOLDER + id];
  }

  /** Notes that an artifact is used now. */
  async noteUse(id: string): Promise<void> {
    await this.#bucket.put(USED_FOLDER + id, new Date().toISOString());
  }

  /** Names of the objects that an artifact counts on, as the bucket has it: a write that seemed to fail may have been done. */
  async countedOnBy(id: string): Promise<readonly string[]> {
    const found = await this.#bucket.read(manifestOf(id));
    return Object.values((found === null ? null : parseManifest(found.text))?.objects ?? {});
  }

  /** The object that holds a file; null where the artifact is not known or has no such file. */
  nameOf({ sha256 }: ArtifactFileRecord, { id }: ArtifactRecord): string | null {
    return this.#kept.get(id)?.objects[sha256] ?? null;
  }

  /** Names of the objects of all artifacts. */
  objects(): ReadonlySet<string> {
    return new Set([...this.#kept.values()].flatMap(({ objects }) => Object.values(objects)));
  }

  #note(artifact: ArtifactRecord, kept: Kept): void {
    this.#kept.set(artifact.id, kept);
    this.#shelf.put(artifact);
    this.#onChanged(artifact.id);
  }

  #forget(id: string): void {
    const artifact = this.#shelf.get(id);
    if (artifact !== null) this.#shelf.drop(artifact);
    this.#kept.delete(id);
  }

  #noteUseAt(id: string, usedAt: Date): void {
    const artifact = this.#shelf.get(id);
    if (artifact !== null && artifact.lastUsedAt < usedAt)
      this.#shelf.put({ ...artifact, lastUsedAt: usedAt });
  }
}

function manifestOf(id: string): string {
  return `${MANIFESTS_FOLDER}${id}.json`;
}

/** The artifact of a manifest or a note of a use. */
function idOf(name: string): string {
  return name.slice(name.indexOf('/') + 1).replace(/\.json$/u, '');
}

function contention(): GatewayError {
  return new GatewayError('CONFLICT', 'Others are changing the same artifact all the time. Try again.', {
    retryable: true,
  });
}
