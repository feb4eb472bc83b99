import { MaxTokensParserWLexer } from '@escape.tech/graphql-armor-max-tokens';
import { parse, type DocumentNode, type ParseOptions, type Source } from 'graphql';
import { limitError } from './limit-error.js';

/** `parse` of the GraphQL library that stops behind so many tokens with LIMIT_EXCEEDED. */
export function limitedParse(
  maxTokens: number,
): (source: string | Source, options?: ParseOptions) => DocumentNode {
  const refuse = () => {
    throw limitError('tokens', maxTokens, null);
  };
  return (source, options) => {
    try {
      return parse(source, { ...options, maxTokens });
    } catch {
      // The library's own limit, which is the quicker one, gives an error that only its text tells from others.
      return new MaxTokensParserWLexer(source, {
        ...options,
        n: maxTokens,
        onReject: [refuse],
      }).parseDocument();
    }
  };
}
