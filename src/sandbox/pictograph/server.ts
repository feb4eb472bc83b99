import { createSandboxServer } from '../core/server.js';
import type {
  RunningSandboxServer,
  SandboxAnswer,
  SandboxEnvironment,
  SandboxRequest,
  SandboxRoute,
} from '../core/types.js';
import { detail, oldProblem, refusable } from './answers.js';
import { createRegistryData, type RegistryData } from './data.js';
import type { Generation, PlayedServer } from './played-server.js';
import { HourlyLimit } from './rate-limit.js';
import { Registry } from './registry.js';
import { fileRoutes } from './routes-files.js';
import { modelRoutes } from './routes-models.js';
import { runRoutes } from './routes-runs.js';

/** Path in front of every route (contract §1). */
export const PICTOGRAPH_BASE_PATH = '/api/v1/developer';

/** The key that the sandbox accepts. It opens nothing but the sandbox, so it is no secret. */
export const SANDBOX_PICTOGRAPH_KEY = 'pk_live_sandboxsandboxsandboxsandbox0001';

/** A key of role viewer: it reads and downloads, and every write is refused with 403. No secret either. */
export const SANDBOX_PICTOGRAPH_VIEWER_KEY = 'pk_live_sandboxsandboxsandboxsandbox0002';

const DAY_MS = 86_400_000;

export interface PictographSandboxOptions {
  /** Which server is played; default C, today's. */
  readonly generation?: Generation;
  /** Hourly limit of each key; the default is that of the largest plan (contract §7). */
  readonly requestsPerHour?: number;
}

/**
 * Starts the registry on `port` (0: any free one): models, versions, files, downloads and runs as contract pictograph
 * says. Left out are the routes that the gateway has no use for: fork, predict, and starting runs.
 */
export function startPictographSandbox(
  environment: SandboxEnvironment,
  port: number,
  { generation = 'C', requestsPerHour = 100_000 }: PictographSandboxOptions = {},
): Promise<RunningSandboxServer> {
  const { catalog, clock, faults, storage } = environment;
  const played: PlayedServer = {
    registry: new Registry(dataOf(generation, createRegistryData(catalog)), clock),
    organizationId: catalog.organization.id,
    generation,
    clock,
    faults,
    storage,
  };
  const limits = new Map(
    [SANDBOX_PICTOGRAPH_KEY, SANDBOX_PICTOGRAPH_VIEWER_KEY].map((key) => [
      key,
      new HourlyLimit(requestsPerHour, clock),
    ]),
  );
  const limitOf = (request: SandboxRequest) => limits.get(keyOf(request));
  const once = createDeduplication(() => clock.now());
  const routes = [...modelRoutes(played), ...fileRoutes(played), ...runRoutes(played), ...slashlessRoutes()];
  let failures = 0;

  return createSandboxServer(
    {
      name: 'registry',
      routes: routes.map((route) =>
        once(refusable({ ...route, pattern: PICTOGRAPH_BASE_PATH + route.pattern })),
      ),
      before: (request) => refuseKey(request, limitOf(request)) ?? limitOf(request)?.take() ?? null,
      decorate: (request, answer) => {
        if (answer.status < 400) return withHeaders(answer, limitOf(request)?.headers() ?? {});
        failures += 1;
        return withHeaders(answer, { 'X-Request-Id': `req_${String(failures).padStart(8, '0')}` });
      },
      notFound: () => detail(404, 'Not Found'),
    },
    environment,
    port,
  );
}

/** The older server has no models of the newer type (contract §0). */
function dataOf(generation: Generation, { models, runs }: RegistryData): RegistryData {
  if (generation === 'C') return { models, runs };
  return { models: models.filter((model) => model.modelType !== 'keypoint_detection'), runs };
}

function keyOf(request: SandboxRequest): string {
  return String(request.headers['x-api-key'] ?? '');
}

/** Reading needs any role, every write here at least member (contract §1). */
function refuseKey(request: SandboxRequest, limit: HourlyLimit | undefined): SandboxAnswer | null {
  if (limit === undefined) return oldProblem(401, 'invalid_api_key', { message: 'Key refused' });
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead || keyOf(request) === SANDBOX_PICTOGRAPH_KEY ? null : detail(403, 'Role too low');
}

/** Collections without their slash lead to the right address (contract §1). */
function slashlessRoutes(): readonly SandboxRoute[] {
  return ['/models', '/training'].map((pattern) => ({
    method: 'GET',
    pattern,
    handle: ({ path, rawQuery }) => ({
      status: 307,
      headers: { location: `${path}/${rawQuery === '' ? '' : `?${rawQuery}`}` },
    }),
  }));
}

/** Gives the first answer again to a write that repeats its `Idempotency-Key` within a day (contract §1). */
function createDeduplication(now: () => number): (route: SandboxRoute) => SandboxRoute {
  const answers = new Map<string, { readonly answer: SandboxAnswer; readonly atMs: number }>();
  return (route) => ({
    ...route,
    handle: async (request) => {
      const sent = request.headers['idempotency-key'];
      if (sent === undefined || route.method === 'GET') return route.handle(request);
      const key = `${request.method} ${request.path} ${String(sent)}`;
      const known = answers.get(key);
      if (known !== undefined && now() - known.atMs < DAY_MS) return known.answer;
      const answer = await route.handle(request);
      answers.set(key, { answer, atMs: now() });
      return answer;
    },
  });
}

function withHeaders(answer: SandboxAnswer, headers: Readonly<Record<string, string>>): SandboxAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
