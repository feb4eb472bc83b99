import type { IncomingMessage } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Asked } from '../../answers/answers.js';
import { KnownBodies } from '../../answers/known-bodies.js';
import { isPromise, whenThere } from '../../async/is-promise.js';
import { Stop } from '../../async/stop.js';
import type { Caller } from '../../domain/caller.js';
import { writeJson } from '../../domain/common.js';
import type { Session } from '../../auth/session.js';
import { rateHeaders } from '../../limits/rate-headers.js';
import type { RateVerdict } from '../../limits/rate-limit.js';
import type { AnswerGraphQL } from '../../server/create-server.js';
import { requestIdOf } from '../../server/request-id.js';
import { setStandingHeaders, standingHeaders } from '../../server/standing-headers.js';
import { audienceOf } from '../audience.js';
import { createContext, type GatewayContext } from '../context.js';
import { isWhole } from '../use-answers.js';
import { reportBegin } from '../use-operation-report.js';
import { withDetails } from '../use-error-details.js';
import type { GatewayYoga, NodeExchange, YogaOptions } from '../yoga.js';
import { readBody, readHead, type PlainRequest } from './plain-request.js';
import { prepare, type PrepareOptions, type Ready } from './prepare.js';

export interface PlainDoorOptions
  extends
    PrepareOptions,
    Pick<
      YogaOptions,
      'services' | 'authenticator' | 'readCredentials' | 'log' | 'limits' | 'quotas' | 'corsOrigins'
    > {
  /** Answers what is left to it. */
  readonly yoga: GatewayYoga;
}

/** Most that known bodies take, in bytes. */
const MAX_KNOWN_BYTES = 4 * 1024 * 1024;

/** A document that comes once leaves nothing behind. */
const isAskedAgain = ({ asking }: Ready): boolean => asking !== null;

/** Requests with a body that was read, as yoga takes them. */
type ReadRequest = IncomingMessage & { body?: Buffer };

/**
 * Answers everyday requests straight on node:http: queries and mutations by POST of JSON that there is nothing wrong with.
 * Everything else, all refusals among it, is left to yoga with what is known of it by then, so that nothing is done or
 * counted twice. Both ask the same authenticator, quotas and limits, and execute by the same plans; a test compares what
 * they answer.
 *
 * Where everything is at hand there is no promise between a request and its answer.
 */
export function createPlainDoor(options: PlainDoorOptions): AnswerGraphQL {
  const { limits, corsOrigins } = options;
  const rules = { maxBodyBytes: limits.requestKibibytes * 1_024, corsOrigins };
  const bodies = new KnownBodies<Ready>(MAX_KNOWN_BYTES);
  const read = (body: Buffer): Ready | null => prepare(body, options);
  return (request, response, fail) => {
    const exchange: NodeExchange = { req: request, res: response };
    const head = readHead(request, rules);
    if (head === null) return leaveToYoga(exchange, options);
    return whenThere(admit(exchange, options), (admitted) => {
      if (admitted === null) return leaveToYoga(exchange, options);
      const visit = new Visit(exchange, head, admitted, options);
      return readBody(request, (body) => {
        try {
          const ready = bodies.get(body, read, isAskedAgain);
          const answered = ready === null ? leaveToYoga(exchange, options, body) : visit.answer(ready);
          if (isPromise(answered)) answered.catch(fail);
        } catch (error) {
          fail(error);
        }
      });
    });
  };
}

async function leaveToYoga(exchange: NodeExchange, { yoga }: PlainDoorOptions, body?: Buffer): Promise<void> {
  const { req, res } = exchange;
  setStandingHeaders(res, requestIdOf(req));
  if (body !== undefined) (req as ReadRequest).body = body;
  await yoga(req, res, exchange);
}

/** A caller who was let in. */
interface Admitted {
  readonly caller: Caller;
  /** Where he stands; null: nobody counts. */
  readonly verdict: RateVerdict | null;
}

/** Lets the caller in and counts his operation. Null: yoga tells him why not. */
function admit(
  exchange: NodeExchange,
  { authenticator, quotas }: PlainDoorOptions,
): Admitted | null | Promise<Admitted | null> {
  const { req } = exchange;
  const count = (session: Session): Admitted | null | Promise<Admitted | null> => {
    const { caller } = session;
    exchange.session = session;
    exchange.counted = quotas.takeOperation(caller, req);
    return whenThere(exchange.counted, (verdict) =>
      verdict === null || verdict.isAllowed ? { caller, verdict } : null,
    );
  };
  exchange.admission = authenticator.authenticate(req.headers.authorization);
  return isPromise(exchange.admission)
    ? exchange.admission.then(count, () => null)
    : count(exchange.admission);
}

/** One operation of a caller who was let in, from its request to its answer. */
class Visit {
  readonly #exchange: NodeExchange;
  readonly #type: PlainRequest['type'];
  readonly #admitted: Admitted;
  readonly #options: PlainDoorOptions;

  constructor(exchange: NodeExchange, { type }: PlainRequest, admitted: Admitted, options: PlainDoorOptions) {
    this.#exchange = exchange;
    this.#type = type;
    this.#admitted = admitted;
    this.#options = options;
  }

  answer(ready: Ready): void | Promise<void> {
    const { services, readCredentials } = this.#options;
    const { headers } = this.#exchange.req;
    const startedMs = performance.now();
    const credentials = readCredentials((name) => headers[name]);
    const asked = ready.asking?.by(audienceOf(this.#admitted.caller, credentials)) ?? null;
    // A trace shows what an operation looked at.
    const known = services.tracing === null && asked !== null ? asked.atHand() : null;
    if (known === null) return this.#answerLater(ready, asked, credentials);
    services.metrics.operation({
      type: ready.operation.operation,
      durationMs: performance.now() - startedMs,
      codes: [],
    });
    return this.#send(known);
  }

  async #answerLater(
    ready: Ready,
    asked: Asked | null,
    credentials: GatewayContext['call']['credentials'],
  ): Promise<void> {
    const { services, engine } = this.#options;
    const { operation, operationName } = ready;
    const context = this.#contextWith(credentials);
    const report = reportBegin(operation.operation, operationName, context, services.metrics);
    const known = asked === null ? null : await asked.recall(context.call);
    if (known !== null) {
      report(null);
      return this.#send(known);
    }
    const result = await this.#execute(ready, context);
    if (result === null) return undefined;
    const complete = withDetails(result, engine.maskError, context.requestId);
    report(complete);
    const text = writeJson(complete);
    if (text === null) return this.#send(JSON.stringify({ errors: [engine.maskError(tooMuchToWrite())] }));
    if (isWhole(complete)) asked?.remember(text, context.call);
    return this.#send(text);
  }

  #contextWith(credentials: GatewayContext['call']['credentials']): GatewayContext {
    const { req, res } = this.#exchange;
    const { services, log } = this.#options;
    const leaving = new Stop();
    res.once('close', () => {
      if (!res.writableFinished) leaving.abort();
    });
    return createContext(services, {
      requestId: requestIdOf(req),
      traceparent: traceparentOf(req),
      log,
      caller: this.#admitted.caller,
      credentials,
      signal: leaving,
    });
  }

  /** Null: the client has left. */
  async #execute(
    { document, operation, variables }: Ready,
    context: GatewayContext,
  ): Promise<ExecutionResult | null> {
    const { executor } = this.#options.engine;
    const { signal } = context.call;
    try {
      return await executor.execute({
        document,
        operation,
        variables,
        context,
        rootValue: undefined,
        signal,
      });
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  #send(text: string): void {
    const { req, res } = this.#exchange;
    if (res.destroyed) return;
    const { verdict } = this.#admitted;
    const totalBytes = Buffer.byteLength(text);
    const headers = standingHeaders(requestIdOf(req));
    if (verdict !== null) headers.push(...Object.entries(rateHeaders(verdict)).flat());
    headers.push('content-type', CONTENT_TYPES[this.#type], 'content-length', String(totalBytes));
    res.writeHead(200, headers);
    // Text that is ASCII throughout is copied as it is.
    res.end(text, totalBytes === text.length ? 'latin1' : 'utf8');
  }
}

const CONTENT_TYPES: Readonly<Record<PlainRequest['type'], string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

/** As where yoga meets it, it is a fault of the gateway to the client. */
function tooMuchToWrite(): RangeError {
  return new RangeError('An answer is longer or nested more deeply than can be written.');
}

function traceparentOf({ headers: { traceparent } }: IncomingMessage): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined;
}
