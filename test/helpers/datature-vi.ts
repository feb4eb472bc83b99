import { afterAll, afterEach, beforeAll } from 'vitest';
import { Secret } from '../../src/config/secret.js';
import type { JsonObject } from '../../src/domain/common.js';
import type { Logger } from '../../src/observability/logger.js';
import { createHttp } from '../../src/http/create-http.js';
import { datatureVi, type DatatureViSettings } from '../../src/providers/datature-vi/index.js';
import { GATEWAY_CREDENTIALS, type CallOptions, type ProviderAdapter } from '../../src/providers/provider.js';
import { createManualClock } from '../../src/sandbox/core/clock.js';
import type { Fault, RunningSandboxServer } from '../../src/sandbox/core/types.js';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import { createRunPlans, type RunPlan } from '../../src/sandbox/datature-vi/data.js';
import {
  startDatatureViSandbox,
  type DatatureViSandboxOptions,
} from '../../src/sandbox/datature-vi/server.js';
import type { Story } from '../../src/sandbox/datature-vi/stories.js';
import type { RunningEnvironment } from '../../src/sandbox/environment.js';
import { silentLog, useSandboxEnvironment } from './sandbox.js';

export const ORGANIZATION_ID = SANDBOX_ORGANIZATION_ID;

/** A moment at which the sandbox's data begins, so that every test run sees the same. */
const START_MS = Date.UTC(2026, 2, 1, 9);

/** A call that nothing aborts. */
export function freshCall(): CallOptions {
  return { signal: new AbortController().signal, log: silentLog, credentials: GATEWAY_CREDENTIALS };
}

/** A run as contract datature-vi §3.1 shows it. */
export function contractRun(spec: JsonObject = {}, status: JsonObject = {}): JsonObject {
  return {
    kind: 'Run',
    workspaceId: ORGANIZATION_ID,
    runId: 'run_4f21',
    spec: {
      flow: {
        name: 'defect-vlm',
        schema: 'v1',
        tolerations: { gpu: ['a10g'] },
        settings: { seed: 7 },
        blocks: [{ block: 'model', settings: { arch: 'qwen2.5-vl-7b' }, style: {} }],
        trainingProject: 'ds_19ab',
      },
      trainingProject: 'ds_19ab',
      killedAt: null,
      ...spec,
    },
    status: {
      log: 'runs/run_4f21/log',
      observedGeneration: 3,
      conditions: [
        { condition: 'Started', status: 'Reached', lastTransitionTime: 1760000060000 },
        { condition: 'Finished', status: 'Waiting', lastTransitionTime: 1760000060000 },
      ],
      ...status,
    },
    metadata: { timeCreated: 1760000000000, lastUpdated: 1760000900000, generation: 3, attributes: {} },
    selfLink: `/workspaces/${ORGANIZATION_ID}/runs/run_4f21`,
    etag: 'e-3',
  };
}

/** A run output as contract datature-vi §3.3 shows it, without its contents. */
export function contractOutput(overrides: JsonObject = {}, status: JsonObject = {}): JsonObject {
  return {
    kind: 'RunOutput',
    workspaceId: ORGANIZATION_ID,
    runId: 'run_4f21',
    runOutputId: 'out_0010',
    spec: { kind: 'checkpoint', epoch: 10, evaluationMetrics: { loss: 0.41, accuracy: 0.91 } },
    status: {
      observedGeneration: 1,
      conditions: [],
      storageObject: 'outputs/run_4f21/0010',
      ...status,
    },
    metadata: { timeCreated: 1760000800000, lastUpdated: 1760000800000, generation: 1, attributes: {} },
    selfLink: `/workspaces/${ORGANIZATION_ID}/runs/run_4f21/runOutputs/out_0010`,
    etag: 'e-1',
    ...overrides,
  };
}

/** Makes an adapter called `runs` for a run store at `baseUrl`, and what closes it. */
export function openAdapter(
  baseUrl: string,
  overrides: Partial<DatatureViSettings> = {},
  log: Logger = silentLog,
): ProviderAdapter {
  const settings: DatatureViSettings = {
    baseUrl,
    organizationId: ORGANIZATION_ID,
    secretKey: new Secret(SANDBOX_SECRET_KEY),
    storageOrigins: [],
    ...overrides,
  };
  return datatureVi.create({ name: 'runs', settings, http: createHttp(), log });
}

/** An adapter over a sandbox of the run store. */
export interface DatatureViSetup {
  readonly adapter: ProviderAdapter;
  readonly server: RunningSandboxServer;
  readonly environment: RunningEnvironment;
  /** All runs of the sandbox, newest first. */
  readonly plans: readonly RunPlan[];
  /** The first run with such a story. */
  planOf(predicate: (story: Story, plan: RunPlan) => boolean): RunPlan;
  addFault(fault: Omit<Fault, 'server'> & Record<string, unknown>): void;
  /** Paths and queries that the sandbox was asked for while `action` ran. */
  targetsOf(action: () => Promise<unknown>): Promise<readonly string[]>;
}

/** Starts one for the tests of the file; its faults end with each test and its clock stands still. */
export function useDatatureVi(
  options: { readonly size?: number; readonly sandbox?: DatatureViSandboxOptions } = {},
): () => DatatureViSetup {
  const environment = useSandboxEnvironment({
    size: options.size ?? 60,
    startMs: START_MS,
    clock: createManualClock(START_MS),
  });
  let setup: DatatureViSetup | undefined;
  beforeAll(async () => {
    const server = await startDatatureViSandbox(environment(), 0, options.sandbox);
    const adapter = openAdapter(server.origin, { storageOrigins: [environment().storage.origin] });
    const plans = createRunPlans(environment().catalog);
    setup = {
      adapter,
      server,
      environment: environment(),
      plans,
      planOf: (predicate) => {
        const plan = plans.find((each) => predicate(each.story, each));
        if (plan === undefined) throw new Error('The sandbox has no such run.');
        return plan;
      },
      addFault: (fault) => void environment().faults.add({ server: 'runs', ...fault } as Fault),
      targetsOf: async (action) => {
        const before = server.requests.length;
        await action();
        return server.requests.slice(before).map(({ target }) => target);
      },
    };
  });
  afterEach(() => environment().faults.clear());
  afterAll(async () => {
    await setup?.adapter.close();
    await setup?.server.close();
  });
  return () => {
    if (setup === undefined) throw new Error('The sandbox is read before the tests have started.');
    return setup;
  };
}
