import { createHash } from 'node:crypto';
import { createCRC32 } from 'hash-wasm';
import { LRUCache } from 'lru-cache';
import type { StoredObjectSource } from '../core/types.js';

/** Castagnoli, bits reversed. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
const KEPT_BYTES = 512 * 1024 * 1024;

/** An object's bytes with what the store says of them. */
export interface LoadedObject {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Hexadecimal. */
  readonly md5: string;
  /** Big-endian, base64, as Cloud Storage writes it. */
  readonly crc32cBase64: string;
}

/** The objects of a storage host: loaded when first asked for, the least used forgotten and loaded again later. */
export class ObjectTable {
  readonly #sources = new Map<
    string,
    { readonly source: StoredObjectSource; readonly contentType: string }
  >();
  readonly #loading = new Map<string, Promise<LoadedObject>>();
  readonly #loaded = new LRUCache<string, LoadedObject>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (object) => Math.max(1, object.bytes.byteLength),
  });

  put(name: string, source: StoredObjectSource, contentType: string): void {
    this.#sources.set(name, { source, contentType });
    this.#loading.delete(name);
    this.#loaded.delete(name);
  }

  /** Null when there is no object of that name. */
  async get(name: string): Promise<LoadedObject | null> {
    const entry = this.#sources.get(name);
    if (entry === undefined) return null;
    const kept = this.#loaded.get(name) ?? this.#loading.get(name);
    if (kept !== undefined) return kept;
    const loading = load(entry.source, entry.contentType);
    this.#loading.set(name, loading);
    try {
      const object = await loading;
      // An object that was replaced meanwhile is given to who asked before, and not kept.
      if (this.#sources.get(name) === entry) this.#loaded.set(name, object);
      return object;
    } finally {
      if (this.#loading.get(name) === loading) this.#loading.delete(name);
    }
  }
}

async function load(source: StoredObjectSource, contentType: string): Promise<LoadedObject> {
  const bytes = await source.load();
  const crc32c = (await createCRC32(CRC32C_POLYNOMIAL)).init().update(bytes).digest('hex');
  return {
    bytes,
    contentType,
    md5: createHash('md5').update(bytes).digest('hex'),
    crc32cBase64: Buffer.from(crc32c, 'hex').toString('base64'),
  };
}
