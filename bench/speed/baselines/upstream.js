/**
 * What all baselines know of the providers: how to ask them, and how their records become the gateway's. Written by hand for
 * exactly the fields that the bench asks for, without checks of what comes, retries, limits or logs.
 */
import { Pool } from 'undici';
import { newestFirst } from './records.js';
import { createRegistry } from './registry.js';
import { createRunStore } from './run-store.js';

/** As many as there are clients, so that no call waits for a connection. */
const CONNECTIONS = 128;

/** Reads providers by their configured names. `settings`: `[{ name, type, origin, path, headers }]`. */
export function createSources(settings) {
  return new Map(
    settings.map(({ name, type, origin, path, headers }) => {
      const pool = new Pool(origin, { connections: CONNECTIONS });
      const get = async (rest) => {
        const { statusCode, body } = await pool.request({ method: 'GET', path: path + rest, headers });
        if (statusCode === 200) return body.json();
        await body.dump();
        if (statusCode === 404) return null;
        throw new Error(`${name} answered with status ${statusCode}`);
      };
      return [name, type === 'pictograph' ? createRegistry(name, get) : createRunStore(name, get)];
    }),
  );
}

/** The first `count` models of all providers, newest first. */
export async function listNewestModels(sources, count) {
  const lists = await Promise.all([...sources.values()].map((source) => source.listModels(count)));
  const models = lists.flatMap((list) => list.models).sort(newestFirst);
  return {
    nodes: models.slice(0, count),
    hasNextPage: models.length > count || lists.some(({ hasMore }) => hasMore),
  };
}

/** Models of one task with a word in their name or description, by name. */
export async function searchModels(sources, { count, word, task }) {
  const registries = [...sources.values()].filter((source) => source.listRuns === undefined);
  const lists = await Promise.all(registries.map((source) => source.listModels(Infinity, task)));
  const found = lists
    .flatMap((list) => list.models)
    .filter((model) => holdsWord(model, word))
    .sort(byName);
  return { nodes: found.slice(0, count), hasNextPage: found.length > count };
}

function holdsWord({ name, description }, word) {
  return name.toLowerCase().includes(word) || (description ?? '').toLowerCase().includes(word);
}

function byName(one, other) {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.ref < other.ref ? -1 : 1;
}
