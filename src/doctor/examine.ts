import type { ClientSettings } from '../config/client-schema.js';
import { loadConfig } from '../config/load.js';
import { policiesOf } from '../config/policies.js';
import { ConfigurationError } from '../config/problems.js';
import type { GatewayConfig } from '../config/schema.js';
import type { Environment } from '../config/secret-references.js';
import { createHttp } from '../http/create-http.js';
import { createLogger } from '../observability/logger.js';
import { GATEWAY_CREDENTIALS, type CallOptions } from '../providers/provider.js';
import { createAdapters, PROVIDER_TYPES } from '../providers/registry.js';
import { checkDisk } from './check-disk.js';
import { checkGateway } from './check-gateway.js';
import { checkKeys } from './check-keys.js';
import { checkProvider } from './check-provider.js';
import { checkRedis } from './check-redis.js';
import { checkStore } from './check-store.js';
import { checkTokens } from './check-tokens.js';
import { createClockWatch } from './clock.js';
import { fine, type Finding } from './finding.js';

/** What is looked at. */
export interface Examination {
  /** Variables of the gateway that runs here, or will. */
  readonly environment: Environment;
  /** A gateway that runs; null: none was named. */
  readonly gateway: ClientSettings | null;
  readonly signal: AbortSignal;
}

/** Looks at everything that a gateway with these variables would need, and at one that runs. Changes nothing. */
export async function examine({ environment, gateway, signal }: Examination): Promise<readonly Finding[]> {
  const { config, findings } = readConfiguration(environment);
  const parts = await Promise.all([
    ...(config === null
      ? []
      : [
          checkKeys(config),
          checkTokens(config),
          checkDisk(config),
          checkStore(
            config,
            createLogger('silent', (line) => line),
          ),
          checkRedis(config),
          checkProviders(config, signal),
        ]),
    checkGateway(gateway, signal),
  ]);
  return [...findings, ...parts.flat()];
}

function readConfiguration(environment: Environment): {
  readonly config: GatewayConfig | null;
  readonly findings: readonly Finding[];
} {
  try {
    const config = loadConfig(environment, PROVIDER_TYPES);
    const { length } = config.providers;
    const message =
      config.sandbox === null
        ? `It is complete, with ${length} provider${length === 1 ? '' : 's'}.`
        : 'It names no file with providers: the gateway runs over its sandbox.';
    return { config, findings: [fine('configuration', message)] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map(({ where, found, expected, example }): Finding => ({
      subject: 'configuration',
      name: where,
      verdict: 'broken',
      message: `${where} has ${found}.`,
      fix: `Expected is ${expected}${example === null ? '' : `, such as ${example}`}. See docs/configuration.md.`,
    }));
    const message = 'Keys, disk, Redis and providers are looked at when the configuration is right.';
    const rest: Finding = { subject: 'configuration', name: null, verdict: 'skipped', message, fix: null };
    return { config: null, findings: [...problems, rest] };
  }
}

async function checkProviders(config: GatewayConfig, signal: AbortSignal): Promise<readonly Finding[]> {
  const log = createLogger('silent', (line) => line);
  const clock = createClockWatch();
  const http = createHttp(policiesOf(config));
  const withOwn = config.providers.filter(({ callerCredentials }) => callerCredentials?.required !== true);
  const adapters = createAdapters(withOwn, PROVIDER_TYPES, { http: clock.cover(http), log });
  const call: CallOptions = { signal, log, credentials: GATEWAY_CREDENTIALS };
  try {
    const found = await Promise.all([...adapters.values()].map((adapter) => checkProvider(adapter, call)));
    const others = config.providers.filter((provider) => !withOwn.includes(provider));
    return [
      ...(config.providers.length === 0 ? [] : clock.findings()),
      ...found.flat(),
      ...others.map(({ name }) => ofCallers(name)),
    ];
  } finally {
    await Promise.all([...adapters.values()].map((adapter) => adapter.close()));
    await http.close();
  }
}

function ofCallers(name: string): Finding {
  const message = 'Callers bring their own credential; the gateway has none to try.';
  return { subject: 'provider', name, verdict: 'skipped', message, fix: null };
}
