import type { SandboxAnswer, SandboxRequest, SandboxRoute } from '../core/types.js';
import { readApplication, readModel, readSeed } from './bodies.js';
import { RuntimeFailure, type RuntimeStore } from './store.js';

/** Version that the sandbox claims to be. */
const VERSION = '12.1.0';

/** What the routes answer from. */
export interface RuntimeParts {
  readonly store: RuntimeStore;
  /** Identity of the installation. */
  readonly osId: string;
  readonly applicationId: string;
}

/** All routes of contract §3. Errors are plain text: 500, 410 for an unknown model that is read, 404 for no route. */
export function runtimeRoutes(parts: RuntimeParts): readonly SandboxRoute[] {
  const { store, osId } = parts;
  const route = (
    method: string,
    pattern: string,
    handle: (request: SandboxRequest) => SandboxAnswer,
  ): SandboxRoute => ({ method, pattern, handle: (request) => answerOrFail(() => handle(request)) });
  const action = (name: string, perform: (id: string) => void): SandboxRoute =>
    route('POST', `/model/:model/${name}`, ({ params }) => {
      const id = params['model'] ?? '';
      perform(id);
      return { status: 200, json: store.render(id) };
    });

  return [
    route('GET', '/.well-known/health', () => ({ status: 200, text: `ok:${osId}` })),
    route('GET', '/.well-known/version', () => ({ status: 200, text: VERSION })),
    route('POST', '/connect', (request) => connect(request, parts)),
    route('GET', '/models', () => ({ status: 200, json: { iterable: store.renderAll() } })),
    route('POST', '/models/create', ({ bodyText }) => ({
      status: 200,
      json: store.render(store.create(readSeed(bodyText))),
    })),
    route('POST', '/models/unload', () => {
      store.unloadAll();
      return { status: 204 };
    }),
    route('POST', '/models/:model/delete', ({ params }) => {
      store.remove(params['model'] ?? '');
      return { status: 204 };
    }),
    route('POST', '/models/:model/delete/cache', ({ params }) => {
      const id = params['model'] ?? '';
      store.removeCache(id);
      return { status: 200, json: { model: { id } } };
    }),
    route('POST', '/model/update', ({ bodyText }) => {
      const model = readModel(bodyText);
      store.update(model);
      return { status: 200, json: store.render(model.id) };
    }),
    route('GET', '/model/:model', ({ params }) => {
      const json = store.render(params['model'] ?? '');
      return json === null ? { status: 410, text: 'Model not found.' } : { status: 200, json };
    }),
    action('download', (id) => store.startDownload(id)),
    action('download/cancel', (id) => store.cancelDownload(id)),
    action('load', (id) => store.load(id)),
    action('unload', (id) => store.unload(id)),
    route('POST', '/model/:model/scores/increment', ({ params }) =>
      store.render(params['model'] ?? '') === null
        ? { status: 500, text: 'Model score increment failed.' }
        : { status: 204 },
    ),
    // Generated clients call the streams with a plain GET, which cannot work (contract §8, trap 1).
    ...['/model/:model/download/progress', '/models/stream/identifiers', '/.well-known/stream/health'].map(
      (pattern) => route('GET', pattern, () => ({ status: 500, text: 'Stream failed.' })),
    ),
  ];
}

function connect({ bodyText }: SandboxRequest, { osId, applicationId }: RuntimeParts): SandboxAnswer {
  const application = readApplication(bodyText);
  if (application === null) return { status: 400, text: 'Application was not accepted.' };
  return {
    status: 200,
    json: {
      os: osId,
      application: {
        ...application,
        automaticUnload: application.automaticUnload ?? false,
        id: applicationId,
        onboarded: false,
        privacy: 'OPEN',
        capabilities: 'BLENDED',
      },
      health: { os: { id: osId, version: VERSION } },
    },
  };
}

function answerOrFail(answer: () => SandboxAnswer): SandboxAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof RuntimeFailure) return { status: 500, text: error.message };
    throw error;
  }
}
