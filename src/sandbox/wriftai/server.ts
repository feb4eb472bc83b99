import { createSandboxServer } from '../core/server.js';
import type {
  RunningSandboxServer,
  SandboxAnswer,
  SandboxEnvironment,
  SandboxRequest,
  SandboxRoute,
} from '../core/types.js';
import { notFound, rateLimited, Refusal, unauthorized } from './answers.js';
import { catalogueRoutes } from './catalogue-routes.js';
import { createMarketData } from './data.js';
import { modelRoutes } from './model-routes.js';
import { RateBucket, RATE_WITH_TOKEN, RATE_WITHOUT_TOKEN } from './rate-limit.js';
import type { MarketUser } from './records.js';
import type { MarketRoute } from './route.js';
import { MarketStore } from './store.js';
import { versionRoutes } from './version-routes.js';

/** The access token that the sandbox takes. It opens nothing but the sandbox and is no secret. */
export const SANDBOX_WRIFTAI_TOKEN = 'sandbox-wriftai-token';

export interface WriftaiSandboxOptions {
  /** Default true. False answers any number of requests a second, for load tests. */
  readonly limitsRate?: boolean;
}

/** Starts the marketplace; its base URL is the origin with `/v1`. */
export function startWriftaiSandbox(
  environment: SandboxEnvironment,
  port: number,
  options: WriftaiSandboxOptions = {},
): Promise<RunningSandboxServer> {
  const { catalog, clock, faults } = environment;
  const data = createMarketData(catalog);
  const store = new MarketStore(
    data,
    () => clock.now(),
    (name) => catalog.uuid(`later market model ${name}`),
  );
  const parts = { data, store, faults, epochMs: catalog.epochMs };
  const withToken = new RateBucket(RATE_WITH_TOKEN);
  const withoutToken = new RateBucket(RATE_WITHOUT_TOKEN);
  const bucketOf = (request: SandboxRequest) => (hasToken(request) ? withToken : withoutToken);

  const toRoute = (route: MarketRoute): SandboxRoute => ({
    method: route.method,
    pattern: `/v1${route.pattern}`,
    handle: (request) => answerOrRefusal(() => route.handle(request, viewerOf(request, data.account))),
  });
  const routes = [...modelRoutes(parts), ...versionRoutes(parts), ...catalogueRoutes(parts)].map(toRoute);

  return createSandboxServer(
    {
      name: 'market',
      routes,
      before: (request) => (options.limitsRate === false || bucketOf(request).take() ? null : rateLimited()),
      decorate: (request, answer) => ({
        ...answer,
        headers: { ...answer.headers, ...bucketOf(request).headers() },
      }),
      notFound: () => notFound().answer,
    },
    environment,
    port,
  );
}

function hasToken(request: SandboxRequest): boolean {
  return request.headers.authorization === `Bearer ${SANDBOX_WRIFTAI_TOKEN}`;
}

/** Null without a token; a wrong one is refused on public endpoints too. */
function viewerOf(request: SandboxRequest, account: MarketUser): MarketUser | null {
  if (hasToken(request)) return account;
  if (request.headers.authorization === undefined) return null;
  throw unauthorized();
}

function answerOrRefusal(answer: () => SandboxAnswer): SandboxAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
