import { Secret } from '../config/secret.js';
import type { FaultyServerName, ProviderServerName } from './core/types.js';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from './datature-vi/credentials.js';
import { SANDBOX_PICTOGRAPH_KEY } from './pictograph/server.js';
import { SANDBOX_WRIFTAI_TOKEN } from './wriftai/server.js';

/** One provider of a gateway over the sandbox, as a configuration would say it. */
export interface SandboxProvider {
  readonly name: ProviderServerName;
  /** Folder under `src/providers`. */
  readonly type: string;
  /** What the type's `settings` schema takes. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The four providers at these origins, with the sandbox's own credentials. */
export function describeProviders(
  origins: Readonly<Record<FaultyServerName, string>>,
): readonly SandboxProvider[] {
  const storageOrigins = [origins.storage];
  return [
    {
      name: 'registry',
      type: 'pictograph',
      settings: {
        baseUrl: `${origins.registry}/api/v1/developer`,
        apiKey: new Secret(SANDBOX_PICTOGRAPH_KEY),
        storageOrigins,
      },
    },
    {
      name: 'runs',
      type: 'datature-vi',
      settings: {
        baseUrl: origins.runs,
        organizationId: SANDBOX_ORGANIZATION_ID,
        secretKey: new Secret(SANDBOX_SECRET_KEY),
        storageOrigins,
      },
    },
    {
      name: 'market',
      type: 'wriftai',
      settings: { baseUrl: `${origins.market}/v1`, accessToken: new Secret(SANDBOX_WRIFTAI_TOKEN) },
    },
    { name: 'local', type: 'pieces-os', settings: { baseUrl: origins.local } },
  ];
}
