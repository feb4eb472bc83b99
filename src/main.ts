import { createApp } from './app.js';
import { loadConfig, readEnvironment } from './config/load.js';
import type { GatewayConfig } from './config/schema.js';
import { createScrubber } from './config/scrub.js';
import { isGatewayError } from './errors/gateway-error.js';
import { GRAPHQL_PATH } from './graphql/yoga.js';
import { createLogger, type Logger } from './observability/logger.js';
import { PROVIDER_TYPES } from './providers/registry.js';
import { welcome } from './server/welcome.js';

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

async function main(): Promise<void> {
  const config = loadConfig(readEnvironment(), PROVIDER_TYPES);
  const log = createLogger(config.logLevel, createScrubber(config.secrets));
  const sandbox = await openSandbox(config, log);
  const providers = sandbox?.providers ?? config.providers;
  const app = await createApp({ ...config, providers }, { log, providerTypes: PROVIDER_TYPES });
  const stop = async () => {
    log.info('Stopping');
    await app.close();
    await sandbox?.close();
  };
  const origin = await app.listen();
  process.stdout.write(
    welcome({
      url: `${origin}${GRAPHQL_PATH}`,
      providers,
      needsCredential: app.needsCredential(),
      sandboxAdmin: sandbox?.admin ?? null,
    }),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

try {
  await main();
} catch (error) {
  // A mistake in the configuration is the operator's to read; a stack would only hide it.
  const text = isGatewayError(error) ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
