import { getOperationAST, type DocumentNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Metrics, OperationType } from '../observability/metrics.js';
import type { GatewayContext } from './context.js';

/** Reports subscriptions when they have begun or could not. Comes before the plugin that shares them. */
export function useSubscriptionReport(metrics: Metrics): Plugin<GatewayContext> {
  return {
    onSubscribe: ({ args }) => {
      const context: GatewayContext = args.contextValue;
      // A shared execution belongs to nobody; those who joined it are counted.
      if (context.eventNotes !== null) return undefined;
      const report = begin(args, context, metrics);
      return {
        onSubscribeResult: ({ result }) => report(isAsyncIterable(result) ? null : result),
      };
    },
  };
}

/** Reports queries and mutations, and what was not executed. Comes last, when errors have their codes. */
export function useExecutionReport(metrics: Metrics): Plugin<GatewayContext> {
  const refuse = (codes: readonly string[]): void =>
    metrics.operation({ type: 'invalid', durationMs: 0, codes });
  return {
    onParse:
      () =>
      ({ result }) => {
        if (result instanceof Error) refuse(['GRAPHQL_PARSE_FAILED']);
      },
    onValidate:
      () =>
      ({ valid }) => {
        if (!valid) refuse(['GRAPHQL_VALIDATION_FAILED']);
      },
    onExecute: ({ args }) => {
      const context: GatewayContext = args.contextValue;
      const report = begin(args, context, metrics);
      return { onExecuteDone: ({ result }) => report(isAsyncIterable(result) ? null : result) };
    },
  };
}

function begin(
  args: ExecutionArgs,
  context: GatewayContext,
  metrics: Metrics,
): ReturnType<typeof reportBegin> {
  return reportBegin(typeOf(args.document, args.operationName), args.operationName ?? null, context, metrics);
}

/** Starts the clock of an operation; the returned function stops it, with null where events follow. */
export function reportBegin(
  type: OperationType,
  name: string | null,
  { trace }: GatewayContext,
  metrics: Metrics,
): (result: ExecutionResult | null) => void {
  const startedMs = performance.now();
  trace?.named(type, name);
  return (result) => {
    const codes = (result?.errors ?? []).map(({ extensions: { code } }) =>
      typeof code === 'string' ? code : 'INTERNAL',
    );
    metrics.operation({ type, durationMs: performance.now() - startedMs, codes });
    trace?.end(codes);
  };
}

function typeOf(document: DocumentNode, name: string | null | undefined): OperationType {
  return getOperationAST(document, name)?.operation ?? 'invalid';
}
