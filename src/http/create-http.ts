import { ProviderClient } from './client.js';
import { createTransferClient } from './transfer.js';
import type { HttpClient, HttpDependencies, TransferClient } from './types.js';

/** The process's way to the outside: one client per provider, and one for the URLs that providers hand out. */
export interface Http extends HttpDependencies {
  readonly transfers: TransferClient;
  /** Frees every connection of every client that was made here; calls under way end with CANCELLED. */
  close(): Promise<void>;
}

/** Makes the upstream layer; nothing is connected before the first call. */
export function createHttp(): Http {
  const clients: HttpClient[] = [];
  const transfers = createTransferClient();
  return {
    createClient: (options) => {
      const client = new ProviderClient(options);
      clients.push(client);
      return client;
    },
    transfers,
    close: async () => {
      await Promise.all([transfers, ...clients].map((client) => client.close()));
    },
  };
}
