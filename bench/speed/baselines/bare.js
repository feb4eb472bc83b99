/** No GraphQL at all: node:http, undici and JSON, one function for each operation of the bench. */
import { createServer } from 'node:http';
import { parseGlobalId } from './records.js';
import { announce, PROVIDERS } from './settings.js';
import { createSources, listNewestModels, searchModels } from './upstream.js';

const sources = createSources(PROVIDERS);

const MODEL_FIELDS = [
  'id',
  'ref',
  'nativeId',
  'name',
  'description',
  'task',
  'architecture',
  'visibility',
  'createdAt',
  'updatedAt',
];

const answerOf = {
  One: async ({ id }) => {
    const [, provider, nativeId] = parseGlobalId(id);
    return { model: pick(await sources.get(provider).getModel(nativeId), MODEL_FIELDS) };
  },
  Page: async () => {
    const { nodes, hasNextPage } = await listNewestModels(sources, 100);
    return { models: { nodes: nodes.map((node) => pick(node, MODEL_FIELDS)), pageInfo: { hasNextPage } } };
  },
  Runs: async ({ provider }) => {
    const source = sources.get(provider);
    const runs = await source.listRuns(20);
    const nodes = await Promise.all(
      runs.map(async (run) => ({
        ...pick(run, ['id', 'ref', 'name', 'status', 'createdAt', 'startedAt', 'finishedAt']),
        checkpoints: { nodes: await source.listCheckpoints(run.nativeId, 10) },
      })),
    );
    return { runs: { nodes } };
  },
  Twice: async ({ ids }) => {
    const nodes = await Promise.all(ids.map(readModelAndRun));
    return { one: nodes, other: nodes };
  },
  Search: async ({ word, task }) => {
    const { nodes, hasNextPage } = await searchModels(sources, { count: 20, word, task });
    return { models: { nodes: nodes.map((node) => pick(node, MODEL_FIELDS)), pageInfo: { hasNextPage } } };
  },
};

async function readModelAndRun(id) {
  const [, provider, nativeId] = parseGlobalId(id);
  const source = sources.get(provider);
  const { model, run } =
    source.getModelAndRun === undefined
      ? await both(source.getModel(nativeId), source.getRunOfModel(nativeId))
      : await source.getModelAndRun(nativeId);
  return {
    ...pick(model, ['id', 'name', 'createdAt']),
    run: run === null ? null : pick(run, ['id', 'name', 'status']),
  };
}

async function both(reading, readingRun) {
  const [model, run] = await Promise.all([reading, readingRun]);
  return { model, run };
}

function pick(record, fields) {
  const picked = {};
  for (const field of fields) picked[field] = record[field];
  return picked;
}

async function answer(text, response) {
  const { operationName, variables } = JSON.parse(text);
  const data = await answerOf[operationName](variables);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ data }));
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    answer(Buffer.concat(chunks).toString(), response).catch((error) => {
      response.writeHead(500);
      response.end(String(error));
    });
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address().port));
