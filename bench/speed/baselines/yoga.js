/** Plain yoga with its defaults: resolvers by hand, DataLoader, undici. */
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { createContext, resolveNodeType, resolvers, typeDefs } from './graphql.js';
import { announce, PROVIDERS } from './settings.js';
import { createSources } from './upstream.js';

const sources = createSources(PROVIDERS);
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: { ...resolvers, Node: { __resolveType: resolveNodeType } } }),
  context: () => createContext(sources),
  logging: false,
  graphiql: false,
  landingPage: false,
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () => announce(server.address().port));
