import { MaxTokensParserWLexer } from '@escape.tech/graphql-armor-max-tokens';
import type { DocumentNode, ParseOptions, Source } from 'graphql';
import { limitError } from './limit-error.js';

/** `parse` of the GraphQL library that stops behind so many tokens with LIMIT_EXCEEDED. */
export function limitedParse(
  maxTokens: number,
): (source: string | Source, options?: ParseOptions) => DocumentNode {
  const refuse = () => {
    throw limitError('tokens', maxTokens, null);
  };
  return (source, options) =>
    new MaxTokensParserWLexer(source, { ...options, n: maxTokens, onReject: [refuse] }).parseDocument();
}
