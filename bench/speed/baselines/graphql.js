/** The part of the gateway's schema that the bench asks for, and resolvers for it; what the two GraphQL baselines share. */
import DataLoader from 'dataloader';
import { GraphQLScalarType } from 'graphql';
import { parseGlobalId } from './records.js';
import { listNewestModels, searchModels } from './upstream.js';

export const typeDefs = /* GraphQL */ `
  scalar DateTime
  enum ModelTask {
    OBJECT_DETECTION
    SEMANTIC_SEGMENTATION
    INSTANCE_SEGMENTATION
    CLASSIFICATION
    KEYPOINT_DETECTION
    TEXT_GENERATION
    EMBEDDING
    OCR
    OTHER
  }
  enum Visibility {
    PRIVATE
    PUBLIC
  }
  enum RunStatus {
    PENDING
    QUEUED
    RUNNING
    SUCCEEDED
    FAILED
    CANCELLED
    UNKNOWN
  }
  interface Node {
    id: ID!
  }
  type Model implements Node {
    id: ID!
    ref: String!
    nativeId: String!
    name: String!
    description: String
    task: ModelTask
    architecture: String
    visibility: Visibility
    createdAt: DateTime
    updatedAt: DateTime
    run: Run
  }
  type Run implements Node {
    id: ID!
    ref: String!
    name: String
    status: RunStatus!
    createdAt: DateTime
    startedAt: DateTime
    finishedAt: DateTime
    checkpoints(first: Int! = 25): CheckpointConnection
  }
  type Checkpoint {
    id: ID!
    name: String!
    epoch: Int
    createdAt: DateTime
    metrics: [Metric!]!
  }
  type Metric {
    name: String!
    value: Float!
  }
  type CheckpointConnection {
    nodes: [Checkpoint!]!
  }
  type PageInfo {
    hasNextPage: Boolean!
  }
  type ModelConnection {
    nodes: [Model!]!
    pageInfo: PageInfo!
  }
  type RunConnection {
    nodes: [Run!]!
  }
  input ModelBy {
    id: ID
  }
  input ModelFilter {
    task: [ModelTask!]
  }
  input RunFilter {
    providers: [String!]
  }
  enum ModelSort {
    CREATED_AT
    NAME
  }
  enum SortDirection {
    ASC
    DESC
  }
  input ModelOrder {
    field: ModelSort!
    direction: SortDirection! = DESC
  }
  type Query {
    model(by: ModelBy!): Model
    models(first: Int! = 25, search: String, filter: ModelFilter, orderBy: ModelOrder): ModelConnection!
    runs(first: Int! = 25, filter: RunFilter): RunConnection!
    nodes(ids: [ID!]!): [Node]!
  }
`;

/** The type of what `nodes` gives; the two servers want it under different names. */
export function resolveNodeType({ id }) {
  return parseGlobalId(id)[0];
}

export const resolvers = {
  DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: (value) => value }),
  Query: {
    model: (_root, { by: { id } }, { models }) => models.load(id),
    models: async (_root, { first, search, filter }, { sources }) => {
      const { nodes, hasNextPage } = search
        ? await searchModels(sources, { count: first, word: search.toLowerCase(), task: filter.task[0] })
        : await listNewestModels(sources, first);
      return { nodes, pageInfo: { hasNextPage } };
    },
    runs: async (_root, { first, filter }, { sources }) => ({
      nodes: await sources.get(filter.providers[0]).listRuns(first),
    }),
    nodes: (_root, { ids }, { models }) => Promise.all(ids.map((id) => models.load(id))),
  },
  Model: { run: ({ id }, _args, { runsOfModels }) => runsOfModels.load(id) },
  Run: {
    checkpoints: async ({ provider, nativeId }, { first }, { sources }) => ({
      nodes: await sources.get(provider).listCheckpoints(nativeId, first),
    }),
  },
};

/** What resolvers share within one operation: nothing is asked for twice. */
export function createContext(sources) {
  const loaderOf = (read) =>
    new DataLoader((ids) =>
      Promise.all(
        ids.map((id) => {
          const [, provider, nativeId] = parseGlobalId(id);
          return read(sources.get(provider), nativeId);
        }),
      ),
    );
  return {
    sources,
    models: loaderOf((source, nativeId) => source.getModel(nativeId)),
    runsOfModels: loaderOf((source, nativeId) => source.getRunOfModel(nativeId)),
  };
}
