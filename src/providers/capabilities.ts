import type { ProviderAdapter } from './provider.js';

/** What a provider can do, as the schema's `Capability` names it. */
export const CAPABILITIES = [
  'LIST_MODELS',
  'SEARCH_MODELS',
  'CREATE_MODEL',
  'UPDATE_MODEL',
  'DELETE_MODEL',
  'LIST_RUNS',
  'LIST_CHECKPOINTS',
  'DOWNLOAD',
  'LOAD_MODEL',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Reads an adapter's capabilities off its facets, so that they cannot promise what is not there. */
export function capabilitiesOf(adapter: ProviderAdapter): readonly Capability[] {
  const present: Readonly<Record<Capability, boolean>> = {
    LIST_MODELS: true,
    SEARCH_MODELS: adapter.models.nativeSearch,
    CREATE_MODEL: adapter.editing?.create !== undefined,
    UPDATE_MODEL: (adapter.editing?.updatable.size ?? 0) > 0,
    DELETE_MODEL: adapter.editing !== undefined,
    LIST_RUNS: adapter.runs !== undefined,
    LIST_CHECKPOINTS: adapter.checkpoints !== undefined,
    DOWNLOAD: adapter.downloads !== undefined,
    LOAD_MODEL: adapter.runtime !== undefined,
  };
  return CAPABILITIES.filter((capability) => present[capability]);
}
