import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { InOrder } from '../../async/in-order.js';
import type { ArtifactFileRecord, ArtifactRecord } from '../../domain/download.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import type { Contents } from '../contents.js';
import type { FileDigests } from '../file-digester.js';
import { OBJECT_FILE } from '../folder/ingests.js';
import { lookAround } from '../look-around.js';
import { parseManifest, toManifestText, type Manifest } from '../manifest-text.js';
import { withOrigin } from '../origins.js';
import type { ArtifactShelf } from '../shelf.js';
import { toStorageError } from '../storage-error.js';
import type { ObjectUpload, StoredBytes } from '../types.js';
import type { AddOptions, Removal, Vault } from '../vault.js';
import { ArrivingObject, FILES_FOLDER } from './arriving-object.js';
import type { Bucket, ByteSpan } from './bucket.js';

/** How often it is looked whether another replica has changed something. */
const LOOK_MS = 30_000;
const MANIFESTS_FOLDER = 'manifests/';
/** Objects whose time is when each artifact was last used. */
const USED_FOLDER = 'used/';
/** Objects and uploads that belong to no artifact are left alone for so long: somebody may just be at work on them. */
const ABANDONED_AFTER_MS = 7 * 24 * 3_600_000;
/** How often a change is tried that others are quicker with. */
const MAX_TRIES = 20;
/** Manifests that are read at the same time. */
const READ_AT_ONCE = 16;

/** A manifest as it is in the bucket. */
interface Kept {
  readonly etag: string;
  readonly objects: Manifest['objects'];
}

/** What a vault in a bucket is made from. */
export interface BucketVaultOptions {
  readonly bucket: Bucket;
  /** One that counts the files of each artifact by themselves. */
  readonly shelf: ArtifactShelf;
  readonly log: Logger;
}

/**
 * A vault in a bucket that any number of replicas may share:
 *
 *     files/<uuid>            the bytes of a file, never written again
 *     manifests/<hex>.json    what an artifact consists of, where it came from, and which objects hold its files
 *     used/<hex>              when it was last used
 *
 * An artifact exists if and only if its manifest does. Every commit has objects of its own, which nobody knows before its manifest
 * is written and nobody needs when that is gone, so no lock is needed; a manifest is only replaced by who has seen the
 * last one, where the server knows conditional writes. The price is that artifacts do not share equal files.
 */
export class BucketVault implements Vault {
  readonly #bucket: Bucket;
  readonly #shelf: ArtifactShelf;
  readonly #log: Logger;
  readonly #kept = new Map<string, Kept>();
  /** Changes of manifests by this replica. */
  readonly #changes = new InOrder();
  #stopLooking: () => void = () => undefined;

  private constructor({ bucket, shelf, log }: BucketVaultOptions) {
    this.#bucket = bucket;
    this.#shelf = shelf;
    this.#log = log;
  }

  /** Reads all manifests, and clears away what nobody came back for. */
  static async open(options: BucketVaultOptions): Promise<BucketVault> {
    const vault = new BucketVault(options);
    await vault.catchUp();
    await vault.#clearAbandoned();
    vault.#stopLooking = lookAround(() => vault.catchUp(), LOOK_MS, options.log);
    return vault;
  }

  catchUp(): Promise<void> {
    return this.#changes.run(async () => {
      const [manifests, uses] = await Promise.all([
        this.#bucket.list(MANIFESTS_FOLDER),
        this.#bucket.list(USED_FOLDER),
      ]);
      const etags = new Map(manifests.map(({ name, etag }) => [idOf(name), etag]));
      const changed = [...etags].filter(([id, etag]) => this.#kept.get(id)?.etag !== etag);
      for (let start = 0; start < changed.length; start += READ_AT_ONCE) {
        await Promise.all(changed.slice(start, start + READ_AT_ONCE).map(([id]) => this.#read(id)));
      }
      for (const { id } of this.#shelf.list()) if (!etags.has(id)) this.#forget(id);
      for (const { name, modifiedAt } of uses) this.#noteUseAt(idOf(name), modifiedAt);
    });
  }

  refresh(id: string): Promise<ArtifactRecord | null> {
    return this.#changes.run(() => this.#read(id));
  }

  update(id: string, change: (artifact: ArtifactRecord) => ArtifactRecord): Promise<ArtifactRecord | null> {
    return this.#changes.run(() => this.#replace(id, change));
  }

  async add(
    artifact: ArtifactRecord,
    files: Contents['files'],
    { mayCommit, upload = null, signal }: AddOptions,
  ): Promise<ArtifactRecord> {
    const objects: Record<string, string> = {};
    try {
      for (const { file, sizeBytes, sha256 } of files) {
        if (sha256 in objects) continue;
        const arriving =
          upload instanceof ArrivingObject ? upload : new ArrivingObject(this.#bucket, file, this.#log);
        try {
          objects[sha256] = await arriving.finish({ sizeBytes, sha256 }, signal);
        } finally {
          await arriving.discard();
        }
      }
      return await this.#changes.run(async () => {
        await mayCommit?.();
        return this.#keep(artifact, objects);
      });
    } finally {
      await this.#removeUnkept(artifact.id, Object.values(objects));
    }
  }

  remove(id: string, mayRemove: (artifact: ArtifactRecord) => boolean): Promise<Removal> {
    return this.#changes.run(async () => {
      const artifact = await this.#read(id);
      if (artifact === null) return 'absent';
      if (!mayRemove(artifact)) return 'refused';
      if (this.#shelf.isLeased(id)) return 'in-use';
      await this.#drop(id);
      return 'removed';
    });
  }

  /** Only this artifact has these very objects. */
  removeDamaged(checked: ArtifactRecord): Promise<readonly ArtifactRecord[] | null> {
    return this.#changes.run(async () => {
      const present = await this.#read(checked.id);
      if (present?.createdAt.getTime() !== checked.createdAt.getTime()) return null;
      await this.#drop(checked.id);
      return [present];
    });
  }

  async noteUse({ id }: ArtifactRecord): Promise<void> {
    await this.#bucket.put(USED_FOLDER + id, new Date().toISOString());
  }

  /** Others are not told: what they read goes on if the object is removed, but they cannot begin again. */
  lease(id: string): Promise<() => void> {
    return Promise.resolve(this.#shelf.lease(id));
  }

  async open(file: ArtifactFileRecord, artifact: ArtifactRecord): Promise<StoredBytes | null> {
    if (this.#nameOf(file, artifact) === null) return null;
    const stream: StoredBytes['stream'] = async (range) => {
      const found = await this.#stream(file, artifact, { range });
      if (found !== null) return found;
      throw new GatewayError('NOT_FOUND', 'This file is no longer in the artifact store.');
    };
    return {
      stream,
      read: async (offset, length) => {
        const end = Math.min(offset + length, file.sizeBytes) - 1;
        if (end < offset) return Buffer.alloc(0);
        const chunks: Buffer[] = [];
        for await (const chunk of await stream({ start: offset, end })) chunks.push(Buffer.from(chunk));
        return Buffer.concat(chunks);
      },
      close: () => Promise.resolve(),
    };
  }

  async digest(artifact: ArtifactRecord, signal: AbortSignal): Promise<FileDigests> {
    try {
      const digests: (string | null)[] = [];
      for (const file of artifact.files) digests.push(await this.#digestOf(file, artifact, signal));
      return digests;
    } catch (error) {
      signal.throwIfAborted();
      throw toStorageError(error);
    }
  }

  upload(directory: string): ObjectUpload {
    return new ArrivingObject(this.#bucket, join(directory, OBJECT_FILE), this.#log);
  }

  async address(file: ArtifactFileRecord, artifact: ArtifactRecord): Promise<string | null> {
    if (this.#bucket.settings.serve !== 'redirect') return null;
    const name = this.#nameOf(file, artifact);
    return name === null ? null : this.#bucket.address(name, file.path);
  }

  async close(): Promise<void> {
    this.#stopLooking();
    // What has begun ends first.
    await this.#changes.run(() => Promise.resolve());
    this.#bucket.close();
  }

  /** Null when the file is not there, also where the artifact was stored anew meanwhile. */
  async #stream(
    file: ArtifactFileRecord,
    artifact: ArtifactRecord,
    { range = null, signal }: { readonly range?: ByteSpan | null; readonly signal?: AbortSignal },
  ): Promise<Readable | null> {
    const name = this.#nameOf(file, artifact);
    const found = name === null ? null : await this.#bucket.stream(name, range, signal);
    if (found !== null) return found;
    await this.refresh(artifact.id);
    const newName = this.#nameOf(file, artifact);
    return newName === null || newName === name ? null : this.#bucket.stream(newName, range, signal);
  }

  async #digestOf(
    file: ArtifactFileRecord,
    artifact: ArtifactRecord,
    signal: AbortSignal,
  ): Promise<string | null> {
    const stream = await this.#stream(file, artifact, { signal });
    if (stream === null) return null;
    const hash = createHash('sha256');
    // oxlint-disable-next-line typescript/no-unsafe-argument -- bytes; streams do not say so
    for await (const chunk of stream) hash.update(chunk);
    return hash.digest('hex');
  }

  #nameOf({ sha256 }: ArtifactFileRecord, { id }: ArtifactRecord): string | null {
    return this.#kept.get(id)?.objects[sha256] ?? null;
  }

  /** Reads a manifest, and puts it on the shelf or takes it off. */
  async #read(id: string): Promise<ArtifactRecord | null> {
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

  /** Writes a first manifest; where another replica was quicker, its own stays, and ours goes. */
  async #keep(artifact: ArtifactRecord, objects: Manifest['objects']): Promise<ArtifactRecord> {
    const text = toManifestText(artifact, objects);
    const etag = await this.#bucket.put(manifestOf(artifact.id), text, { condition: { kind: 'absent' } });
    if (etag !== null) {
      this.#kept.set(artifact.id, { etag, objects });
      this.#shelf.put(artifact);
      return artifact;
    }
    const [origin] = artifact.origins;
    const theirs = await this.#replace(artifact.id, (known) =>
      origin === undefined ? known : withOrigin(known, origin, artifact.verification),
    );
    if (theirs === null) throw contention();
    return theirs;
  }

  async #replace(
    id: string,
    change: (artifact: ArtifactRecord) => ArtifactRecord,
  ): Promise<ArtifactRecord | null> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const artifact = await this.#read(id);
      const kept = this.#kept.get(id);
      if (artifact === null || kept === undefined) return null;
      const changed = change(artifact);
      const condition = { kind: 'unchanged', etag: kept.etag } as const;
      const etag = await this.#bucket.put(manifestOf(id), toManifestText(changed, kept.objects), {
        condition,
      });
      if (etag === null) continue;
      this.#kept.set(id, { ...kept, etag });
      this.#shelf.put(changed);
      return changed;
    }
    throw contention();
  }

  /** The manifest goes first: what a crash leaves then is cleared away later. */
  async #drop(id: string): Promise<void> {
    const objects = Object.values(this.#kept.get(id)?.objects ?? {});
    await this.#bucket.remove([manifestOf(id)]);
    this.#forget(id);
    await this.#tryRemove([...objects, USED_FOLDER + id]);
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

  /**
   * Removes those of these objects that the artifact does not count on. Its manifest is read again: a write that seemed to fail, or to
   * find another's, may have been done.
   */
  async #removeUnkept(id: string, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    try {
      const found = await this.#bucket.read(manifestOf(id));
      const counted = Object.values((found === null ? null : parseManifest(found.text))?.objects ?? {});
      await this.#bucket.remove(names.filter((name) => !counted.includes(name)));
    } catch (error) {
      this.#log.warn({ err: error }, 'Objects that nobody needs could not be removed from the bucket');
    }
  }

  async #tryRemove(names: readonly string[]): Promise<void> {
    try {
      await this.#bucket.remove(names);
    } catch (error) {
      this.#log.warn({ err: error }, 'Objects that nobody needs could not be removed from the bucket');
    }
  }

  async #clearAbandoned(): Promise<void> {
    const before = new Date(Date.now() - ABANDONED_AFTER_MS);
    const held = new Set([...this.#kept.values()].flatMap(({ objects }) => Object.values(objects)));
    const files = await this.#bucket.list(FILES_FOLDER);
    const abandoned = files.filter(({ name, modifiedAt }) => !held.has(name) && modifiedAt < before);
    await this.#tryRemove(abandoned.map(({ name }) => name));
    try {
      for (const { name, uploadId } of await this.#bucket.staleUploads(before)) {
        await this.#bucket.abortUpload(name, uploadId);
      }
    } catch (error) {
      this.#log.info({ err: error }, 'The server does not tell which uploads were cut off');
    }
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
