import { getOperationAST, OperationTypeNode, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Answers } from '../answers/answers.js';
import { parseJson } from '../domain/common.js';
import type { GatewayContext } from './context.js';

/** A result that knows its text, which yoga then sends. */
interface ToldResult extends ExecutionResult {
  stringify(): string;
}

/**
 * Gives queries the answers that they had before, while everything that those were made from is unchanged. Comes last:
 * whatever is counted, logged or refused is so as if the query were executed.
 */
export function useAnswers(answers: Answers): Plugin<GatewayContext> {
  return {
    onExecute: async ({ args, setResultAndStopExecution }) => {
      const { document, operationName = null, variableValues, contextValue } = args;
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY) return undefined;
      const { audience, call }: GatewayContext = contextValue;
      const asked = answers.ask({ document, operationName, variables: variableValues })?.by(audience);
      if (asked === undefined) return undefined;
      const text = await asked.recall(call);
      if (text !== null) {
        setResultAndStopExecution(toldAs(text));
        return undefined;
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (isAsyncIterable(result) || !isWhole(result)) return;
          const told = JSON.stringify({ data: result.data });
          asked.remember(told, call);
          const withText: ToldResult = { ...result, stringify: () => told };
          setResult(withText);
        },
      };
    },
  };
}

/** Whether an answer may be given again: it has nothing but data. */
export function isWhole({ errors, extensions }: ExecutionResult): boolean {
  return errors === undefined && extensions === undefined;
}

function toldAs(text: string): ToldResult {
  return {
    /** For a WebSocket; over HTTP nobody looks. */
    get data() {
      const answer = parseJson(text);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was written here
      return (answer as ExecutionResult).data ?? null;
    },
    stringify: () => text,
  };
}
