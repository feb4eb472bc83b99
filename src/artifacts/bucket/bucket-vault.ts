import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { InOrder } from '../../async/in-order.js';
import type { ArtifactFileRecord, ArtifactRecord } from '../../domain/download.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import type { Announcements } from '../announcements.js';
import type { Contents } from '../contents.js';
import type { FileDigests } from '../file-digester.js';
import { OBJECT_FILE } from '../folder/ingests.js';
import { lookAround } from '../look-around.js';
import type { ArtifactShelf } from '../shelf.js';
import { toStorageError } from '../storage-error.js';
import type { ObjectUpload, StoredBytes } from '../types.js';
import type { AddOptions, Removal, Vault } from '../vault.js';
import { ArrivingObject, FILES_FOLDER } from './arriving-object.js';
import type { Bucket, ByteSpan } from './bucket.js';
import { Leftovers } from './leftovers.js';
import { Manifests } from './manifests.js';

/** How often it is looked whether another replica has changed something, besides when that one says so. */
const LOOK_MS = 30_000;
/** Objects and uploads that belong to no artifact are left alone for so long: somebody may just be at work on them. */
const ABANDONED_AFTER_MS = 7 * 24 * 3_600_000;

/** What a vault in a bucket is made from. */
export interface BucketVaultOptions {
  readonly bucket: Bucket;
  /** One that counts the files of each artifact by themselves. */
  readonly shelf: ArtifactShelf;
  /** Null where replicas have no way to tell each other. */
  readonly announcements: Announcements | null;
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
  readonly #manifests: Manifests;
  readonly #leftovers: Leftovers;
  /** Changes of manifests by this replica. */
  readonly #changes = new InOrder();
  #stopLooking: () => void = () => undefined;

  private constructor({ bucket, shelf, announcements, log }: BucketVaultOptions) {
    this.#bucket = bucket;
    this.#shelf = shelf;
    this.#log = log;
    this.#leftovers = new Leftovers(log);
    this.#manifests = new Manifests({ bucket, shelf, onChanged: (id) => announcements?.tell(id) });
  }

  /** Reads all manifests, and clears away what nobody came back for. */
  static async open(options: BucketVaultOptions): Promise<BucketVault> {
    const vault = new BucketVault(options);
    await vault.catchUp();
    await vault.#clearAbandoned();
    const stopListening = options.announcements?.listen((id) => void vault.#refreshSoon(id));
    const stopLooking = lookAround(() => vault.catchUp(), LOOK_MS, options.log);
    vault.#stopLooking = () => {
      stopListening?.();
      stopLooking();
    };
    return vault;
  }

  catchUp(): Promise<void> {
    return this.#changes.run(async () => {
      await this.#manifests.catchUp();
      await this.#leftovers.tryAgain();
    });
  }

  refresh(id: string): Promise<ArtifactRecord | null> {
    return this.#changes.run(() => this.#manifests.read(id));
  }

  update(id: string, change: (artifact: ArtifactRecord) => ArtifactRecord): Promise<ArtifactRecord | null> {
    return this.#changes.run(() => this.#manifests.replace(id, change));
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
        const arriving = upload instanceof ArrivingObject ? upload : this.#arriving(file);
        try {
          objects[sha256] = await arriving.finish({ sizeBytes, sha256 }, signal);
        } finally {
          await arriving.discard();
        }
      }
      return await this.#changes.run(async () => {
        await mayCommit?.();
        return this.#manifests.keep(artifact, objects);
      });
    } finally {
      await this.#removeUnkept(artifact.id, Object.values(objects));
    }
  }

  remove(id: string, mayRemove: (artifact: ArtifactRecord) => boolean): Promise<Removal> {
    return this.#changes.run(async () => {
      const artifact = await this.#manifests.read(id);
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
      const present = await this.#manifests.read(checked.id);
      if (present?.createdAt.getTime() !== checked.createdAt.getTime()) return null;
      await this.#drop(checked.id);
      return [present];
    });
  }

  async noteUse({ id }: ArtifactRecord): Promise<void> {
    await this.#manifests.noteUse(id);
  }

  /** Others are not told: what they read goes on if the object is removed, but they cannot begin again. */
  lease(id: string): Promise<() => void> {
    return Promise.resolve(this.#shelf.lease(id));
  }

  async open(file: ArtifactFileRecord, artifact: ArtifactRecord): Promise<StoredBytes | null> {
    if (this.#manifests.nameOf(file, artifact) === null) return null;
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
    return this.#arriving(join(directory, OBJECT_FILE));
  }

  async address(file: ArtifactFileRecord, artifact: ArtifactRecord): Promise<string | null> {
    if (this.#bucket.settings.serve !== 'redirect') return null;
    const name = this.#manifests.nameOf(file, artifact);
    return name === null ? null : this.#bucket.address(name, file.path);
  }

  async close(): Promise<void> {
    this.#stopLooking();
    // What has begun ends first.
    await this.#changes.run(() => Promise.resolve());
    this.#bucket.close();
  }

  #arriving(path: string): ArrivingObject {
    return new ArrivingObject({ bucket: this.#bucket, leftovers: this.#leftovers, path, log: this.#log });
  }

  /** Null when the file is not there, also where the artifact was stored anew meanwhile. */
  async #stream(
    file: ArtifactFileRecord,
    artifact: ArtifactRecord,
    { range = null, signal }: { readonly range?: ByteSpan | null; readonly signal?: AbortSignal },
  ): Promise<Readable | null> {
    const name = this.#manifests.nameOf(file, artifact);
    const found = name === null ? null : await this.#bucket.stream(name, range, signal);
    if (found !== null) return found;
    await this.refresh(artifact.id);
    const newName = this.#manifests.nameOf(file, artifact);
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

  /** The manifest goes first: what a crash leaves then is cleared away later. */
  async #drop(id: string): Promise<void> {
    const unneeded = await this.#manifests.remove(id);
    await this.#leftovers.clear(() => this.#bucket.remove(unneeded));
  }

  async #refreshSoon(id: string): Promise<void> {
    try {
      await this.refresh(id);
    } catch (error) {
      this.#log.info({ err: error, artifact: id }, 'What another replica changed is read later');
    }
  }

  /** Removes those of these objects that the artifact does not count on. */
  async #removeUnkept(id: string, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#leftovers.clear(async () => {
      const counted = await this.#manifests.countedOnBy(id);
      await this.#bucket.remove(names.filter((name) => !counted.includes(name)));
    });
  }

  async #clearAbandoned(): Promise<void> {
    const before = new Date(Date.now() - ABANDONED_AFTER_MS);
    const held = this.#manifests.objects();
    const files = await this.#bucket.list(FILES_FOLDER);
    const abandoned = files.filter(({ name, modifiedAt }) => !held.has(name) && modifiedAt < before);
    await this.#leftovers.clear(() => this.#bucket.remove(abandoned.map(({ name }) => name)));
    try {
      for (const { name, uploadId } of await this.#bucket.staleUploads(before)) {
        await this.#bucket.abortUpload(name, uploadId);
      }
    } catch (error) {
      this.#log.info({ err: error }, 'The server does not tell which uploads were cut off');
    }
  }
}
