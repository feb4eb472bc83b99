import type { Authenticator } from '../auth/session.js';
import { createArtifactHandler } from '../artifacts/serve.js';
import type { ArtifactStore } from '../artifacts/types.js';
import { isLoopback } from '../config/auth-schema.js';
import { callerPolicies } from '../config/policies.js';
import type { GatewayConfig } from '../config/schema.js';
import { buildSchema } from '../graphql/build-schema.js';
import { FanOut } from '../graphql/fan-out/fan-out.js';
import { paceByAudience } from '../graphql/fan-out/pace-by-audience.js';
import { attachWebSocket } from '../graphql/websocket.js';
import { createPlainDoor } from '../graphql/plain-door/plain-door.js';
import { createEngine, createGatewayYoga } from '../graphql/yoga.js';
import { createCredentialReader } from '../http/forwarded-credentials.js';
import { readManifest, type PersistedDocuments } from '../limits/persisted-documents.js';
import { createQuotas } from '../limits/quotas.js';
import { countReceivedBytes } from '../observability/count-received-bytes.js';
import type { Logger } from '../observability/logger.js';
import { CONSOLE_DOCUMENTS, createConsoleFiles, isConsoleBuilt } from '../server/console-files.js';
import { createGatewayServer, type Readiness } from '../server/create-server.js';
import { createHostRule } from '../server/host-rule.js';
import type { RedisLink } from '../redis/link.js';
import type { OwnedServices } from './services.js';

/** What stands behind the doors. */
export interface Inside {
  readonly services: OwnedServices;
  readonly authenticator: Authenticator;
  readonly artifacts: ArtifactStore;
  readonly redis: RedisLink | null;
  /** Turns credentials into fingerprints. */
  readonly cursorKey: Buffer;
  readonly readiness: () => Readiness;
  /** Whether subscriptions end because the gateway is being closed. */
  readonly isLeaving: () => boolean;
  readonly log: Logger;
}

/** The ways in: HTTP with server-sent events, and WebSocket. Nothing listens yet. */
export async function openDoors(
  config: GatewayConfig,
  { services, authenticator, artifacts, redis, cursorKey, readiness, isLeaving, log }: Inside,
) {
  const { limits, graphql, publicUrl } = config;
  const isLocal = isLoopback(config.host);
  const isOpen = (): boolean => !authenticator.isRequired();
  const quotas = createQuotas({
    limits,
    isOn: () => limits.quotas === 'on' || (limits.quotas === 'auto' && !(isLocal && isOpen())),
    redis: redis === null ? null : { link: redis, prefix: `${redis.prefix}rate:` },
  });
  const { metrics, downloads } = services;
  const fanOut = new FanOut(paceByAudience, (subscribers, lagMs) => metrics.event(subscribers, lagMs));
  metrics.observe({ downloads: () => downloads.list(), subscribers: () => fanOut.subscribers });
  void countReceivedBytes(downloads.watchAll(), metrics, (id) => downloads.carries(id));
  const policies = callerPolicies(config);
  const serveConsole = config.console && isConsoleBuilt() ? createConsoleFiles() : null;
  const documents = await openDocuments(limits, serveConsole === null ? [] : [CONSOLE_DOCUMENTS]);
  const readCredentials = createCredentialReader(policies, cursorKey);
  const common = { services, authenticator, readCredentials, limits, quotas, documents, log };
  const endpoint = {
    schema: buildSchema(),
    fanOut,
    isStopping: isLeaving,
    forwardedHeaders: [...policies.values()].map(({ header }) => header),
    ...common,
    ...graphql,
  };
  const engine = createEngine(endpoint);
  const yoga = createGatewayYoga(endpoint, engine);
  const answersClients = config.roles.includes('api');
  const allowedOrigins = publicUrl === null ? graphql.corsOrigins : [...graphql.corsOrigins, publicUrl];
  const origins = { mayName: createHostRule({ isOpen, isLocal, publicUrl }), allowedOrigins };
  const serveArtifacts = createArtifactHandler(artifacts, log);
  const server = createGatewayServer({
    ...origins,
    answersClients,
    answerGraphQL: createPlainDoor({ ...endpoint, engine, yoga }),
    authenticator,
    metrics,
    serveArtifacts,
    serveConsole,
    limits,
    readiness,
    log,
  });
  const sockets = answersClients ? attachWebSocket(server, yoga, { ...common, ...origins }) : NO_SOCKETS;
  return { server, sockets };
}

/** Of a replica that answers no clients: Node ends connections that want to become a WebSocket then. */
const NO_SOCKETS = { dispose: async () => {} };

/** The documents that have ids: those of the gateway's own pages, and those of the configured manifest. */
async function openDocuments(
  { manifest, documents }: GatewayConfig['limits'],
  own: readonly string[],
): Promise<PersistedDocuments | null> {
  const lists = await Promise.all([...own, ...(manifest === null ? [] : [manifest])].map(readManifest));
  if (lists.length === 0) return null;
  return { texts: new Map(lists.flatMap((list) => [...list])), areOthersAllowed: documents === 'all' };
}
