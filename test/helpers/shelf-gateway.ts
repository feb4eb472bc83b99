import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { startGateway, type GatewayOptions, type TestGateway } from './gateway.js';
import type { ShelfProvider } from './shelf.js';

/** A gateway over providers that the test scripts; closed when the test ends. */
export async function gatewayOver(
  providers: readonly ShelfProvider[],
  options: Pick<GatewayOptions, 'config' | 'log'> = {},
): Promise<TestGateway> {
  const adapters = new Map(providers.map(({ adapter }) => [adapter.name, adapter]));
  const gateway = await startGateway({
    ...options,
    providers: [...adapters.keys()].map((name) => ({ name, type: 'shelf', settings: null })),
    providerTypes: [
      {
        type: 'shelf',
        kind: 'REGISTRY',
        settings: z.unknown(),
        create: ({ name }) => adapters.get(name)!,
      },
    ],
  });
  onTestFinished(() => gateway.close());
  return gateway;
}
