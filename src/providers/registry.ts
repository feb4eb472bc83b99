import type { ProviderConfig } from '../config/schema.js';
import type { Logger } from '../observability/logger.js';
import type { HttpDependencies } from '../http/types.js';
import { datatureVi } from './datature-vi/index.js';
import { pictograph } from './pictograph/index.js';
import { piecesOs } from './pieces-os/index.js';
import type { ProviderAdapter, ProviderType } from './provider.js';
import { wriftai } from './wriftai/index.js';

/** Every type of provider that ships with the gateway; one line for each folder. */
export const PROVIDER_TYPES: readonly ProviderType[] = [pictograph, datatureVi, wriftai, piecesOs];

/** Makes the adapters of all configured providers, by name and in the order of the configuration. Contacts nobody. */
export function createAdapters(
  providers: readonly ProviderConfig[],
  types: readonly ProviderType[],
  { http, log }: { readonly http: HttpDependencies; readonly log: Logger },
): ReadonlyMap<string, ProviderAdapter> {
  const byType = new Map(types.map((type) => [type.type, type]));
  return new Map(
    providers.map(({ name, type, settings, callerCredentials }) => {
      const known = byType.get(type);
      if (known === undefined) throw new TypeError(`The configuration let through the unknown type ${type}.`);
      const adapter = known.create({ name, settings, http, log: log.child({ provider: name }) });
      return [name, callerCredentials?.required === true ? withoutDownloads(adapter) : adapter];
    }),
  );
}

/** A download goes on without the caller, and the gateway keeps no caller's credential. */
function withoutDownloads({ downloads: _downloads, ...adapter }: ProviderAdapter): ProviderAdapter {
  return adapter;
}
