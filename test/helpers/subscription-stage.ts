import { once } from 'node:events';
import { limitsSchema } from '../../src/config/limits-schema.js';
import { createQuotas } from '../../src/limits/quotas.js';
import type { DownloadRecord } from '../../src/domain/download.js';
import type { ModelRecord } from '../../src/domain/model.js';
import type { RunRecord } from '../../src/domain/run.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { EVERYBODY } from '../../src/auth/session.js';
import type { GatewayServices } from '../../src/graphql/context.js';
import type { FanOut } from '../../src/graphql/fan-out/fan-out.js';
import { attachWebSocket } from '../../src/graphql/websocket.js';
import { createGatewayYoga } from '../../src/graphql/yoga.js';
import { createLatestByKey, type LatestByKey } from '../../src/async/latest-by-key.js';
import { createGatewayServer } from '../../src/server/create-server.js';
import { originOf } from '../../src/server/origin.js';
import { silentLog } from './sandbox.js';
import { GATEWAY_CREDENTIALS } from '../../src/providers/provider.js';
import { createMetrics } from '../../src/observability/metrics.js';

/** What happens to things of one kind, as the test tells it, with the promises that the real sources make. */
export class ScriptedSource<T extends { readonly id: string }> {
  readonly #present = new Map<string, T>();
  readonly #channels = new Set<{ readonly channel: LatestByKey<T>; readonly id: string | null }>();
  /** How many watches were opened until now. */
  opened = 0;

  /** How many watches are open. */
  get open(): number {
    return this.#channels.size;
  }

  get(id: string): T | null {
    return this.#present.get(id) ?? null;
  }

  /** The present state and each change of one thing (null: of all), until {@link end}, {@link fail} or `return`. */
  watch(id: string | null): AsyncIterableIterator<T, undefined> {
    this.opened += 1;
    const channel = createLatestByKey<T>(
      (thing) => thing.id,
      () => this.#channels.delete(watcher),
    );
    const watcher = { channel, id };
    this.#channels.add(watcher);
    for (const thing of this.#present.values()) if (id === null || id === thing.id) channel.push(thing);
    return channel.iterator;
  }

  tell(thing: T): void {
    this.#present.set(thing.id, thing);
    for (const { channel, id } of this.#channels) if (id === null || id === thing.id) channel.push(thing);
  }

  /** Ends all watches, after what they have not read yet. */
  end(error?: Error): void {
    for (const { channel } of this.#channels) channel.end(error);
    this.#channels.clear();
  }
}

export type Named<T> = T & { readonly id: string };

/** Sources of the four subscriptions, for gateways made by {@link openStage}. */
export function writeScript() {
  const downloads = new ScriptedSource<DownloadRecord>();
  const runs = new ScriptedSource<Named<RunRecord>>();
  const models = new ScriptedSource<Named<ModelRecord>>();
  const delay = { beforeRun: (): Promise<void> => Promise.resolve() };
  const services = {
    adapters: new Map([['registry', {}]]),
    downloads: {
      watch: (id: string) => (downloads.get(id) === null ? null : downloads.watch(id)),
      watchAll: () => downloads.watch(null),
    },
    runWatcher: { watch: ({ nativeId }: { nativeId: string }) => runs.watch(nativeId) },
    modelWatcher: { watch: ({ nativeId }: { nativeId: string }) => models.watch(nativeId) },
    metrics: createMetrics([]),
    createLoaders: () => ({
      run: async ({ nativeId }: { nativeId: string }) => {
        await delay.beforeRun();
        return runs.get(nativeId);
      },
      model: ({ nativeId }: { nativeId: string }) => Promise.resolve(models.get(nativeId)),
    }),
  } as unknown as GatewayServices;
  return { downloads, runs, models, delay, services };
}

export interface Stage {
  /** The GraphQL endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/** The GraphQL endpoint of a gateway over scripted sources. `fanOut` null: as if sharing had not been invented. */
export async function openStage(services: GatewayServices, fanOut: FanOut | null): Promise<Stage> {
  // Some tests make large events out of many aliases.
  const limits = limitsSchema.parse({ aliases: 1_000 });
  const quotas = createQuotas({ limits, isOn: () => false, redis: null });
  const door = {
    authenticator: EVERYBODY,
    mayName: () => true,
    allowedOrigins: [],
    limits,
    log: silentLog,
  };
  const yoga = createGatewayYoga({
    schema: buildSchema(),
    services,
    authenticator: EVERYBODY,
    readCredentials: () => GATEWAY_CREDENTIALS,
    log: silentLog,
    graphiql: false,
    introspection: true,
    corsOrigins: [],
    limits,
    quotas,
    documents: null,
    fanOut,
    isStopping: () => false,
  });
  const server = createGatewayServer({
    answersClients: true,
    ...door,
    answerGraphQL: (request, response) => yoga(request, response),
    metrics: services.metrics,
    serveArtifacts: () => false,
    serveConsole: null,
    readiness: () => 'ready',
  });
  const sockets = attachWebSocket(server, yoga, {
    ...door,
    services,
    readCredentials: () => GATEWAY_CREDENTIALS,
    quotas,
    documents: null,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${originOf(server)}/graphql`,
    close: async () => {
      server.close();
      await sockets.dispose();
      server.closeAllConnections();
    },
  };
}
