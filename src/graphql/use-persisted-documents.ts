import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import type { Plugin } from 'graphql-yoga';
import { documentIdOf, notAllowed, type PersistedDocuments } from '../limits/persisted-documents.js';

/** Runs documents by the ids that they have on the list; over WebSocket that is done where an operation comes in. */
export function usePersistedDocuments({ texts, areOthersAllowed }: PersistedDocuments): Plugin {
  const plugin = usePersistedOperations({
    allowArbitraryOperations: areOthersAllowed,
    extractPersistedOperationId: documentIdOf,
    getPersistedOperation: (id) => texts.get(id) ?? null,
    customErrors: { notFound: notAllowed, keyNotFound: notAllowed, persistedQueryOnly: notAllowed },
  });
  if (!areOthersAllowed) return plugin;
  // What names no document is as right or wrong as on a gateway without a list.
  const onParams: Plugin['onParams'] = (payload) =>
    documentIdOf(payload.params) === null ? undefined : plugin.onParams?.(payload);
  return { ...plugin, onParams };
}
