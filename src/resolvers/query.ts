import type { CheckpointRecord } from '../domain/checkpoint.js';
import { parseGlobalIdOf } from '../domain/global-id.js';
import type { Ref } from '../domain/ref.js';
import { GatewayError } from '../errors/gateway-error.js';
import type {
  CheckpointBy,
  ModelBy,
  QueryResolvers,
  RunBy,
  CheckpointOfRun,
} from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { listArtifacts, listDownloads, listModels, listRuns } from './lists.js';
import { findNode, keyFromId, keyFromIdOrRef, keyFromRef, requireFound } from './lookup.js';
import type { NodeRecord } from './types.js';

const MAX_NODES = 100;
const COMPARED_CHECKPOINTS = { min: 2, max: 50 };

export const queryResolvers: QueryResolvers = {
  node: (_root, { id }, context) => findNode(id, context),
  nodes: (_root, { ids }, context) => {
    checkCount('ids', ids.length, { min: 0, max: MAX_NODES });
    // One promise each, so that one failing id costs only its own place. The generated type knows no promise of null.
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- null is a valid item of this list
    return ids.map((id) => findNode(id, context) as Promise<NodeRecord>);
  },
  providers: (_root, { kinds }, context) =>
    [...context.services.adapters.values()].filter(({ kind }) => !kinds?.length || kinds.includes(kind)),
  provider: (_root, { name }, context) => context.services.adapters.get(name) ?? null,
  models: (_root, args, context, info) => listModels(args, context, info),
  model: async (_root, { by }, context) => {
    const key = modelKey(by, context);
    return requireFound(await context.loaders.model(key), 'Model', key);
  },
  runs: (_root, args, context, info) => listRuns(args, context, info),
  run: async (_root, { by }, context) => {
    const key = runKey(by, context);
    return requireFound(await context.loaders.run(key), 'Run', key);
  },
  checkpoint: async (_root, { by }, context) => {
    const key = await checkpointKey(by, context);
    return requireFound(await context.loaders.checkpoint(key), 'Checkpoint', key);
  },
  compareCheckpoints: async (_root, { ids }, context) => {
    checkCount('ids', ids.length, COMPARED_CHECKPOINTS);
    const checkpoints = await Promise.all(
      ids.map(async (id) => {
        const key = keyFromIdOrRef('Checkpoint', id, context);
        return requireFound(await context.loaders.checkpoint(key), 'Checkpoint', key);
      }),
    );
    return { checkpoints, metrics: compareMetrics(checkpoints) };
  },
  downloads: (_root, args, context) => listDownloads(args, context),
  download: (_root, { id }, context) =>
    context.services.downloads.get(parseGlobalIdOf('Download', id).nativeId),
  artifact: (_root, { id }, context) =>
    context.services.artifacts.get(parseGlobalIdOf('Artifact', id).nativeId),
  artifacts: (_root, args, context) => listArtifacts(args, context),
  partials: (_root, _args, context) => context.services.downloads.partials(),
  viewer: (_root, _args, { caller, call }) => {
    // Others with the same rights have the same answers to everything but this.
    call.reads?.exclude();
    return caller;
  },
};

function modelKey(by: ModelBy, context: GatewayContext): Ref {
  return isGiven(by.id) ? keyFromId('Model', by.id, context) : keyFromRef(by.ref ?? '', context);
}

function runKey(by: RunBy, context: GatewayContext): Ref {
  if (isGiven(by.link)) return keyFromLink(by.link, context);
  return isGiven(by.id) ? keyFromId('Run', by.id, context) : keyFromRef(by.ref ?? '', context);
}

function keyFromLink(link: string, context: GatewayContext): Ref {
  for (const adapter of context.services.adapters.values()) {
    const nativeId = adapter.runs?.parseLink?.(link) ?? null;
    if (nativeId !== null) return { provider: adapter.name, nativeId };
  }
  throw new GatewayError('INVALID_ID', 'No configured provider knows this as a link to one of its runs.');
}

async function checkpointKey(by: CheckpointBy, context: GatewayContext): Promise<Ref> {
  if (isGiven(by.ofRun)) return checkpointKeyOfRun(by.ofRun, context);
  return isGiven(by.id) ? keyFromId('Checkpoint', by.id, context) : keyFromRef(by.ref ?? '', context);
}

async function checkpointKeyOfRun({ run, name }: CheckpointOfRun, context: GatewayContext): Promise<Ref> {
  const key = keyFromIdOrRef('Run', run, context);
  const reader = context.services.adapters.get(key.provider)?.checkpoints;
  const nativeId = (await reader?.keyOf?.(key.nativeId, name, context.call)) ?? null;
  if (nativeId !== null) return { provider: key.provider, nativeId };
  throw new GatewayError('NOT_FOUND', 'This run has no checkpoint of this name.', { provider: key.provider });
}

function compareMetrics(checkpoints: readonly CheckpointRecord[]) {
  const names = new Set(checkpoints.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  return [...names].map((name) => ({
    name,
    values: checkpoints.map(({ metrics }) => metrics.find((metric) => metric.name === name)?.value ?? null),
  }));
}

function checkCount(
  argument: string,
  count: number,
  range: { readonly min: number; readonly max: number },
): void {
  if (count >= range.min && count <= range.max) return;
  throw new GatewayError(
    'INVALID_ARGUMENT',
    `${argument} takes ${range.min} to ${range.max} entries; there are ${count}.`,
  );
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
