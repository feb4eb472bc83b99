import { getOperationAST, OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Asking } from '../../answers/answers.js';
import { textOf } from '../../limits/persisted-documents.js';
import { coerceVariables } from '../execution/coerce-variables.js';
import type { Engine, YogaOptions } from '../yoga.js';
import { readParams, type PlainParams } from './plain-params.js';

/**
 * A valid operation with variables that fit and that is not too much. Follows from the bytes of its request alone, whoever
 * sends them and whenever, so that it may be kept.
 */
export interface Ready {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Null: its answer is not remembered, such as that of a change. */
  readonly asking: Asking | null;
}

export type PrepareOptions = Pick<YogaOptions, 'schema' | 'documents'> & { readonly engine: Engine };

/** Makes an operation of a body. Null: there is something wrong with it, or it is a subscription. */
export function prepare(body: Buffer, { schema, engine, documents }: PrepareOptions): Ready | null {
  const params = readParams(body);
  if (params === null) return null;
  const document = documentOf(params, engine, documents);
  if (document === null || engine.documents.judge(document).length > 0) return null;
  const { operationName, variables: given } = params;
  const operation = getOperationAST(document, operationName);
  if (operation == null || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  const variables = coerceVariables(schema, operation, given);
  if (variables === null || engine.documents.exceeds(document, operation, given) !== null) return null;
  // The answer to a change is never given again.
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const asking = isQuery ? engine.answers.ask({ document, operationName, variables: given }) : null;
  return { document, operation, operationName, variables, asking };
}

function documentOf(
  params: PlainParams,
  { documents }: Engine,
  persisted: PrepareOptions['documents'],
): DocumentNode | null {
  try {
    return documents.parse(textOf(params, persisted));
  } catch {
    return null;
  }
}
