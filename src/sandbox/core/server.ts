import { text } from 'node:stream/consumers';
import { openHttpHost, type Exchange, type HostEnvironment } from './http-host.js';
import { setAtPointer } from './json-pointer.js';
import { findRoute } from './routing.js';
import { sendBody } from './send-body.js';
import type {
  RunningSandboxServer,
  SandboxAnswer,
  SandboxRequest,
  SandboxServerDefinition,
} from './types.js';

/**
 * Starts a provider's server on `port` (0: any free one). Every generic fault of the board is applied here, so the
 * routes only say what the service answers when all is well.
 */
export function createSandboxServer(
  definition: SandboxServerDefinition,
  environment: HostEnvironment,
  port: number,
): Promise<RunningSandboxServer> {
  const answer = async (exchange: Exchange): Promise<void> => {
    const request = await readRequest(exchange);
    const given = await answerOf(definition, request).catch((error: unknown): SandboxAnswer => {
      environment.log.error({ err: error, server: definition.name }, 'sandbox route failed');
      return { status: 500, text: 'The sandbox failed on this request.' };
    });
    const decorated = definition.decorate?.(request, given) ?? given;
    const { status } = decorated;
    const { bytes, contentType } = encode(decorated, (json) => serialise(json, exchange));
    const headers = {
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...lowerCaseNames(decorated.headers ?? {}),
    };
    await sendBody(exchange, { status, headers, bytes, offset: 0 }, definition.name, environment.faults);
  };

  const serialise = (json: unknown, { target }: Exchange): string => {
    const tamper = environment.faults.take(definition.name, 'tamper', target);
    const whole = JSON.stringify(tamper === null ? json : setAtPointer(json, tamper.pointer, tamper.value));
    const malformed = environment.faults.take(definition.name, 'malformed-json', target);
    return malformed === null ? whole : `${whole.slice(0, Math.floor(whole.length / 2))}<`;
  };

  const { name, upgrade } = definition;
  return openHttpHost({ name, answer, ...(upgrade === undefined ? {} : { upgrade }) }, environment, port);
}

async function readRequest({ request, path, rawQuery }: Exchange): Promise<SandboxRequest> {
  return {
    method: request.method ?? 'GET',
    path,
    params: {},
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: request.headers,
    bodyText: await text(request),
  };
}

async function answerOf(
  definition: SandboxServerDefinition,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const early = definition.before?.(request) ?? null;
  if (early !== null) return early;
  const found = findRoute(definition.routes, request);
  if (found === null) return definition.notFound(request);
  return found.route.handle({ ...request, params: found.params });
}

function encode(
  answer: SandboxAnswer,
  serialise: (json: unknown) => string,
): { readonly bytes: Uint8Array; readonly contentType: string | null } {
  if (answer.json !== undefined) {
    return { bytes: Buffer.from(serialise(answer.json)), contentType: 'application/json' };
  }
  if (answer.text !== undefined) {
    return { bytes: Buffer.from(answer.text), contentType: 'text/plain; charset=utf-8' };
  }
  return { bytes: new Uint8Array(), contentType: null };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
