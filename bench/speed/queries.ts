/** The questions of the bench. Variables are such that each server can answer them; the answers must be the same. */
import { NONCE } from './messages.js';

const MODEL_FIELDS = 'id ref nativeId name description task architecture visibility createdAt updatedAt';

/** One question in as many forms as clients ask it. */
export interface Question {
  /** As a person calls it. */
  readonly title: string;
  /** Request bodies, sent in turn. */
  readonly bodies: readonly string[];
}

/** Names for `--only`. */
export const QUESTIONS = ['one', 'page', 'runs', 'twice', 'search', 'unseen'] as const;
export type QuestionName = (typeof QUESTIONS)[number];

/** What the questions are about. */
export interface Subjects {
  /** Ids of models of all providers. */
  readonly modelIds: readonly string[];
  /** Ids of models whose run their provider can tell. */
  readonly trainedIds: readonly string[];
  /** A provider that knows checkpoints of runs. */
  readonly runStore: string;
}

const ONE = `query One($id: ID!) { model(by: { id: $id }) { ${MODEL_FIELDS} } }`;
const PAGE = `query Page { models(first: 100) { nodes { ${MODEL_FIELDS} } pageInfo { hasNextPage } } }`;
const RUNS = `query Runs($provider: String!) {
  runs(first: 20, filter: { providers: [$provider] }) {
    nodes {
      id ref name status createdAt startedAt finishedAt
      checkpoints(first: 10) { nodes { id name epoch createdAt metrics { name value } } }
    }
  }
}`;
const TWICE = `query Twice($ids: [ID!]!) {
  one: nodes(ids: $ids) { ... on Model { id name createdAt run { id name status } } }
  other: nodes(ids: $ids) { ... on Model { id name createdAt run { id name status } } }
}`;
const SEARCH = `query Search($word: String!, $task: ModelTask!) {
  models(first: 20, search: $word, filter: { task: [$task] }, orderBy: { field: NAME, direction: ASC }) {
    nodes { ${MODEL_FIELDS} } pageInfo { hasNextPage }
  }
}`;
// A field name that no document before had; the spaces in it would not make another document to every server.
const UNSEEN = `query One($id: ID!) { model(by: { id: $id }) { ${MODEL_FIELDS} unseen${NONCE}: name } }`;

/** The documents of ids: what {@link DISCOVER} asks for is what the other questions are about. */
export const DISCOVER =
  'query Discover($provider: String!) { models(first: 100, filter: { providers: [$provider] }) { nodes { id run { id } } } }';

/** Ids that are asked for at once. */
const IDS_AT_ONCE = 20;

/** All questions about these subjects. */
export function ask({ modelIds, trainedIds, runStore }: Subjects): Readonly<Record<QuestionName, Question>> {
  const ids = trainedIds.slice(0, IDS_AT_ONCE);
  const ofEach = (operationName: string, query: string) =>
    modelIds.map((id) => JSON.stringify({ operationName, query, variables: { id } }));
  const only = (operationName: string, query: string, variables: object) => [
    JSON.stringify({ operationName, query, variables }),
  ];
  return {
    one: { title: 'one model by id', bodies: ofEach('One', ONE) },
    page: { title: 'federated page of 100', bodies: only('Page', PAGE, {}) },
    runs: { title: '20 runs, 10 checkpoints each', bodies: only('Runs', RUNS, { provider: runStore }) },
    twice: { title: '20 ids twice, with runs', bodies: only('Twice', TWICE, { ids }) },
    search: {
      title: 'search, filter and order',
      bodies: only('Search', SEARCH, { word: 'detector', task: 'OBJECT_DETECTION' }),
    },
    unseen: { title: 'a document never seen', bodies: ofEach('One', UNSEEN) },
  };
}
