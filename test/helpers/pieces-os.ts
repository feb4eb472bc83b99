import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import type { ModelRecord } from '../../src/domain/model.js';
import { isGatewayError } from '../../src/errors/gateway-error.js';
import { createHttp } from '../../src/http/create-http.js';
import {
  createPiecesOs,
  ownMachine,
  piecesOsSettings,
  type Surroundings,
} from '../../src/providers/pieces-os/adapter.js';
import type { DiscoveryPlaces } from '../../src/providers/pieces-os/discovery.js';
import {
  GATEWAY_CREDENTIALS,
  type CallOptions,
  type ProviderAdapter,
  type ProviderCarried,
  type RemoteProgress,
} from '../../src/providers/provider.js';
import type { Schedule } from '../../src/sandbox/pieces-os/downloads.js';
import {
  startPiecesOsSandbox,
  type PiecesOsSandbox,
  type PiecesOsSandboxOptions,
} from '../../src/sandbox/pieces-os/server.js';
import { modelQuery } from './records.js';
import { silentLog, useSandboxEnvironment, type FaultSketch } from './sandbox.js';

/** Options of a call that nobody ends. */
export const localCall: CallOptions = {
  signal: new AbortController().signal,
  log: silentLog,
  credentials: GATEWAY_CREDENTIALS,
};

const documentSchema = z.object({
  components: z.object({
    examples: z.record(z.string(), z.object({ value: z.record(z.string(), z.json()) })),
  }),
});
const contractFile = new URL('../contracts/pieces-os.openapi.yaml', import.meta.url);
const { examples } = documentSchema.parse(parse(readFileSync(contractFile, 'utf8'))).components;

/** A model that the contract gives as an example. */
export function exampleModel(
  name:
    | 'ModelLocalIdle'
    | 'ModelLocalDownloading'
    | 'ModelLocalReady'
    | 'ModelCloud'
    | 'ModelInternalSparse'
    | 'ModelExplicitNulls',
): Record<string, z.core.util.JSONType> {
  return { ...examples[name]!.value };
}

/** Pauses short enough for tests; no test waits for one of them to pass by itself. */
const TEST_TIMING = {
  beginPollMs: 5,
  runPollMs: 5,
  quietPollMs: 60_000,
  cancelPollMs: 5,
  cancelLimitMs: 200,
};

export interface AdapterSketch {
  /** Absent: the runtime is looked for in `places`. */
  readonly baseUrl?: string;
  readonly places?: DiscoveryPlaces;
  readonly downloadStartTimeoutMs?: number;
  readonly timing?: Partial<Surroundings['timing']>;
}

/** An adapter called `local` with downloads; closed when the test ends. */
export function openLocalAdapter(sketch: AdapterSketch): ProviderAdapter & LocalFacets {
  const { places = ownMachine().places, timing, ...given } = sketch;
  const settings = piecesOsSettings.parse(given);
  const adapter = createPiecesOs(
    { name: 'local', settings, http: createHttp(), log: silentLog },
    { platform: 'linux', places, timing: { ...TEST_TIMING, ...timing } },
  );
  onTestFinished(() => adapter.close());
  const { downloads, editing, runtime } = adapter;
  if (downloads?.carrier !== 'provider' || editing === undefined || runtime === undefined) {
    throw new Error('The adapter lacks a facet.');
  }
  return { ...adapter, downloads, editing, runtime };
}

interface LocalFacets {
  readonly downloads: ProviderCarried;
  readonly editing: NonNullable<ProviderAdapter['editing']>;
  readonly runtime: NonNullable<ProviderAdapter['runtime']>;
}

/** The model of this id; its absence or failure fails the test. */
export async function readRecord(adapter: ProviderAdapter, id: string): Promise<ModelRecord> {
  const [lookup] = await adapter.models.getMany([id], localCall);
  if (isGatewayError(lookup)) throw lookup;
  if (lookup === null || lookup === undefined) throw new Error(`There is no model ${id}.`);
  return lookup;
}

/** Every model of the runtime. */
export async function readAllRecords(adapter: ProviderAdapter): Promise<readonly ModelRecord[]> {
  const [listing] = adapter.models.listings(modelQuery());
  const page = await listing!.page({ after: null, limit: 100 }, localCall);
  return page.items;
}

/** One iteration over a model's progress. */
export interface Follower {
  /** What came so far; a slow reader would miss reports, this one is quick. */
  readonly reports: readonly RemoteProgress[];
  /** Resolves when the adapter says that it listens. */
  readonly ready: Promise<void>;
  /** Resolves when the iteration ends, rejects when it throws. */
  readonly done: Promise<void>;
  readonly leave: () => void;
}

/** Follows the progress of a model without starting anything; leaves when the test ends. */
export function followProgress(downloads: ProviderCarried, id: string): Follower {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const reports: RemoteProgress[] = [];
  const target = { kind: 'model', nativeId: id } as const;
  const read = async (onReady: () => void): Promise<void> => {
    const call = { signal: controller.signal, log: silentLog, credentials: GATEWAY_CREDENTIALS };
    for await (const report of downloads.watch(target, call, onReady)) reports.push(report);
  };
  let done = Promise.resolve();
  const ready = new Promise<void>((resolve) => {
    done = read(resolve);
  });
  // Tests that expect a failure await `done` themselves; for the others it is no unhandled rejection.
  done.catch(() => undefined);
  return { reports, ready, done, leave: () => controller.abort() };
}

/** Time that passes only when told. */
export interface Stepper {
  readonly schedule: Schedule;
  /** Runs what is due next, `count` times. */
  step(count?: number): void;
}

export function createStepper(): Stepper {
  const due = new Set<() => void>();
  return {
    schedule: (callback) => {
      due.add(callback);
      return () => due.delete(callback);
    },
    step: (count = 1) => {
      for (let taken = 0; taken < count; taken += 1) {
        const [next] = due;
        if (next === undefined) return;
        due.delete(next);
        next();
      }
    },
  };
}

/** The sandbox of the local runtime while the tests of a file or describe block run. */
export interface TestRuntime {
  readonly server: PiecesOsSandbox;
  /** Puts a fault in force until the test ends. */
  misbehave(fault: FaultSketch): void;
  /** Lets the progress of downloads stand still until the returned function is called. */
  freeze(): () => void;
  /** `METHOD path` of the requests since this was called. */
  watchRequests(): () => readonly string[];
}

export function useLocalRuntime(
  options: PiecesOsSandboxOptions & { readonly size?: number } = {},
): () => TestRuntime {
  const { size = 40, ...sandboxOptions } = options;
  const environment = useSandboxEnvironment({ size });
  let server: PiecesOsSandbox | undefined;
  beforeAll(async () => {
    server = await startPiecesOsSandbox(environment(), 0, sandboxOptions);
  });
  afterAll(() => server?.close());
  return () => {
    const running = server!;
    return {
      server: running,
      misbehave: (fault) => onTestFinished(environment().faults.add({ ...fault, server: 'local' })),
      freeze: () => environment().faults.add({ kind: 'freeze-progress', server: 'local' }),
      watchRequests: () => {
        const start = running.requests.length;
        return () => running.requests.slice(start).map(({ method, target }) => `${method} ${target}`);
      },
    };
  };
}
