import { createClient, ModelgateError, type ModelgateClient } from '@modelgate/client';
import * as documents from '@modelgate/client/documents';
import {
  buildClientSchema,
  getIntrospectionQuery,
  Kind,
  parse,
  validate,
  type IntrospectionQuery,
} from 'graphql';
import type { ClientSettings } from '../config/client-schema.js';
import { fine, type Finding } from './finding.js';

/** How long the gateway may take for an answer, or for the first event of a stream. */
const PATIENCE_MS = 10_000;

/** What an operator does about an answer that fails. */
const FIXES: Readonly<Record<string, string>> = {
  NETWORK:
    'Start it with `modelgate serve`, or check the address: with its path `/graphql`, and that name lookup, proxy and firewall let this machine reach it.',
  UNAUTHENTICATED:
    'Set MODELGATE_KEY to a key that `modelgate keys list` shows as active where the gateway runs, or to a token that has not expired.',
  AUTH_UNAVAILABLE:
    "Check the finding about tokens where the gateway runs: it cannot fetch the issuer's keys.",
  DOCUMENT_NOT_ALLOWED:
    "Put the entries of the client's persisted-documents.json into the gateway's limits.manifest.",
  GRAPHQL_VALIDATION_FAILED: 'Bring the gateway and this program to the same version.',
};

/** Whether a running gateway can be reached, lets the caller in, speaks this program's schema and lets events through. */
export async function checkGateway(
  gateway: ClientSettings | null,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (gateway === null) {
    const message = 'None was named: with --url or MODELGATE_URL one that runs is looked at, too.';
    return [{ subject: 'gateway', name: null, verdict: 'skipped', message, fix: null }];
  }
  const { url, key } = gateway;
  const client = createClient({ url, transport: 'sse', ...(key === null ? {} : { auth: key.open() }) });
  try {
    const caller = await checkAccess(client, url, signal);
    if (caller.verdict === 'broken') return [caller];
    return [caller, await checkSchema(client, signal), await checkEvents(client, signal)];
  } finally {
    client.close();
  }
}

async function checkAccess(client: ModelgateClient, url: string, signal: AbortSignal): Promise<Finding> {
  try {
    const { viewer } = await client.query(documents.ViewerDocument, {}, inTime(signal));
    const scopes = viewer.scopes.map((scope) => scope.toLowerCase()).join(', ');
    return fine(
      'gateway',
      `${url} answers, and takes the caller for ${viewer.name} (${scopes || 'no scopes'}).`,
    );
  } catch (error) {
    return broken(error, signal);
  }
}

/** Whether the gateway's schema has everything that this program asks for. */
async function checkSchema(client: ModelgateClient, signal: AbortSignal): Promise<Finding> {
  try {
    const introspection = new documents.TypedDocumentString<IntrospectionQuery, Record<string, never>>(
      getIntrospectionQuery(),
    );
    const schema = buildClientSchema(await client.query(introspection, {}, inTime(signal)));
    const own = Object.values(documents).filter((each) => each instanceof documents.TypedDocumentString);
    const operations = own.map((each) => parse(each.toString())).filter(hasOperation);
    const problems = operations.flatMap((document) => validate(schema, document));
    if (problems.length === 0)
      return fine('gateway', `Its schema fits all ${operations.length} operations of this program.`);
    return {
      subject: 'gateway',
      name: 'schema',
      verdict: 'warning',
      message: `Its schema is another than this program's: ${problems[0]?.message} (${problems.length} such differences)`,
      fix: 'Bring the gateway and this program to the same version.',
    };
  } catch (error) {
    if (!(error instanceof ModelgateError) || error.code === 'NETWORK') return broken(error, signal);
    const message = `Whether its schema fits cannot be seen: it does not let clients read it (${error.code}).`;
    return { subject: 'gateway', name: 'schema', verdict: 'skipped', message, fix: null };
  }
}

function hasOperation({ definitions }: ReturnType<typeof parse>): boolean {
  return definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
}

/** Whether an event stream comes through: proxies that collect answers keep it back. */
async function checkEvents(client: ModelgateClient, signal: AbortSignal): Promise<Finding> {
  try {
    const { providers } = await client.query(documents.ProvidersDocument, {}, inTime(signal));
    if (providers.length > 0)
      await client.subscribe(documents.ProviderHealthChangedDocument, {}, inTime(signal)).next();
    return fine('gateway', `It serves ${providers.length} providers, and its events come through.`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ModelgateError) return broken(error, signal);
    return {
      subject: 'gateway',
      name: 'events',
      verdict: 'broken',
      message: `No event came within ${PATIENCE_MS / 1_000} s, although it answers.`,
      fix: 'Let what stands in front of it pass `text/event-stream` on at once: for nginx `proxy_buffering off`.',
    };
  }
}

function inTime(signal: AbortSignal) {
  return { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) };
}

function broken(error: unknown, signal: AbortSignal): Finding {
  signal.throwIfAborted();
  const finding = { subject: 'gateway', name: null, verdict: 'broken' } as const;
  if (!(error instanceof ModelgateError)) {
    const message = `It did not answer within ${PATIENCE_MS / 1_000} s.`;
    return {
      ...finding,
      message,
      fix: 'Look at its log and at `/ready`: it may be overloaded, or wait for its disk.',
    };
  }
  const { code, message } = error;
  const fix = FIXES[code] ?? 'docs/errors.md says what to do about this code.';
  return { ...finding, message: `${code}: ${message}`, fix };
}
