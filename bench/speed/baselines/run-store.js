/** Datature Vi: runs, the models that they train, and their checkpoints. */
import { toGlobalId, toIso } from './records.js';

/** Newest first by itself. A model is what a run trains, and has the run's id. */
export function createRunStore(provider, get) {
  const getRun = async (id) => {
    const wire = await get(`/${id}`);
    return wire === null ? null : toRun(provider, wire);
  };
  return {
    /** The newest ones. */
    listModels: async (count) => {
      const { items, nextPage } = await get(`?pageSize=${count}`);
      return { models: items.map((wire) => toModel(provider, wire)), hasMore: nextPage !== null };
    },
    getModel: async (id) => {
      const wire = await get(`/${id}`);
      return wire === null ? null : toModel(provider, wire);
    },
    getRun,
    getRunOfModel: getRun,
    /** A model and its run, which are one record here. */
    getModelAndRun: async (id) => {
      const wire = await get(`/${id}`);
      return { model: toModel(provider, wire), run: toRun(provider, wire) };
    },
    listRuns: async (count) => {
      const { items } = await get(`?pageSize=${count}`);
      return items.map((wire) => toRun(provider, wire));
    },
    /** The newest `count` checkpoints. They come oldest first, so all have to be asked for. */
    listCheckpoints: async (runId, count) => {
      const { items } = await get(`/${runId}/outputs?intent=sdkLocalDeploy&pageSize=1000`);
      const newest = items.sort(
        (one, other) =>
          (other.spec.epoch ?? -1) - (one.spec.epoch ?? -1) ||
          other.metadata.timeCreated - one.metadata.timeCreated,
      );
      return newest.slice(0, count).map((wire) => toCheckpoint(provider, wire));
    },
  };
}

function toModel(provider, wire) {
  return {
    id: toGlobalId('Model', provider, wire.runId),
    ref: `${provider}:${wire.runId}`,
    provider,
    nativeId: wire.runId,
    name: wire.spec.flow.name,
    description: null,
    task: null,
    architecture: architectureOf(wire),
    visibility: null,
    createdAt: toIso(wire.metadata.timeCreated),
    updatedAt: toIso(wire.metadata.lastUpdated),
  };
}

function toRun(provider, wire) {
  const { status, startedMs, finishedMs } = readConditions(wire);
  return {
    id: toGlobalId('Run', provider, wire.runId),
    ref: `${provider}:${wire.runId}`,
    provider,
    nativeId: wire.runId,
    name: wire.spec.flow.name,
    status,
    createdAt: toIso(wire.metadata.timeCreated),
    startedAt: toIso(startedMs),
    finishedAt: toIso(finishedMs),
  };
}

function toCheckpoint(provider, wire) {
  const nativeId = `${wire.runId}/${wire.runOutputId}`;
  const { epoch, evaluationMetrics } = wire.spec;
  return {
    id: toGlobalId('Checkpoint', provider, nativeId),
    name: epoch === null ? wire.runOutputId : `epoch_${epoch}`,
    epoch,
    createdAt: toIso(wire.metadata.timeCreated),
    metrics: Object.entries(evaluationMetrics ?? {}).flatMap(([name, value]) =>
      typeof value === 'number' ? [{ name, value }] : [],
    ),
  };
}

function architectureOf(wire) {
  for (const { settings } of wire.spec.flow.blocks) {
    const name = settings.arch ?? settings.architecture;
    if (name) return name;
  }
  return null;
}

/** Two vocabularies of one life; only times order its steps. */
function readConditions({ status: { conditions }, spec: { killedAt = null } }) {
  const latestFirst = conditions.toSorted((one, other) => other.lastTransitionTime - one.lastTransitionTime);
  const reached = (...names) =>
    latestFirst.find((entry) => entry.status === 'Reached' && names.includes(entry.condition.toLowerCase()))
      ?.lastTransitionTime ?? null;
  const startedMs = reached('started', 'running');
  const finishedMs = reached('finished', 'succeeded', 'completed');
  const cancelledMs = reached('cancelled');
  const failed = latestFirst.find(({ status }) => status === 'FailedReach');
  const failedMs = failed?.lastTransitionTime ?? reached('failed', 'error');
  if (failedMs !== null) return { status: 'FAILED', startedMs, finishedMs: failedMs };
  if (cancelledMs !== null || (killedAt !== null && finishedMs === null)) {
    return { status: 'CANCELLED', startedMs, finishedMs: killedAt ?? cancelledMs };
  }
  if (finishedMs !== null) return { status: 'SUCCEEDED', startedMs, finishedMs };
  if (startedMs !== null) return { status: 'RUNNING', startedMs, finishedMs: null };
  const isPending = latestFirst.every(
    (entry) => entry.status === 'Waiting' || entry.condition.toLowerCase() === 'pending',
  );
  return { status: isPending ? 'PENDING' : 'UNKNOWN', startedMs, finishedMs: null };
}
