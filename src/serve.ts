import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { createApp } from './app.js';
import { loadConfig } from './config/load.js';
import type { GatewayConfig } from './config/schema.js';
import { createScrubber } from './config/scrub.js';
import type { Environment } from './config/secret-references.js';
import { GRAPHQL_PATH } from './graphql/yoga.js';
import { createLogger, type Logger } from './observability/logger.js';
import { PROVIDER_TYPES } from './providers/registry.js';
import { isConsoleBuilt } from './server/console-files.js';
import { welcome } from './server/welcome.js';

/** What a gateway is run with. */
export interface ServeOptions {
  /** Variables that configure it. */
  readonly environment: Environment;
  /** Takes what a person reads once it listens. */
  readonly print: (text: string) => void;
  /** Aborted when it is to stop. */
  readonly signal: AbortSignal;
}

/**
 * The engine makes objects old at once where most of their kind lived long when they were first made, which is at the start
 * or while answers are made that will be kept. What is made for one request is then garbage that is old, and holds what is
 * young: each small collection took 10 ms instead of 1, and the process 60 MB more.
 */
const ENGINE_FLAGS = '--no-allocation-site-pretenuring';

/** Runs a gateway until the signal. Rejects with CONFIGURATION when it cannot start. */
export async function serve({ environment, print, signal }: ServeOptions): Promise<void> {
  setFlagsFromString(ENGINE_FLAGS);
  const config = loadConfig(environment, PROVIDER_TYPES);
  const log = createLogger(config.logLevel, createScrubber(config.secrets));
  const sandbox = await openSandbox(config, log);
  const providers = sandbox?.providers ?? config.providers;
  const app = await createApp({ ...config, providers }, { log, providerTypes: PROVIDER_TYPES });
  const origin = await app.listen();
  print(
    welcome({
      origin,
      url: `${origin}${GRAPHQL_PATH}`,
      pages: { console: config.console && isConsoleBuilt(), graphiql: config.graphql.graphiql },
      providers,
      needsCredential: app.needsCredential(),
      sandboxAdmin: sandbox?.admin ?? null,
    }),
  );
  if (!signal.aborted) await once(signal, 'abort');
  log.info('Stopping');
  await app.close();
  await sandbox?.close();
}

/** Starts what takes the providers' place when none are configured; null when some are. */
async function openSandbox(config: GatewayConfig, log: Logger) {
  if (config.sandbox === null) return null;
  // Imported only when needed: a gateway over real providers is installed without the sandbox's model files.
  const { startSandbox } = await import('./sandbox/start-sandbox.js');
  const sandbox = await startSandbox({ ...config.sandbox, log });
  const types = new Map(PROVIDER_TYPES.map((type) => [type.type, type]));
  const providers = sandbox.providers.map((provider) => ({
    ...provider,
    settings: types.get(provider.type)?.settings.parse(provider.settings),
  }));
  return { providers, admin: sandbox.origins.admin, close: () => sandbox.close() };
}
