/** Mercurius on fastify with compiled queries, over the same resolvers. */
import fastify from 'fastify';
import mercurius from 'mercurius';
import { createContext, resolveNodeType, resolvers, typeDefs } from './graphql.js';
import { announce, PROVIDERS } from './settings.js';
import { createSources } from './upstream.js';

const sources = createSources(PROVIDERS);
const app = fastify();
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: { ...resolvers, Node: { resolveType: resolveNodeType } },
  context: () => createContext(sources),
  jit: 1,
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address().port);
