/** Pictograph: models, and the runs behind their versions. */
import { newestFirst, toGlobalId, toIso } from './records.js';

const TASKS = {
  object_detection: 'OBJECT_DETECTION',
  semantic_segmentation: 'SEMANTIC_SEGMENTATION',
  instance_segmentation: 'INSTANCE_SEGMENTATION',
  classification: 'CLASSIFICATION',
  keypoint_detection: 'KEYPOINT_DETECTION',
};

const RUN_STATUSES = {
  pending: 'PENDING',
  queued: 'QUEUED',
  running: 'RUNNING',
  completed: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
};

/** Lists have no order here, so a sorted list is made of all of it. */
export function createRegistry(provider, get) {
  const getRun = async (id) => {
    const answer = await get(`/training/${id}`);
    return answer === null ? null : toRun(provider, answer.data);
  };
  return {
    /** Every model; `hasMore` is false. A condition spares the provider what does not match. */
    listModels: async (_count, task = null) => {
      const type = Object.keys(TASKS).find((name) => TASKS[name] === task);
      const filter = type === undefined ? '' : `&model_type=${type}`;
      const models = [];
      for (let offset = 0; ; offset += 100) {
        const { data, pagination } = await get(`/models/?limit=100&offset=${offset}${filter}`);
        for (const wire of data) models.push(toModel(provider, wire));
        if (!pagination.has_more) return { models: models.sort(newestFirst), hasMore: false };
      }
    },
    getModel: async (id) => {
      const answer = await get(`/models/${id}`);
      return answer === null ? null : toModel(provider, answer.data);
    },
    getRun,
    /** The run behind the version that is served. */
    getRunOfModel: async (id) => {
      const { versions } = (await get(`/models/${id}/versions`)).data;
      const named = versions
        .filter((version) => version.training_run_id !== null)
        .sort((one, other) => (other.version_number ?? -1) - (one.version_number ?? -1));
      const version = named.find((each) => each.is_current || each.is_latest) ?? named[0];
      return version === undefined ? null : getRun(version.training_run_id);
    },
  };
}

function toModel(provider, wire) {
  return {
    id: toGlobalId('Model', provider, wire.id),
    ref: `${provider}:${wire.id}`,
    provider,
    nativeId: wire.id,
    name: wire.name,
    description: wire.description,
    task: TASKS[wire.model_type] ?? 'OTHER',
    architecture: wire.architecture,
    visibility: wire.visibility === 'public' ? 'PUBLIC' : 'PRIVATE',
    createdAt: toIso(wire.created_at),
    updatedAt: toIso(wire.updated_at),
  };
}

function toRun(provider, wire) {
  return {
    id: toGlobalId('Run', provider, wire.id),
    ref: `${provider}:${wire.id}`,
    provider,
    nativeId: wire.id,
    name: wire.name,
    status: RUN_STATUSES[wire.status] ?? 'UNKNOWN',
    createdAt: toIso(wire.created_at),
    startedAt: toIso(wire.started_at),
    finishedAt: toIso(wire.completed_at),
  };
}
