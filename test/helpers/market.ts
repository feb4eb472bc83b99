import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { isGatewayError } from '../../src/errors/gateway-error.js';
import { Secret } from '../../src/config/secret.js';
import type { Page } from '../../src/domain/listing.js';
import { createHttp } from '../../src/http/create-http.js';
import type { Replicas } from '../../src/http/replicas.js';
import {
  GATEWAY_CREDENTIALS,
  type CallOptions,
  type Listing,
  type Lookup,
  type ProviderAdapter,
} from '../../src/providers/provider.js';
import { wriftai } from '../../src/providers/wriftai/index.js';
import type { RunningSandboxServer } from '../../src/sandbox/core/types.js';
import {
  SANDBOX_WRIFTAI_TOKEN,
  startWriftaiSandbox,
  type WriftaiSandboxOptions,
} from '../../src/sandbox/wriftai/server.js';
import { silentLog, useSandboxEnvironment, type FaultSketch } from './sandbox.js';

/** Options of a call that nobody ends. */
export const marketCall: CallOptions = {
  signal: new AbortController().signal,
  log: silentLog,
  credentials: GATEWAY_CREDENTIALS,
};

/** The marketplace's sandbox while the tests of a file or describe block run. */
export interface TestMarket {
  readonly server: RunningSandboxServer;
  /** Puts a fault in force until the test ends. */
  misbehave(fault: FaultSketch): void;
  /** Paths and queries of the requests since this was called. */
  watchTargets(): () => readonly string[];
}

/** Starts the sandbox of the marketplace; without its rate limit, unless the options say otherwise. */
export function useMarket(
  options: WriftaiSandboxOptions & { readonly size?: number } = {},
): () => TestMarket {
  const { size, ...marketOptions } = { limitsRate: false, ...options };
  const environment = useSandboxEnvironment(size === undefined ? {} : { size });
  let server: RunningSandboxServer | undefined;
  beforeAll(async () => {
    server = await startWriftaiSandbox(environment(), 0, marketOptions);
  });
  afterAll(() => server?.close());
  return () => {
    const running = server!;
    return {
      server: running,
      misbehave: (fault) => onTestFinished(environment().faults.add({ ...fault, server: 'market' })),
      watchTargets: () => {
        const start = running.requests.length;
        return () => running.requests.slice(start).map((request) => request.target);
      },
    };
  };
}

/** An adapter called `market` with a pace of its own; closed when the test ends. */
export function openMarketAdapter(
  origin: string,
  accessToken: string | null = SANDBOX_WRIFTAI_TOKEN,
  replicas: Replicas | null = null,
): ProviderAdapter {
  const settings = wriftai.settings.parse({
    baseUrl: `${origin}/v1`,
    ...(accessToken === null ? {} : { accessToken: new Secret(accessToken) }),
  });
  const adapter = wriftai.create({
    name: 'market',
    settings,
    http: createHttp({ replicas }),
    log: silentLog,
  });
  onTestFinished(() => adapter.close());
  return adapter;
}

/** Every page of a listing, one after another. */
export async function readAll<T>(listing: Listing<T>, limit: number): Promise<readonly Page<T>[]> {
  const pages: Page<T>[] = [];
  for (let after: string | null = null; pages.length === 0 || after !== null;) {
    const page = await listing.page({ after, limit }, marketCall);
    pages.push(page);
    after = page.next;
  }
  return pages;
}

/** The things of a batch, all of which must have been found. */
export function found<T>(lookups: readonly Lookup<T>[]): readonly T[] {
  return lookups.map((lookup) => {
    if (lookup === null) throw new Error('Expected every key of the batch to name something.');
    if (isGatewayError(lookup)) throw lookup;
    return lookup;
  });
}
