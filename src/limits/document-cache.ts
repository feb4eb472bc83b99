import { LRUCache } from 'lru-cache';

/**
 * Keeps what was made of documents by their text. Bounded by the texts' lengths: a count alone would let them fill the memory.
 *
 * @param maxCharacters Of all texts together.
 */
export function createDocumentCache<T extends object>(maxCharacters: number): LRUCache<string, T> {
  return new LRUCache<string, T>({
    maxSize: maxCharacters,
    sizeCalculation: (_value, text) => text.length + 1,
  });
}
