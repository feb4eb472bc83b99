import { LRUCache } from 'lru-cache';

const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Keeps what was made of documents by their text. Bounded by the texts' lengths: a count alone would let them fill the memory. */
export function createDocumentCache<T extends object>(): LRUCache<string, T> {
  return new LRUCache<string, T>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_value, text) => text.length + 1,
  });
}
