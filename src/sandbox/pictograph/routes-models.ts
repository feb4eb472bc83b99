import type { SandboxAnswer, SandboxRequest, SandboxRoute } from '../core/types.js';
import { bodyObject, data, enumParameter, invalid, problem, Refusal } from './answers.js';
import { listAnswer } from './paging.js';
import { renderModel, renderVersions } from './render.js';
import type { ModelRow } from './records.js';
import type { PlayedServer } from './played-server.js';
import { OLD_MODEL_TYPES, MODEL_STATUSES, NEW_MODEL_TYPES } from './vocabulary.js';

/** Models: list, get, change, delete, pin. */
export function modelRoutes(played: PlayedServer): readonly SandboxRoute[] {
  const get = (request: SandboxRequest) => data(renderModel(played, modelOf(played, request)));
  const bulk = (request: SandboxRequest) => bulkDelete(played, request);
  return [
    { method: 'GET', pattern: '/models/', handle: (request) => listModels(played, request) },
    { method: 'GET', pattern: '/models/:model', handle: get },
    { method: 'PATCH', pattern: '/models/:model', handle: (request) => updateModel(played, request) },
    { method: 'DELETE', pattern: '/models/:model', handle: (request) => deleteModel(played, request) },
    ...(played.generation === 'B'
      ? []
      : [
          { method: 'POST', pattern: '/models/bulk-delete', handle: bulk },
          {
            method: 'PATCH',
            pattern: '/models/:model/current-version',
            handle: (request: SandboxRequest) => pinVersion(played, request),
          },
        ]),
  ];
}

/** The model that the path names, by id or name. */
export function modelOf({ registry }: PlayedServer, request: SandboxRequest): ModelRow {
  const model = registry.findModel(request.params['model'] ?? '');
  if (model === null) throw new Refusal(problem(404, 'not_found', 'No such model'));
  return model;
}

function listModels(played: PlayedServer, request: SandboxRequest): SandboxAnswer {
  const models = played.registry.listModels({
    name: request.query.get('name'),
    datasetName: request.query.get('dataset_name'),
    status: enumParameter(request, 'status', MODEL_STATUSES),
    modelType: enumParameter(
      request,
      'model_type',
      played.generation === 'B' ? OLD_MODEL_TYPES : NEW_MODEL_TYPES,
    ),
  });
  return listAnswer(played, request, { rows: models, render: (model) => renderModel(played, model) });
}

/** What an update may change, under the row's name. */
const EDITABLE: Readonly<Record<string, keyof ModelRow>> = {
  name: 'name',
  description: 'description',
  readme: 'readme',
  visibility: 'visibility',
  license_id: 'licenseId',
  license_custom_text: 'licenseText',
};

function updateModel(played: PlayedServer, request: SandboxRequest): SandboxAnswer {
  const model = modelOf(played, request);
  const changes = Object.entries(bodyObject(request)).filter(([field]) => field in EDITABLE);
  if (changes.length === 0) throw invalid(['body'], 'At least one field is required', 'value_error');
  for (const [field, value] of changes) {
    if (typeof value !== 'string') {
      throw invalid(['body', field], 'Input should be a valid string', 'string_type');
    }
    if (field === 'visibility' && value !== 'private' && value !== 'public') {
      throw invalid(['body', field], "Input should be 'private' or 'public'", 'enum');
    }
    if (field !== 'name') continue;
    if (value.trim() === '') {
      throw invalid(['body', field], 'String should have at least 1 character', 'string_too_short');
    }
    const holder = played.registry.findNamed(value);
    if (holder !== null && holder !== model) {
      throw new Refusal(problem(400, 'validation_error', 'A model of this name exists already'));
    }
  }
  played.registry.edit(
    model,
    Object.fromEntries(changes.map(([field, value]) => [EDITABLE[field] ?? field, value])),
  );
  return data(renderModel(played, model));
}

/** The older server keeps an archived row and answers without a body (contract §0 and §3.1). */
function deleteModel(played: PlayedServer, request: SandboxRequest): SandboxAnswer {
  const model = modelOf(played, request);
  if (played.generation === 'B') {
    played.registry.edit(model, { isArchived: true });
    return { status: 204 };
  }
  played.registry.remove(model);
  return data({ id: model.id, name: model.name, deleted: true });
}

function bulkDelete({ registry }: PlayedServer, request: SandboxRequest): SandboxAnswer {
  const ids: unknown = bodyObject(request)['model_ids'];
  if (!Array.isArray(ids) || ids.length === 0) {
    throw invalid(['body', 'model_ids'], 'List should have at least 1 item', 'too_short');
  }
  const found = ids.map((id) => registry.findModel(String(id))).filter((model) => model !== null);
  for (const model of found) registry.remove(model);
  const succeeded = found.map((model) => model.id);
  const notFound = ids.map(String).filter((id) => !succeeded.includes(id));
  return data({ succeeded, not_found: notFound, count: succeeded.length });
}

function pinVersion(played: PlayedServer, request: SandboxRequest): SandboxAnswer {
  const { registry } = played;
  const model = modelOf(played, request);
  const body = bodyObject(request);
  const versionId = body['version_id'];
  if (versionId !== null && typeof versionId !== 'string') {
    throw invalid(['body', 'version_id'], 'Field required', 'missing');
  }
  if (versionId !== null) {
    const version = model.versions.find(({ id }) => id === versionId);
    if (version === undefined) throw new Refusal(problem(404, 'not_found', 'No such version'));
    if (registry.versionStatus(version) !== 'ready') {
      throw new Refusal(problem(400, 'validation_error', 'Version is not ready'));
    }
  }
  registry.edit(model, { pinnedVersionId: versionId });
  return data(renderVersions(played, model));
}
