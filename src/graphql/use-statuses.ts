import type { Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../errors/codes.js';

/**
 * HTTP status of an answer without data that has an error of this code. Any other answer has the status that the GraphQL
 * over HTTP specification gives it.
 */
const STATUS_OF: ReadonlyMap<unknown, number> = new Map<ErrorCode, number>([
  ['LIMIT_EXCEEDED', 400],
  ['DOCUMENT_NOT_ALLOWED', 400],
  ['RATE_LIMITED', 429],
]);

/** Answers what was refused before it was executed with its own status, also to clients that take `application/json`. */
export function useStatuses(): Plugin {
  return {
    onResultProcess: (processing) => {
      const { result } = processing;
      if (!('errors' in result) || 'data' in result) return;
      const [status] = (result.errors ?? []).flatMap(
        ({ extensions }) => STATUS_OF.get(extensions['code']) ?? [],
      );
      if (status !== undefined) processing.setResult({ ...result, extensions: { http: { status } } });
    },
  };
}
