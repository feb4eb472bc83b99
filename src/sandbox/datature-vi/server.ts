import { createSandboxServer } from '../core/server.js';
import type {
  RunningSandboxServer,
  SandboxAnswer,
  SandboxEnvironment,
  SandboxRequest,
} from '../core/types.js';
import { failure } from './answers.js';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from './credentials.js';
import { createRoutes, type DatatureViSandboxOptions } from './routes.js';
import { RunStore } from './store.js';

export type { DatatureViSandboxOptions };

/**
 * Starts the run store (contract datature-vi) on `port`; 0 takes any free one. It is served from the root, because the
 * real client drops the path of a base URL (contract §12, trap 8).
 */
export function startDatatureViSandbox(
  environment: SandboxEnvironment,
  port: number,
  options: DatatureViSandboxOptions = {},
): Promise<RunningSandboxServer> {
  let answers = 0;
  const withTrace = (_request: SandboxRequest, answer: SandboxAnswer): SandboxAnswer => {
    answers += 1;
    const trace = environment.catalog.uuid(`vi trace ${answers}`).replaceAll('-', '');
    return { ...answer, headers: { ...answer.headers, 'x-cloud-trace-context': `${trace}/1;o=1` } };
  };
  return createSandboxServer(
    {
      name: 'runs',
      routes: createRoutes(new RunStore(environment), environment, options),
      before: refuseStrangers,
      decorate: withTrace,
      notFound: () => failure(404, 'There is nothing at this path.'),
    },
    environment,
    port,
  );
}

/** Key, organization header and organization in the path must all be right (contract §1 and §8). */
function refuseStrangers({ headers, path }: SandboxRequest): SandboxAnswer | null {
  if (headers.authorization !== `Bearer ${SANDBOX_SECRET_KEY}`) {
    return failure(401, 'The secret key is missing or wrong.');
  }
  const inPath = path.split('/')[2];
  const inHeader = headers['organization-id'];
  if (inHeader !== SANDBOX_ORGANIZATION_ID || inPath !== SANDBOX_ORGANIZATION_ID) {
    return failure(403, 'The secret key gives no access to this organization.');
  }
  return null;
}
