import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import * as z from 'zod';
import type { Documents } from './documents.js';
import { coerceVariables } from './execution/coerce-variables.js';

/** What comes with the document; put into the context by yoga and by websocket.ts. */
const paramsSchema = z.object({
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Refuses operations that are not valid or ask for too much, with one error that has the figure and the limit, before
 * anything is executed.
 */
export function useDocuments(documents: Documents): Plugin {
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source) => documents.parse(typeof source === 'string' ? source : source.body));
    },
    onValidate: ({ params: { schema, documentAST: document }, context, setResult }) => {
      setResult([...documents.judge(document)]);
      return ({ valid, setResult: replaceResult }) => {
        if (!valid) return;
        const { data: params } = paramsSchema.safeParse(context['params']);
        const operation = getOperationAST(document, params?.operationName);
        // What is wrong with the variables is for the execution to say.
        const variables = params?.variables ?? {};
        if (operation == null || coerceVariables(schema, operation, variables) === null) return;
        const error = documents.exceeds(document, operation, variables);
        if (error !== null) replaceResult([error]);
      };
    },
  };
}
