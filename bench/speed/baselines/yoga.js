/** Plain yoga with its defaults: resolvers by hand, DataLoader, undici. */
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { createContext, resolveNodeType, resolvers, typeDefs } from './graphql.js';
import { announce, DOCUMENTS, PROVIDERS } from './settings.js';
import { createSources } from './upstream.js';

const sources = createSources(PROVIDERS);

/** What the plugin for persisted operations does, without its checks. */
const documents = {
  onParams: ({ params, setParams }) => setParams({ ...params, query: DOCUMENTS[params.documentId] }),
};

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: { ...resolvers, Node: { __resolveType: resolveNodeType } } }),
  context: () => createContext(sources),
  logging: false,
  graphiql: false,
  ...(Object.keys(DOCUMENTS).length > 0 ? { plugins: [documents], extraParamNames: ['documentId'] } : {}),
  landingPage: false,
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () => announce(server.address().port));
