/** The gateway's GraphQL endpoint over one download that never ends; a process of its own. */
import { once } from 'node:events';
import { limitsSchema } from '../../src/config/limits-schema.js';
import { createQuotas } from '../../src/limits/quotas.js';
import type { DownloadRecord } from '../../src/domain/download.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { EVERYBODY } from '../../src/auth/session.js';
import type { GatewayServices } from '../../src/graphql/context.js';
import { FanOut } from '../../src/graphql/fan-out/fan-out.js';
import { attachWebSocket } from '../../src/graphql/websocket.js';
import { createGatewayYoga } from '../../src/graphql/yoga.js';
import { createLogger } from '../../src/observability/logger.js';
import { createLatestValue, type LatestValue } from '../../src/async/latest-value.js';
import { createGatewayServer } from '../../src/server/create-server.js';
import { originOf } from '../../src/server/origin.js';
import { nowMs, type FromServer, type ServerSetup, type ToServer } from './messages.js';
import { GATEWAY_CREDENTIALS } from '../../src/providers/provider.js';
import { createMetrics } from '../../src/observability/metrics.js';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by main.ts
const setup = JSON.parse(process.argv[2] ?? '{}') as ServerSetup;

const watchers = new Set<LatestValue<DownloadRecord>>();
const padding = 'x'.repeat(setup.paddingBytes);
let sequence = 0;

function recordNow(): DownloadRecord {
  sequence += 1;
  const progress = {
    sequence,
    receivedBytes: sequence * 1_000_003,
    totalBytes: 2 ** 40,
    percent: sequence / 1_000,
    bytesPerSecond: 10_000_030,
    // When the event happened; the client reads the lag from it.
    etaSeconds: nowMs(),
  };
  const error = { code: 'INTERNAL', message: padding, retryable: false };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document asks for no other fields
  return { id: 'bench', state: 'TRANSFERRING', progress, error } as unknown as DownloadRecord;
}

function tick(): void {
  const record = recordNow();
  for (const { push } of watchers) push(record);
}

function watch(): AsyncIterableIterator<DownloadRecord> {
  const channel = createLatestValue<DownloadRecord>(() => watchers.delete(channel));
  watchers.add(channel);
  channel.push(recordNow());
  return channel.iterator;
}

function report(message: FromServer): void {
  process.send?.(message);
}

function reportMemory(): void {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  server.getConnections((_error, connections) =>
    report({ type: 'memory', rssMiB: rss / 2 ** 20, usedMiB: (heapUsed + external) / 2 ** 20, connections }),
  );
}

const log = createLogger('silent', (line) => line);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document needs no other services
const services = {
  downloads: { watch },
  createLoaders: () => ({}),
  metrics: createMetrics([]),
} as unknown as GatewayServices;
// Large events are made out of many aliases.
const limits = limitsSchema.parse({ aliases: 1_000 });
const readCredentials = () => GATEWAY_CREDENTIALS;
const quotas = createQuotas({ limits, isOn: () => false, redis: null });
const door = { authenticator: EVERYBODY, mayName: () => true, allowedOrigins: [], limits, log };
const yoga = createGatewayYoga({
  schema: buildSchema(),
  services,
  authenticator: EVERYBODY,
  readCredentials,
  log,
  graphiql: false,
  introspection: false,
  corsOrigins: [],
  limits,
  quotas,
  documents: null,
  // Not thinned out: the bench sets the rate.
  fanOut: setup.path === 'shared' ? new FanOut(() => 0) : null,
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
attachWebSocket(server, yoga, { ...door, services, readCredentials, quotas, documents: null });
server.listen({ port: 0, host: '127.0.0.1', backlog: 8_192 });
await once(server, 'listening');
report({ type: 'listening', url: `${originOf(server)}/graphql` });

let timer: NodeJS.Timeout | undefined;
let begun = { cpu: process.cpuUsage(), atMs: nowMs(), sequence };
process.on('message', (message: ToServer) => {
  if (message === 'start') {
    begun = { cpu: process.cpuUsage(), atMs: nowMs(), sequence };
    timer = setInterval(tick, 1_000 / setup.eventsPerSecond);
  } else if (message === 'memory') {
    reportMemory();
  } else {
    clearInterval(timer);
    const { user, system } = process.cpuUsage(begun.cpu);
    report({
      type: 'stopped',
      events: sequence - begun.sequence,
      cpuPercent: (user + system) / 10 / (nowMs() - begun.atMs),
      rssMiB: process.memoryUsage().rss / 2 ** 20,
    });
  }
});
process.once('disconnect', () => process.exit());
