import { createHash } from 'node:crypto';
import { createCRC32 } from 'hash-wasm';
import type { StoredObjectSource } from '../core/types.js';

/** Castagnoli, bits reversed. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
const DEFAULT_LIMIT_BYTES = 512 * 1024 * 1024;

/** An object's bytes with what the store says of them. */
export interface LoadedObject {
  readonly bytes: Buffer;
  /** Hexadecimal. */
  readonly md5: string;
  /** Big-endian, base64, as Cloud Storage writes it. */
  readonly crc32cBase64: string;
}

interface Entry {
  readonly source: StoredObjectSource;
  loading: Promise<LoadedObject> | null;
}

/** The objects of a storage host: loaded when first asked for, the least used forgotten and loaded again later. */
export class ObjectTable {
  readonly #entries = new Map<string, Entry>();
  /** Entries whose bytes are in memory, the least recently used first. */
  readonly #kept = new Map<Entry, number>();
  #keptBytes = 0;
  readonly #limitBytes: number;

  /** Keeps about `limitBytes` in memory. */
  constructor(limitBytes = DEFAULT_LIMIT_BYTES) {
    this.#limitBytes = limitBytes;
  }

  put(name: string, source: StoredObjectSource): void {
    const replaced = this.#entries.get(name);
    if (replaced !== undefined) this.#forget(replaced);
    this.#entries.set(name, { source, loading: null });
  }

  /** Null when there is no object of that name. */
  async get(name: string): Promise<LoadedObject | null> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return null;
    entry.loading ??= load(entry.source);
    try {
      const object = await entry.loading;
      // One that was replaced meanwhile goes to who asked before, and is not kept.
      if (this.#entries.get(name) === entry) this.#keep(entry, object.bytes.byteLength);
      return object;
    } catch (error) {
      entry.loading = null;
      throw error;
    }
  }

  #keep(entry: Entry, sizeBytes: number): void {
    this.#forgetSize(entry);
    this.#kept.set(entry, sizeBytes);
    this.#keptBytes += sizeBytes;
    for (const oldest of this.#kept.keys()) {
      // The object in use stays, however large it is.
      if (this.#keptBytes <= this.#limitBytes || oldest === entry) return;
      this.#forget(oldest);
    }
  }

  #forget(entry: Entry): void {
    this.#forgetSize(entry);
    entry.loading = null;
  }

  #forgetSize(entry: Entry): void {
    this.#keptBytes -= this.#kept.get(entry) ?? 0;
    this.#kept.delete(entry);
  }
}

async function load(source: StoredObjectSource): Promise<LoadedObject> {
  const bytes = await source.load();
  const crc32c = (await createCRC32(CRC32C_POLYNOMIAL)).init().update(bytes).digest('hex');
  return {
    bytes,
    md5: createHash('md5').update(bytes).digest('hex'),
    crc32cBase64: Buffer.from(crc32c, 'hex').toString('base64'),
  };
}
