import { BodyMemory } from './body-memory.js';
import { ProviderClient } from './client.js';
import { DEFAULT_RESILIENCE, type Resilience } from '../domain/resilience.js';
import { MAX_REMEMBERED_BYTES } from './defaults.js';
import type { Replicas } from './replicas.js';
import { createTransferClient } from './transfer.js';
import type { HttpClient, HttpDependencies, TransferClient } from './types.js';
import { UNOBSERVED, type UpstreamObserver } from './upstream-observer.js';

/** The process's way to the outside: one client per provider, and one for the URLs that providers hand out. */
export interface Http extends HttpDependencies {
  readonly transfers: TransferClient;
  /** Frees every connection of every client that was made here; calls under way end with CANCELLED. */
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Told of every call to a provider. */
  readonly observer?: UpstreamObserver;
  /** By configured name of the provider; others get the defaults. */
  readonly resilience?: ReadonlyMap<string, Resilience>;
  /** Configured names of the providers that are told of the trace that a call belongs to. */
  readonly tracedProviders?: ReadonlySet<string>;
  /** Null, or absent: there are none. */
  readonly replicas?: Replicas | null;
}

/** Makes the upstream layer; nothing is connected before the first call. */
export function createHttp({
  observer = UNOBSERVED,
  resilience = new Map(),
  tracedProviders = new Set(),
  replicas = null,
}: HttpOptions = {}): Http {
  const clients: HttpClient[] = [];
  const transfers = createTransferClient();
  const memory = new BodyMemory(MAX_REMEMBERED_BYTES);
  return {
    createClient: (options) => {
      const client = new ProviderClient(options, {
        observer,
        resilience: resilience.get(options.provider) ?? DEFAULT_RESILIENCE,
        sharesTrace: tracedProviders.has(options.provider),
        replicas,
        memory,
      });
      clients.push(client);
      return client;
    },
    transfers,
    close: async () => {
      await Promise.all([transfers, ...clients].map((client) => client.close()));
    },
  };
}
