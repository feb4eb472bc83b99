import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What an entry takes besides what it holds, about. */
const ENTRY_BYTES = 150;
/**
 * What a word of a document takes, about: the token with its place, the node made of it, what was found of the node and how it is
 * executed. As text it is a few letters.
 */
const TOKEN_BYTES = 500;

/** Documents by their texts, as many as fit into so many bytes of memory. */
export function createDocumentCache(maxBytes: number): LRUCache<string, DocumentNode> {
  return new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: (document, text) => text.length + tokensOf(document) * TOKEN_BYTES + ENTRY_BYTES,
  });
}

/** Texts of documents alone, as many as fit into so many bytes of memory. */
export function createTextCache(maxBytes: number): LRUCache<string, true> {
  return new LRUCache({ maxSize: maxBytes, sizeCalculation: (_true, text) => text.length + ENTRY_BYTES });
}

function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) count += 1;
  return count;
}
