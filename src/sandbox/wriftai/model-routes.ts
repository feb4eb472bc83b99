import type { SandboxRequest } from '../core/types.js';
import { notFound } from './answers.js';
import { parseCreate, parseUpdate } from './bodies.js';
import { answerPage, byCreation, searchModels, selectModels } from './queries.js';
import type { MarketModel, MarketUser } from './records.js';
import { toListedModel, toModel } from './render.js';
import { JSON_NULL, required, type MarketParts, type MarketRoute } from './route.js';

/** Models (contract §4.1). */
export function modelRoutes(parts: MarketParts): readonly MarketRoute[] {
  return [...listRoutes(parts), ...singleRoutes(parts)];
}

function listRoutes({ data, store, faults }: MarketParts): readonly MarketRoute[] {
  /** Public models only, also when the owner asks (contract §7, trap 7). */
  const listOfOwner: MarketRoute['handle'] = (request) => {
    const owner = data.users.find((user) => user.username === request.params['owner']);
    if (owner === undefined) throw notFound();
    const models = store.publicModels().filter((model) => model.owner.id === owner.id);
    return answerPage(selectModels(models, request.query), toListedModel, request, faults);
  };

  return [
    {
      method: 'GET',
      pattern: '/models',
      handle: (request) =>
        answerPage(selectModels(store.publicModels(), request.query), toListedModel, request, faults),
    },
    { method: 'GET', pattern: '/models/:owner', handle: listOfOwner },
    // A get with an empty name is a list (contract §7, trap 6).
    { method: 'GET', pattern: '/models/:owner/', handle: listOfOwner },
    {
      method: 'GET',
      pattern: '/search/models',
      handle: (request, viewer) =>
        answerPage(searchModels(store.visibleModels(viewer), request.query), toListedModel, request, faults),
    },
    {
      method: 'GET',
      pattern: '/user/models',
      handle: (request, viewer) => {
        const own = byCreation(store.modelsOf(required(viewer)), 'asc');
        return answerPage(own, toListedModel, request, faults);
      },
    },
  ];
}

function singleRoutes({ data, store }: MarketParts): readonly MarketRoute[] {
  const modelOf = ({ params }: SandboxRequest, viewer: MarketUser | null): MarketModel =>
    store.model(params['owner'] ?? '', params['name'] ?? '', viewer);

  return [
    {
      method: 'GET',
      pattern: '/models/:owner/:name',
      handle: (request, viewer) => ({ status: 200, json: toModel(modelOf(request, viewer)) }),
    },
    {
      method: 'POST',
      pattern: '/models',
      handle: (request, viewer) => {
        const owner = required(viewer);
        return { status: 200, json: toModel(store.create(parseCreate(request.bodyText, data), owner)) };
      },
    },
    {
      method: 'PATCH',
      pattern: '/models/:owner/:name',
      handle: (request, viewer) => {
        const owner = required(viewer);
        const model = modelOf(request, owner);
        const changed = store.update(model, parseUpdate(request.bodyText, data), owner);
        return { status: 200, json: toModel(changed) };
      },
    },
    {
      method: 'DELETE',
      pattern: '/models/:owner/:name',
      handle: (request, viewer) => {
        const owner = required(viewer);
        store.remove(modelOf(request, owner), owner);
        return JSON_NULL;
      },
    },
  ];
}
