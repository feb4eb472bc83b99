import { PICTOGRAPH_BASE_PATH, SANDBOX_PICTOGRAPH_KEY } from '../../src/sandbox/pictograph/server.js';
import { loadContract } from './openapi.js';
import { rawRequest } from './raw-http.js';
import type { TestRegistry } from './registry.js';

export const registryContract = loadContract('pictograph');

/** Members of the answers that the tests read; the contract says which answer has which. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly version_id: string;
  readonly format: string;
  readonly download_url: string;
  readonly versions: readonly Row[];
  readonly files: readonly Row[];
}

export interface Body {
  readonly data: Row & readonly Row[];
  readonly pagination: { readonly total: number };
  readonly retry_after: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Body;
}

export interface Sketch {
  readonly key?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to the sandbox and checks the answer against the contract. */
export async function ask(
  server: TestRegistry,
  method: string,
  path: string,
  sketch: Sketch = {},
): Promise<Answer> {
  const { status, headers, bytes } = await rawRequest(server.server.origin + PICTOGRAPH_BASE_PATH + path, {
    method,
    headers: { 'x-api-key': sketch.key ?? SANDBOX_PICTOGRAPH_KEY, ...sketch.headers },
    ...(sketch.json === undefined ? {} : { body: JSON.stringify(sketch.json) }),
  });
  const contentType = headers['content-type'] ?? null;
  const text = bytes.toString('utf8');
  const body: unknown = contentType === 'application/json' ? JSON.parse(text) : text;
  registryContract.validateAnswer({ method, path, status, contentType, body });
  return { status, headers, body: body as Body };
}

/** Ids of the models by name, and of the newest of each status by that; the archived ones too. */
export async function readModelIds(server: TestRegistry): Promise<(name: string) => string> {
  const ids = new Map<string, string>();
  for (const status of ['ready', 'training', 'failed', 'archived']) {
    const { body } = await ask(server, 'GET', `/models/?limit=100&status=${status}`);
    for (const model of body.data) ids.set(model.name, model.id);
    ids.set(status, body.data[0]!.id);
  }
  return (name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The sandbox has no model ${name}.`);
    return id;
  };
}
