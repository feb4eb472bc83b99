import type { ArtifactFileRecord, ArtifactOrigin, ArtifactRecord } from '../domain/download.js';

/** Shortest time between two notes on disk that an artifact was used. */
const TOUCH_INTERVAL_MS = 60_000;

/** What is known of the artifacts in the store, in memory: who they are, what they share, who reads them. */
export class ArtifactShelf {
  /** In the order in which they became known. */
  readonly #artifacts = new Map<string, ArtifactRecord>();
  readonly #idByOrigin = new Map<string, string>();
  /** How many artifacts hold each file, by its SHA-256; by that of the artifact, too, where they do not share files. */
  readonly #references = new Map<string, number>();
  /** How many readers each artifact has. */
  readonly #leases = new Map<string, number>();
  readonly #touchedAtMs = new Map<string, number>();
  readonly #sharesFiles: boolean;
  #sizeBytes = 0;

  /** @param sharesFiles Whether artifacts that hold the same file hold it together. */
  constructor(sharesFiles: boolean) {
    this.#sharesFiles = sharesFiles;
  }

  /** Bytes of all files, each counted once. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get(id: string): ArtifactRecord | null {
    return this.#artifacts.get(id) ?? null;
  }

  find(origin: ArtifactOrigin): ArtifactRecord | null {
    return this.get(this.#idByOrigin.get(originKey(origin)) ?? '');
  }

  /** Newest first. */
  list(): readonly ArtifactRecord[] {
    const latestFirst = [...this.#artifacts.values()].reverse();
    return latestFirst.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  }

  /** Whether any artifact holds the file of this SHA-256. */
  isHeld(sha256: string): boolean {
    return this.#references.has(sha256);
  }

  /** The artifacts that hold one of the files of these SHA-256. */
  holdersOf(sha256s: ReadonlySet<string>): readonly ArtifactRecord[] {
    return this.list().filter(({ files }) => files.some(({ sha256 }) => sha256s.has(sha256)));
  }

  /** Adds an artifact, or replaces what is known of it but its last use, if that is later. */
  put(artifact: ArtifactRecord): void {
    const known = this.get(artifact.id);
    if (known === null) {
      for (const file of artifact.files) this.#refer(this.#keyOf(artifact, file), file.sizeBytes, 1);
    }
    const lastUsedMs = Math.max(artifact.lastUsedAt.getTime(), known?.lastUsedAt.getTime() ?? 0);
    this.#artifacts.set(artifact.id, { ...artifact, lastUsedAt: new Date(lastUsedMs) });
    for (const origin of artifact.origins) this.#idByOrigin.set(originKey(origin), artifact.id);
  }

  /** Forgets an artifact; gives the SHA-256 of those of its files that no other holds. */
  drop(artifact: ArtifactRecord): readonly string[] {
    this.#artifacts.delete(artifact.id);
    this.#touchedAtMs.delete(artifact.id);
    for (const origin of artifact.origins) {
      const key = originKey(origin);
      if (this.#idByOrigin.get(key) === artifact.id) this.#idByOrigin.delete(key);
    }
    for (const file of artifact.files) this.#refer(this.#keyOf(artifact, file), file.sizeBytes, -1);
    return artifact.files.map(({ sha256 }) => sha256).filter((sha256) => !this.#references.has(sha256));
  }

  isLeased(id: string): boolean {
    return this.#leases.has(id);
  }

  /** Gives the function that ends the lease. */
  lease(id: string): () => void {
    this.#leases.set(id, (this.#leases.get(id) ?? 0) + 1);
    return () => {
      const left = (this.#leases.get(id) ?? 0) - 1;
      if (left > 0) this.#leases.set(id, left);
      else this.#leases.delete(id);
    };
  }

  /** Notes a use; gives the artifact when that should be noted on disk, too. */
  touch(id: string, nowMs: number): ArtifactRecord | null {
    const artifact = this.get(id);
    if (artifact === null) return null;
    const touched = { ...artifact, lastUsedAt: new Date(nowMs) };
    this.#artifacts.set(id, touched);
    if (nowMs - (this.#touchedAtMs.get(id) ?? 0) < TOUCH_INTERVAL_MS) return null;
    this.#touchedAtMs.set(id, nowMs);
    return touched;
  }

  /** What may be removed to make room, the least recently used first. */
  evictable(): readonly ArtifactRecord[] {
    return [...this.#artifacts.values()]
      .filter(({ id, pinned }) => !pinned && !this.isLeased(id))
      .toSorted((one, other) => one.lastUsedAt.getTime() - other.lastUsedAt.getTime());
  }

  #keyOf({ id }: ArtifactRecord, { sha256 }: ArtifactFileRecord): string {
    return this.#sharesFiles ? sha256 : `${id} ${sha256}`;
  }

  #refer(key: string, sizeBytes: number, change: 1 | -1): void {
    const before = this.#references.get(key) ?? 0;
    const after = before + change;
    if (after === 0) this.#references.delete(key);
    else this.#references.set(key, after);
    if (before === 0 || after === 0) this.#sizeBytes += change * sizeBytes;
  }
}

/** The same text for the same origin. */
export function originKey(origin: ArtifactOrigin): string {
  return JSON.stringify([origin.provider, origin.key]);
}
