import { GatewayError } from '../errors/gateway-error.js';
import type { ProviderAdapter } from './provider.js';

/** The provider of this name among those that exist for the caller; NOT_FOUND, naming these, when it is none of them. */
export function requireAdapter(
  adapters: ReadonlyMap<string, ProviderAdapter>,
  provider: string,
): ProviderAdapter {
  const adapter = adapters.get(provider);
  if (adapter !== undefined) return adapter;
  const known = [...adapters.keys()].join(', ');
  throw new GatewayError('NOT_FOUND', `No provider of this name is configured. Configured: ${known}.`);
}
