import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { createDocumentCache } from '../limits/document-cache.js';
import { checkDocument, type DocumentLimits } from '../limits/check-document.js';
import { checkCost, type CostLimits } from '../limits/estimate-cost.js';
import { limitedParse } from '../limits/limited-parse.js';

/** What one operation may ask for. */
export interface QueryLimits extends DocumentLimits, CostLimits {
  readonly tokens: number;
}

/** What comes with the document; put into the context by yoga and by websocket.ts. */
const paramsSchema = z.object({
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Refuses operations that ask for too much, with one error that has the figure and the limit, before anything is
 * executed. Takes the place of yoga's cache of documents, which is bounded by their number alone and would remember
 * for a document what holds for its variables.
 */
export function useQueryLimits(limits: QueryLimits): Plugin {
  const parse = limitedParse(limits.tokens);
  const documents = createDocumentCache<DocumentNode>();
  /** What is wrong with a document, whatever its variables. */
  const judgements = new WeakMap<DocumentNode, readonly Error[]>();
  return {
    onParse: ({ params: { source }, setParseFn, setParsedDocument }) => {
      const text = typeof source === 'string' ? source : source.body;
      const known = documents.get(text);
      if (known !== undefined) setParsedDocument(known);
      setParseFn(parse);
      return ({ result }) => {
        if (known === undefined && isDocument(result)) documents.set(text, result);
      };
    },
    onValidate: ({ params: { schema, documentAST: document }, context, setResult }) => {
      const known = judgements.get(document);
      // Validation of a document that is too large could take long and would find a hundred errors.
      const excess = known === undefined ? checkDocument(schema, document, limits) : null;
      if (known !== undefined) setResult(known);
      else if (excess !== null) setResult([excess]);
      return ({ valid, result, setResult: replaceResult }) => {
        judgements.set(document, result);
        if (!valid) return;
        const { data: params } = paramsSchema.safeParse(context['params']);
        const operationName = params?.operationName ?? null;
        const error = checkCost(
          { schema, document, operationName, variables: params?.variables ?? {} },
          limits,
        );
        if (error !== null) replaceResult([error]);
      };
    },
  };
}

function isDocument(result: DocumentNode | Error | null): result is DocumentNode {
  return result !== null && !(result instanceof Error);
}
