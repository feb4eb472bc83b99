import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { Secret } from '../../src/config/secret.js';
import type { Page } from '../../src/domain/listing.js';
import { createHttp } from '../../src/http/create-http.js';
import {
  GATEWAY_CREDENTIALS,
  type CallOptions,
  type GatewayCarried,
  type Listing,
  type Lookup,
  type ProviderAdapter,
} from '../../src/providers/provider.js';
import { pictograph } from '../../src/providers/pictograph/index.js';
import type { RunningSandboxServer } from '../../src/sandbox/core/types.js';
import type { EnvironmentOptions, RunningEnvironment } from '../../src/sandbox/environment.js';
import {
  PICTOGRAPH_BASE_PATH,
  SANDBOX_PICTOGRAPH_KEY,
  startPictographSandbox,
  type PictographSandboxOptions,
} from '../../src/sandbox/pictograph/server.js';
import { isGatewayError } from '../../src/errors/gateway-error.js';
import { silentLog, useSandboxEnvironment, type FaultSketch } from './sandbox.js';

/** Options of a call that nobody ends. */
export const registryCall: CallOptions = {
  signal: new AbortController().signal,
  log: silentLog,
  credentials: GATEWAY_CREDENTIALS,
};

/** The registry's sandbox while the tests of a file or describe block run. */
export interface TestRegistry {
  readonly server: RunningSandboxServer;
  readonly environment: RunningEnvironment;
  /** An adapter called `registry`; closed when the test ends. */
  openAdapter(apiKey?: string): ProviderAdapter;
  /** The id of the model of this name. */
  idOf(name: string): Promise<string>;
  /** Puts a fault in force until the test ends. */
  misbehave(fault: FaultSketch): void;
  /** Method, path below the API's own and query of the requests since this was called. */
  watchRequests(): () => readonly string[];
}

/** Starts the sandbox of the registry. */
export function useRegistry(
  options: PictographSandboxOptions & Omit<EnvironmentOptions, 'log'> = {},
): () => TestRegistry {
  const { generation, requestsPerHour, ...shared } = options;
  const environment = useSandboxEnvironment(shared);
  let server: RunningSandboxServer | undefined;
  beforeAll(async () => {
    server = await startPictographSandbox(environment(), 0, {
      ...(generation === undefined ? {} : { generation }),
      ...(requestsPerHour === undefined ? {} : { requestsPerHour }),
    });
  });
  afterAll(() => server?.close());
  return () => {
    const running = server!;
    const openAdapter = (apiKey = SANDBOX_PICTOGRAPH_KEY) =>
      openRegistryAdapter(running.origin + PICTOGRAPH_BASE_PATH, apiKey);
    return {
      server: running,
      environment: environment(),
      openAdapter,
      idOf: async (name) => {
        const [model] = await openAdapter().models.getMany([name], registryCall);
        return found(model).nativeId;
      },
      misbehave: (fault) => onTestFinished(environment().faults.add({ ...fault, server: 'registry' })),
      watchRequests: () => {
        const start = running.requests.length;
        return () =>
          running.requests
            .slice(start)
            .map(({ method, target }) => `${method} ${target.replace(PICTOGRAPH_BASE_PATH, '')}`);
      },
    };
  };
}

/** An adapter called `registry` of any server; closed when the test ends. */
export function openRegistryAdapter(baseUrl: string, apiKey = SANDBOX_PICTOGRAPH_KEY): ProviderAdapter {
  const settings = pictograph.settings.parse({ baseUrl, apiKey: new Secret(apiKey) });
  const adapter = pictograph.create({ name: 'registry', settings, http: createHttp(), log: silentLog });
  onTestFinished(() => adapter.close());
  return adapter;
}

/** The downloads of an adapter whose bytes the gateway carries. */
export function downloadsOf(adapter: ProviderAdapter): GatewayCarried {
  if (adapter.downloads?.carrier !== 'gateway') throw new Error('Expected gateway-carried downloads.');
  return adapter.downloads;
}

/** Every item of a listing, page by page. */
export async function walk<T>(listing: Listing<T>, limit = 100): Promise<readonly T[]> {
  const pages: Page<T>[] = [];
  for (let after: string | null = null; pages.length === 0 || after !== null;) {
    const page = await listing.page({ after, limit }, registryCall);
    pages.push(page);
    after = page.next;
  }
  return pages.flatMap((page) => page.items);
}

/** The thing that was looked up; anything else fails the test. */
export function found<T>(lookup: Lookup<T> | undefined): T {
  if (isGatewayError(lookup)) throw lookup;
  if (lookup === null || lookup === undefined) throw new Error('Nothing was found.');
  return lookup;
}
