import { setTimeout as sleep } from 'node:timers/promises';
import { openAuthenticator, refuseExposure } from './assembly/authentication.js';
import { openDoors } from './assembly/doors.js';
import { type Foundation, layFoundation } from './assembly/foundation.js';
import { createServices } from './assembly/services.js';
import type { GatewayConfig } from './config/schema.js';
import type { Logger } from './observability/logger.js';
import type { ProviderType } from './providers/provider.js';
import type { RedisLink } from './redis/link.js';
import type { Readiness } from './server/create-server.js';
import { listen } from './server/listen.js';
import { stopServer } from './server/stop-server.js';

/** A built gateway. */
export interface App {
  /** Whether callers have to have a credential. */
  needsCredential(): boolean;
  /** Starts listening; gives the origin, such as `http://127.0.0.1:4000`. Throws CONFIGURATION when the port is taken. */
  listen(): Promise<string>;
  /**
   * Sends load balancers away while it goes on answering for the configured time; then stops accepting, ends
   * subscriptions, lets running queries end within the configured time, frees everything.
   */
  close(): Promise<void>;
}

export interface AppDependencies {
  readonly log: Logger;
  /** Types of providers that the configuration may name. */
  readonly providerTypes: readonly ProviderType[];
}

/** Requests are answered when `open` and `draining`; subscriptions end when `closing`. */
type Phase = 'starting' | 'open' | 'draining' | 'closing';

/** Builds the gateway. Contacts nobody: a provider that is down keeps no gateway from starting. */
export async function createApp(
  config: GatewayConfig,
  { log, providerTypes }: AppDependencies,
): Promise<App> {
  const foundation = await layFoundation(config, log);
  const site = { origin: config.publicUrl };
  const authenticator = await openAuthenticator(config, foundation);
  try {
    refuseExposure(config, authenticator);
  } catch (error) {
    await authenticator.close();
    await leave(foundation);
    throw error;
  }
  const services = await createServices(config, { ...foundation, site, providerTypes });
  let phase: Phase = 'starting';
  const { server, sockets } = await openDoors(config, {
    services,
    authenticator,
    artifacts: foundation.artifacts,
    redis: foundation.redis,
    cursorKey: foundation.cursorKey,
    readiness: () => (phase === 'open' ? readinessWith(foundation.redis) : 'stopping'),
    isLeaving: () => phase === 'closing',
    log,
  });
  const close = async () => {
    if (phase === 'open' && config.drainMs > 0) {
      phase = 'draining';
      // The other replicas go on with its downloads, so that nobody waits for them.
      void services.downloads.retire();
      await sleep(config.drainMs);
    }
    phase = 'closing';
    const stopped = stopServer(server, config.shutdownMs);
    // WebSocket clients first: they then see that the gateway leaves, and not that their subscriptions are over.
    const disposed = sockets.dispose();
    for (const ending of [services.runWatcher, services.modelWatcher, services.health]) ending.close();
    await Promise.all([services.downloads.close(), disposed, stopped]);
    await authenticator.close();
    await Promise.all([...services.adapters.values()].map((adapter) => adapter.close()));
    await leave(foundation);
  };
  let closing: Promise<void> | undefined;
  return {
    needsCredential: () => authenticator.isRequired(),
    listen: async () => {
      const origin = await listen(server, config);
      site.origin ??= origin;
      phase = 'open';
      if (!authenticator.isRequired())
        log.warn('Open to whoever reaches this address: there is no authentication');
      return origin;
    },
    close: () => (closing ??= close()),
  };
}

/** Frees what everything else stood on. */
async function leave({ engine, artifacts, pubSub, redis, http, observation }: Foundation): Promise<void> {
  await engine.close();
  await artifacts.close();
  await pubSub.close();
  redis?.close();
  await http.close();
  await observation.tracing?.close();
}

/** Without its Redis a replica answers everything, only with more calls and without the others' events. */
function readinessWith(redis: RedisLink | null): Readiness {
  return redis === null || redis.isUp ? 'ready' : 'degraded';
}
