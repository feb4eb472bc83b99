import * as z from 'zod';
import { parseJson } from '../domain/common.js';
import { faultSchema } from './core/fault-schema.js';
import { createFaultBoard } from './core/faults.js';
import { createSandboxServer } from './core/server.js';
import type {
  FaultyServerName,
  RunningSandboxServer,
  SandboxAnswer,
  SandboxEnvironment,
  SandboxRequest,
} from './core/types.js';

const clockSchema = z.strictObject({ advanceMs: z.int().nonnegative() });

/** What the admin routes steer. */
export interface AdminTarget {
  readonly environment: SandboxEnvironment;
  readonly origins: Readonly<Record<FaultyServerName, string>>;
}

/**
 * Starts the routes by which people and scripts steer a sandbox in another process: GET `/__sandbox/state`; GET, POST,
 * DELETE `/__sandbox/faults`; POST `/__sandbox/clock`. No fault reaches them.
 */
export function startAdmin(
  { environment, origins }: AdminTarget,
  port: number,
): Promise<RunningSandboxServer> {
  const { catalog, clock, faults } = environment;
  const listFaults = (): SandboxAnswer => ({ status: 200, json: faults.list() });
  const state = () => ({
    seed: catalog.seed,
    size: catalog.size,
    time: new Date(clock.now()).toISOString(),
    origins,
    faults: faults.list(),
  });
  return createSandboxServer(
    {
      name: 'admin',
      routes: [
        { method: 'GET', pattern: '/__sandbox/state', handle: () => ({ status: 200, json: state() }) },
        { method: 'GET', pattern: '/__sandbox/faults', handle: listFaults },
        {
          method: 'POST',
          pattern: '/__sandbox/faults',
          handle: (request) =>
            withBody(request, faultSchema, (fault) => {
              faults.add(fault);
              return { ...listFaults(), status: 201 };
            }),
        },
        {
          method: 'DELETE',
          pattern: '/__sandbox/faults',
          handle: () => {
            faults.clear();
            return { status: 204 };
          },
        },
        {
          method: 'POST',
          pattern: '/__sandbox/clock',
          handle: (request) =>
            withBody(request, clockSchema, ({ advanceMs }) => {
              clock.advance(advanceMs);
              return { status: 200, json: { time: new Date(clock.now()).toISOString() } };
            }),
        },
      ],
      notFound: () => ({ status: 404, json: { error: 'Try GET /__sandbox/state.' } }),
    },
    { ...environment, faults: createFaultBoard() },
    port,
  );
}

function withBody<T>(
  request: SandboxRequest,
  schema: z.ZodType<T>,
  answer: (body: T) => SandboxAnswer,
): SandboxAnswer {
  const parsed = schema.safeParse(parseJson(request.bodyText));
  if (parsed.success) return answer(parsed.data);
  return { status: 400, json: { error: z.prettifyError(parsed.error) } };
}
