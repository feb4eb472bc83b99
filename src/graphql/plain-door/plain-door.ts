import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { Stop } from '../../async/stop.js';
import type { Asked } from '../../answers/answers.js';
import { textOf } from '../../limits/persisted-documents.js';
import { rateHeaders } from '../../limits/rate-headers.js';
import { requestIdOf } from '../../server/request-id.js';
import { createContext, type GatewayContext } from '../context.js';
import { coerceVariables } from '../execution/coerce-variables.js';
import { isWhole } from '../use-answers.js';
import { reportBegin } from '../use-operation-report.js';
import { withDetails } from '../use-error-details.js';
import type { Engine, GatewayYoga, NodeExchange, YogaOptions } from '../yoga.js';
import { readParams, type PlainParams } from './plain-params.js';
import { readBody, readHead, type PlainRequest } from './plain-request.js';

/** Answers a request to the GraphQL endpoint. */
export type AnswerGraphQL = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface PlainDoorOptions extends Pick<
  YogaOptions,
  | 'schema'
  | 'services'
  | 'authenticator'
  | 'readCredentials'
  | 'log'
  | 'limits'
  | 'quotas'
  | 'documents'
  | 'corsOrigins'
> {
  readonly engine: Engine;
  /** Answers what is left to it. */
  readonly yoga: GatewayYoga;
}

/** A valid operation with variables that fit and that is not too much. */
interface Ready {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null;
  /** As they came. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Requests with a body that was read, as yoga takes them. */
type ReadRequest = IncomingMessage & { body?: Buffer };

/**
 * Answers everyday requests straight on node:http: queries and mutations by POST of JSON that there is nothing wrong with.
 * Everything else, all refusals among it, is left to yoga with what is known of it by then, so that nothing is done or
 * counted twice. Both ask the same authenticator, quotas and limits, and execute by the same plans; a test compares what
 * they answer.
 */
export function createPlainDoor(options: PlainDoorOptions): AnswerGraphQL {
  const { limits, corsOrigins, yoga } = options;
  const rules = { maxBodyBytes: limits.requestKibibytes * 1_024, corsOrigins };
  return async (request, response) => {
    const exchange: NodeExchange = { req: request, res: response };
    const head = readHead(request, rules);
    if (head === null || !(await isAdmitted(exchange, options))) {
      await yoga(request, response, exchange);
      return;
    }
    const body = await readBody(request);
    if (body === null) return;
    const params = readParams(body);
    const ready = params && prepare(params, options);
    if (ready === null) {
      (request as ReadRequest).body = body;
      await yoga(request, response, exchange);
      return;
    }
    await answer(ready, head, exchange, options);
  };
}

/** Lets the caller in and counts his operation. False: yoga tells him why not. */
async function isAdmitted(
  exchange: NodeExchange,
  { authenticator, quotas }: PlainDoorOptions,
): Promise<boolean> {
  const { req, res } = exchange;
  try {
    exchange.admission = authenticator.authenticate(req.headers.authorization);
    exchange.session = await exchange.admission;
  } catch {
    return false;
  }
  exchange.counted = quotas.takeOperation(exchange.session.caller, req);
  const verdict = await exchange.counted;
  if (verdict === null) return true;
  if (!verdict.isAllowed) return false;
  for (const [name, value] of Object.entries(rateHeaders(verdict))) res.setHeader(name, value);
  return true;
}

/** Null: there is something wrong with it, or it is a subscription. */
function prepare(params: PlainParams, { schema, engine, documents }: PlainDoorOptions): Ready | null {
  const document = documentOf(params, engine, documents);
  if (document === null || engine.documents.judge(document).length > 0) return null;
  const { operationName } = params;
  const operation = getOperationAST(document, operationName);
  if (operation == null || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  const variables = coerceVariables(schema, operation, params.variables);
  if (variables === null || engine.documents.exceeds(document, operation, params.variables) !== null)
    return null;
  return { document, operation, operationName, given: params.variables, variables };
}

function documentOf(
  params: PlainParams,
  { documents }: Engine,
  persisted: PlainDoorOptions['documents'],
): DocumentNode | null {
  try {
    return documents.parse(textOf(params, persisted));
  } catch {
    return null;
  }
}

async function answer(
  ready: Ready,
  { type }: PlainRequest,
  { req, res, session }: NodeExchange,
  options: PlainDoorOptions,
): Promise<void> {
  if (session === undefined) throw new TypeError('Nobody was let in.');
  const leaving = new Stop();
  res.once('close', () => {
    if (!res.writableFinished) leaving.abort();
  });
  const { services, log, readCredentials, engine } = options;
  const { operation, operationName } = ready;
  const context: GatewayContext = createContext(services, {
    requestId: requestIdOf(req),
    traceparent: traceparentOf(req),
    log,
    caller: session.caller,
    credentials: readCredentials((name) => req.headers[name]),
    signal: leaving,
  });
  const report = reportBegin(operation.operation, operationName, context, services.metrics);
  const asked = ask(ready, context, engine);
  const known = (await asked?.recall()) ?? null;
  if (known !== null) {
    report(null);
    send(res, type, known);
    return;
  }
  const result = await execute(ready, context, engine);
  if (result === null) return;
  const complete = withDetails(result, engine.maskError, context.requestId);
  report(complete);
  const text = JSON.stringify(complete);
  if (isWhole(complete)) asked?.remember(text);
  send(res, type, text);
}

/** Null: what is asked for is a change, whose answer is never given again. */
function ask(
  { document, operation, operationName, given }: Ready,
  { audience, call }: GatewayContext,
  { answers }: Engine,
): Asked | null {
  if (operation.operation !== OperationTypeNode.QUERY) return null;
  return answers.ask({ document, operationName, variables: given, audience }, call);
}

/** Null: the client has left. */
async function execute(
  { document, operation, variables }: Ready,
  context: GatewayContext,
  { executor }: Engine,
): Promise<ExecutionResult | null> {
  const { signal } = context.call;
  try {
    return await executor.execute({ document, operation, variables, context, rootValue: undefined, signal });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function traceparentOf({ headers: { traceparent } }: IncomingMessage): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined;
}

function send(response: ServerResponse, type: PlainRequest['type'], text: string): void {
  if (response.destroyed) return;
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
