import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import {
  SANDBOX_PICTOGRAPH_KEY,
  SANDBOX_PICTOGRAPH_VIEWER_KEY,
} from '../../src/sandbox/pictograph/server.js';
import { SANDBOX_WRIFTAI_TOKEN } from '../../src/sandbox/wriftai/server.js';
import { makeDirectory } from './configuration.js';
import type { SandboxProgram, Variables } from './process.js';

/** Every secret that the configuration below refers to. */
export const SECRETS: readonly string[] = [
  SANDBOX_PICTOGRAPH_KEY,
  SANDBOX_PICTOGRAPH_VIEWER_KEY,
  SANDBOX_SECRET_KEY,
  SANDBOX_WRIFTAI_TOKEN,
];

/** What the configuration file holds besides. */
export interface FurtherSettings {
  /** In every provider's entry. */
  readonly eachProvider?: object;
  /** After the sandbox's. */
  readonly furtherProviders?: readonly object[];
  /** Beside `providers`. */
  readonly sections?: object;
}

/**
 * Writes a configuration file over a sandbox's servers and gives the variables that a gateway needs for it: two
 * registries with keys of their own, one of them in a file, and one provider of each other type.
 */
export function configureProviders(
  { origins }: Pick<SandboxProgram, 'origins'>,
  { eachProvider = {}, furtherProviders = [], sections = {} }: FurtherSettings = {},
): Variables {
  const directory = makeDirectory();
  const registry = {
    type: 'pictograph',
    baseUrl: `${origins.registry}/api/v1/developer`,
    storageOrigins: [origins.storage],
  };
  const providers = [
    { name: 'plant-1', ...registry, apiKey: { env: 'PLANT_1_KEY' } },
    { name: 'plant-2', ...registry, apiKey: { file: 'plant-2.key' } },
    {
      name: 'training',
      type: 'datature-vi',
      baseUrl: origins.runs,
      organizationId: SANDBOX_ORGANIZATION_ID,
      secretKey: { env: 'TRAINING_KEY' },
      storageOrigins: [origins.storage],
    },
    {
      name: 'public',
      type: 'wriftai',
      baseUrl: `${origins.market}/v1`,
      accessToken: { env: 'PUBLIC_TOKEN' },
    },
    { name: 'desktop', type: 'pieces-os', baseUrl: origins.local },
  ];
  const path = join(directory, 'modelgate.yaml');
  writeFileSync(
    path,
    stringify({
      providers: [...providers.map((entry) => ({ ...entry, ...eachProvider })), ...furtherProviders],
      ...sections,
    }),
  );
  writeFileSync(join(directory, 'plant-2.key'), `${SANDBOX_PICTOGRAPH_VIEWER_KEY}\n`);
  return {
    MODELGATE_CONFIG: path,
    PLANT_1_KEY: SANDBOX_PICTOGRAPH_KEY,
    TRAINING_KEY: SANDBOX_SECRET_KEY,
    PUBLIC_TOKEN: SANDBOX_WRIFTAI_TOKEN,
  };
}
