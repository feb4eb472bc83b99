import type { Operation } from './document.js';
import { errorOf, ModelgateError, networkError, type Answer } from './errors.js';
import type { Credential } from './credential.js';

/** What reaches the gateway over HTTP. */
export interface Wire {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credential: Credential;
  readonly fetch: typeof fetch;
}

/** An answer with the id under which the gateway's log has it. */
export interface IdentifiedAnswer extends Answer {
  readonly requestId: string | null;
}

const JSON_TYPES = 'application/graphql-response+json, application/json;q=0.9';

/** Sends one query or mutation. Rejects with `NETWORK` when no gateway answers, else with the signal's reason. */
export async function request(
  wire: Wire,
  operation: Operation,
  signal: AbortSignal,
): Promise<IdentifiedAnswer> {
  const response = await post(wire, operation, JSON_TYPES, signal);
  return readAnswer(response, wire.url, signal);
}

/** Posts an operation. A response that refuses the credential is the last word only when there is no other credential. */
export function post(
  wire: Wire,
  operation: Operation,
  accept: string,
  signal: AbortSignal,
): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(operation),
    signal,
  };
  return authorizedFetch(wire, wire.url, init);
}

interface Init {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Fetches with the caller's credential, and once more with a new one when the gateway refuses that. */
export async function authorizedFetch(wire: Wire, url: string, init: Init): Promise<Response> {
  const authorization = await wire.credential.header();
  const response = await send(wire, url, init, authorization);
  if (response.status !== 401 || !wire.credential.renew(authorization)) return response;
  await response.body?.cancel();
  return send(wire, url, init, await wire.credential.header());
}

async function send(wire: Wire, url: string, init: Init, authorization: string | null): Promise<Response> {
  const headers = { ...wire.headers, ...init.headers, ...(authorization === null ? {} : { authorization }) };
  try {
    return await wire.fetch(url, { ...init, headers });
  } catch (error) {
    init.signal.throwIfAborted();
    throw networkError(
      `No gateway could be reached at ${url}. Is it running, and is the address right?`,
      error,
    );
  }
}

/** The answer in a response that is JSON. Rejects with `NETWORK` when it is none, or breaks off. */
export async function readAnswer(
  response: Response,
  url: string,
  signal: AbortSignal,
): Promise<IdentifiedAnswer> {
  let body: unknown;
  try {
    body = JSON.parse(await response.text());
  } catch (error) {
    signal.throwIfAborted();
    throw noAnswer(response, url, error);
  }
  if (!isAnswer(body)) throw noAnswer(response, url);
  return { ...body, requestId: response.headers.get('x-request-id') };
}

/** The data of an answer without errors. Throws what went wrong; `onPartial` takes errors that leave some data. */
export function dataOf(
  answer: Answer & { readonly requestId?: string | null },
  onPartial?: (error: ModelgateError) => void,
): unknown {
  const { data = null, errors = [], requestId } = answer;
  if (errors.length === 0 && data !== null) return data;
  const error = errorOf(answer, requestId ?? null);
  if (data === null || onPartial === undefined) throw error;
  onPartial(error);
  return data;
}

function isAnswer(body: unknown): body is Answer {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}

function noAnswer(response: Response, url: string, cause?: unknown): ModelgateError {
  return new ModelgateError(
    'NETWORK',
    `${url} answered with status ${response.status} and no GraphQL answer.`,
    {
      // What stands in front of a gateway says so when that is away; everything else is a wrong address.
      retryable: response.status >= 500 || response.ok,
      cause,
    },
  );
}
