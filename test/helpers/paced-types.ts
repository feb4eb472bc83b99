import type { ProviderType } from '../../src/providers/provider.js';
import { PROVIDER_TYPES } from '../../src/providers/registry.js';

/** The gateway's own types of providers, whose watched runs and models are read every `pollIntervalMs`. */
export function pacedTypes(pollIntervalMs: number): readonly ProviderType[] {
  return PROVIDER_TYPES.map((type) => ({
    ...type,
    create: (instance) => {
      const adapter = type.create(instance);
      const { runs, runtime } = adapter;
      return {
        ...adapter,
        ...(runs === undefined ? {} : { runs: { ...runs, pollIntervalMs } }),
        ...(runtime === undefined ? {} : { runtime: { ...runtime, pollIntervalMs } }),
      };
    },
  }));
}
