import type { SandboxRequest } from '../core/types.js';
import { notFound } from './answers.js';
import { parseVersion } from './bodies.js';
import type { SortedList } from './paging.js';
import { answerPage, parseNumber } from './queries.js';
import type { MarketModel, MarketUser, MarketVersion } from './records.js';
import { toListedVersion, toVersion } from './render.js';
import { JSON_NULL, required, type MarketParts, type MarketRoute } from './route.js';

/** Versions of a model (contract §4.2). */
export function versionRoutes({ store, faults }: MarketParts): readonly MarketRoute[] {
  const modelOf = ({ params }: SandboxRequest, viewer: MarketUser | null): MarketModel =>
    store.model(params['owner'] ?? '', params['name'] ?? '', viewer);

  const versionOf = (request: SandboxRequest, model: MarketModel): MarketVersion => {
    const number = parseNumber(request.params['number']);
    const found = model.versions.find((version) => version.number === number);
    if (found === undefined) throw notFound();
    return found;
  };

  return [
    {
      method: 'GET',
      pattern: '/models/:owner/:name/versions',
      handle: (request, viewer) =>
        answerPage(newestFirst(modelOf(request, viewer)), toListedVersion, request, faults),
    },
    {
      method: 'POST',
      pattern: '/models/:owner/:name/versions',
      handle: (request, viewer) => {
        const owner = required(viewer);
        const model = modelOf(request, owner);
        const version = store.addVersion(model, parseVersion(request.bodyText), owner);
        return { status: 200, json: toVersion(version) };
      },
    },
    {
      method: 'GET',
      pattern: '/models/:owner/:name/versions/:number',
      handle: (request, viewer) => ({
        status: 200,
        json: toVersion(versionOf(request, modelOf(request, viewer))),
      }),
    },
    {
      method: 'DELETE',
      pattern: '/models/:owner/:name/versions/:number',
      handle: (request, viewer) => {
        const owner = required(viewer);
        const model = modelOf(request, owner);
        store.removeVersion(model, versionOf(request, model), owner);
        return JSON_NULL;
      },
    },
  ];
}

function newestFirst(model: MarketModel): SortedList<MarketVersion> {
  return {
    order: 'number',
    direction: 'desc',
    items: model.versions,
    keyOf: (version) => [version.number, ''],
  };
}
