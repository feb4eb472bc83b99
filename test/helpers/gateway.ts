import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypedDocumentString } from '../../client/generated/graphql.js';
import { createApp } from '../../src/app.js';
import { cacheSchema } from '../../src/config/cache-schema.js';
import { loadConfig } from '../../src/config/load.js';
import type { GatewayConfig, ProviderConfig } from '../../src/config/schema.js';
import type { Logger } from '../../src/observability/logger.js';
import type { ProviderType } from '../../src/providers/provider.js';
import { PROVIDER_TYPES } from '../../src/providers/registry.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { silentLog, useRunning } from './sandbox.js';

/** What a GraphQL answer holds, as a client sees it. */
export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data | null;
  readonly errors: readonly AnswerError[];
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface TestGateway {
  readonly origin: string;
  /** The GraphQL endpoint. */
  readonly url: string;
  readonly dataDirectory: string;
  /** Runs a generated document. */
  ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>>;
  /** Runs any text. */
  askText(query: string, variables?: Record<string, unknown>): Promise<Answer<Record<string, any>>>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Settings instead of the defaults of a test: any free port, a folder of its own, no logs. */
  readonly config?: Partial<GatewayConfig>;
  readonly providers: readonly ProviderConfig[];
  readonly providerTypes?: readonly ProviderType[];
  readonly log?: Logger;
}

/** For tests that count calls, or change a provider's data behind the gateway's back: no answer serves twice. */
export const NO_CACHE = cacheSchema.parse({ listTtlMs: 0, itemTtlMs: 0, stateTtlMs: 0 });

/** What a configuration would say of a sandbox's providers. */
export function sandboxProviders(sandbox: Sandbox): readonly ProviderConfig[] {
  return sandbox.providers.map(({ name, type, settings }) => ({
    name,
    type,
    settings: PROVIDER_TYPES.find((known) => known.type === type)!.settings.parse(settings),
  }));
}

/** A gateway on a port of its own; close it, or use {@link useGateway}. */
export async function startGateway(options: GatewayOptions): Promise<TestGateway> {
  const dataDirectory = options.config?.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'modelgate-test-')));
  const defaults = loadConfig({ PORT: '0', MODELGATE_DATA_DIR: dataDirectory }, PROVIDER_TYPES);
  const app = await createApp(
    { ...defaults, ...options.config, dataDirectory, providers: options.providers },
    { log: options.log ?? silentLog, providerTypes: options.providerTypes ?? PROVIDER_TYPES },
  );
  const origin = await app.listen();
  const url = `${origin}/graphql`;
  const askText = async (query: string, variables: Record<string, unknown> = {}): Promise<Answer<any>> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data = null, errors = [] } = (await response.json()) as {
      data?: unknown;
      errors?: AnswerError[];
    };
    return { status: response.status, headers: response.headers, data, errors };
  };
  return {
    origin,
    url,
    dataDirectory,
    ask: (document, variables) => askText(document.toString(), variables as Record<string, unknown>),
    askText,
    close: async () => {
      await app.close();
      if (options.config?.dataDirectory === undefined)
        await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A gateway for as long as the tests of the describe block or file that calls this; read it inside tests and hooks. */
export function useGateway(options: () => GatewayOptions): () => TestGateway {
  return useRunning(
    () => startGateway(options()),
    (gateway) => gateway.close(),
  );
}

/** The data of an answer that must have no errors. */
export function dataOf<Data>(answer: Answer<Data>): Data {
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data!;
}
