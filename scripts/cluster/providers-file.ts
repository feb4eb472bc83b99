import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Secret } from '../../src/config/secret.js';
import type { FaultyServerName } from '../../src/sandbox/core/types.js';
import { describeProviders } from '../../src/sandbox/provider-settings.js';

/**
 * Writes the configuration file of gateways over a sandbox in another process; gives the variables that such a gateway is
 * started with. `sections` stand beside `providers` in the file.
 */
export function writeProvidersFile(
  directory: string,
  origins: Readonly<Record<FaultyServerName, string>>,
  sections: Readonly<Record<string, object>>,
): Record<string, string> {
  const path = join(directory, 'modelgate.yaml');
  const variables: Record<string, string> = { MODELGATE_CONFIG: path };
  const providers = describeProviders(origins).map(({ name, type, settings }) => {
    const entries = Object.entries(settings).map(([key, value]) => {
      if (!(value instanceof Secret)) return [key, value] as const;
      const variable = `SANDBOX_${name.toUpperCase()}_SECRET`;
      variables[variable] = value.open();
      return [key, { env: variable }] as const;
    });
    return { name, type, ...Object.fromEntries(entries) };
  });
  writeFileSync(path, stringify({ providers, ...sections }));
  return variables;
}
