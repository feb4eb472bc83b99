import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import type { Plugin } from 'graphql-yoga';
import { documentIdOf, notAllowed, type PersistedDocuments } from '../limits/persisted-documents.js';

/** Runs documents by the ids that they have on the list; over WebSocket that is done where an operation comes in. */
export function usePersistedDocuments({ texts, areOthersAllowed }: PersistedDocuments): Plugin {
  return usePersistedOperations({
    allowArbitraryOperations: areOthersAllowed,
    extractPersistedOperationId: documentIdOf,
    getPersistedOperation: (id) => texts.get(id) ?? null,
    customErrors: { notFound: notAllowed, keyNotFound: notAllowed, persistedQueryOnly: notAllowed },
  });
}
