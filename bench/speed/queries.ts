/** The questions of the bench. Variables are such that each server can answer them; the answers must be the same. */
import { NONCE } from './messages.js';

const MODEL_FIELDS = 'id ref nativeId name description task architecture visibility createdAt updatedAt';

/** One question in as many forms as clients ask it. */
export interface Question {
  readonly title: string;
  /** Request bodies, sent in turn. */
  readonly bodies: readonly string[];
}

/** The questions as people call them. */
export const TITLES = {
  one: 'one model by id',
  page: 'federated page of 100',
  runs: '20 runs, 10 checkpoints each',
  twice: '20 ids twice, with runs',
  search: 'search, filter and order',
  unseen: 'a document never seen',
  persisted: 'one model by id, document named by its id',
} as const;
export type QuestionName = keyof typeof TITLES;

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
const PAGE_ROWS = 100;
const pageOf = (rows: number): string =>
  `query Page { models(first: ${rows}) { nodes { ${MODEL_FIELDS} } pageInfo { hasNextPage } } }`;
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

const PERSISTED_ID = 'one-model-by-id';

/** Finds what the questions are about. */
export const DISCOVER =
  'query Discover($provider: String!) { models(first: 100, filter: { providers: [$provider] }) { nodes { id run { id } } } }';

/** Ids that are asked for at once. */
const IDS_AT_ONCE = 20;

/** All questions about these subjects. */
export function questionsAbout(subjects: Subjects): Readonly<Record<QuestionName, Question>> {
  const { modelIds, trainedIds, runStore } = subjects;
  const ids = trainedIds.slice(0, IDS_AT_ONCE);
  const ofEach = (request: object) => modelIds.map((id) => JSON.stringify({ ...request, variables: { id } }));
  const only = (operationName: string, query: string, variables: object) => [
    JSON.stringify({ operationName, query, variables }),
  ];
  const bodies = {
    one: ofEach({ operationName: 'One', query: ONE }),
    page: firstModels(PAGE_ROWS).bodies,
    runs: only('Runs', RUNS, { provider: runStore }),
    twice: only('Twice', TWICE, { ids }),
    search: only('Search', SEARCH, { word: 'detector', task: 'OBJECT_DETECTION' }),
    unseen: ofEach({ operationName: 'One', query: UNSEEN }),
    persisted: ofEach({ documentId: PERSISTED_ID }),
  };
  const question = (name: QuestionName): Question => ({ title: TITLES[name], bodies: bodies[name] });
  return {
    one: question('one'),
    page: question('page'),
    runs: question('runs'),
    twice: question('twice'),
    search: question('search'),
    unseen: question('unseen'),
    persisted: question('persisted'),
  };
}

/** So many models from the first one on; 100 of them are the question `page`. */
export function firstModels(rows: number): Question {
  const body = JSON.stringify({ operationName: 'Page', query: pageOf(rows), variables: {} });
  return { title: `the first ${rows} models`, bodies: [body] };
}

/** 25 models behind a cursor; null: the first ones. */
export function pageBehind(after: string | null): Question {
  const query = `query Next($after: String) {
    models(first: 25, after: $after) { nodes { ${MODEL_FIELDS} } pageInfo { endCursor } }
  }`;
  return { title: 'a page of 25', bodies: [JSON.stringify({ query, variables: { after } })] };
}

/** The manifest of the documents that are named by their ids. */
export const MANIFEST = { [PERSISTED_ID]: ONE };
