import type { SandboxAnswer, SandboxEnvironment, SandboxRequest, SandboxRoute } from '../core/types.js';
import { failure, notFound } from './answers.js';
import type { OutputPlan, RunPlan } from './data.js';
import { cutPage, FIRST_PAGE_TOKEN, readPageQuery, readQuery } from './paging.js';
import type { RunStore } from './store.js';

/** Choices where it is not public what the service does. */
export interface DatatureViSandboxOptions {
  /** How one output is sent. Default `page`, the only form that the real client can read (contract §3.4). */
  readonly outputEnvelope?: 'page' | 'bare';
  /** What `nextPage` holds. Default `token`, which the real client sends back as it is (contract §7). */
  readonly nextPageForm?: 'token' | 'url';
  /** Most items of a page, whatever `pageSize` asks for. Default: `pageSize` itself; the real cap is not public. */
  readonly pageCap?: number;
}

type RunHandler = (plan: RunPlan, request: SandboxRequest, nowMs: number) => SandboxAnswer;

/** The endpoints of contract §3, in both spellings of outputs. */
export function createRoutes(
  store: RunStore,
  environment: Pick<SandboxEnvironment, 'clock' | 'faults'>,
  options: DatatureViSandboxOptions,
): readonly SandboxRoute[] {
  const now = createFreezableClock(environment);
  const answerPage = createPager(environment, options);

  const ofRun =
    (handle: RunHandler) =>
    (request: SandboxRequest): SandboxAnswer => {
      const runId = request.params['runId'] ?? '';
      const plan = store.run(runId);
      return plan === null ? notFound('Run', runId) : handle(plan, request, now(request));
    };

  const listRuns = (request: SandboxRequest): SandboxAnswer => {
    const nowMs = now(request);
    return answerPage(request, store.runs(), (plan) => store.renderRun(plan, nowMs));
  };
  const getRun = ofRun((plan, _request, nowMs) => ({ status: 200, json: store.renderRun(plan, nowMs) }));
  const deleteRun = ofRun(({ runId }) => {
    store.remove(runId);
    return { status: 204 };
  });
  const listOutputs = ofRun((plan, request, nowMs) =>
    answerPage(request, store.outputs(plan, nowMs), (output) =>
      store.renderOutput(plan, output, nowMs, asksForContents(request)),
    ),
  );
  const getOutput = ofRun((plan, request, nowMs) => {
    const name = request.params['checkpoint'] ?? '';
    const output = findOutput(store.outputs(plan, nowMs), name);
    if (output === undefined) return notFound('Run output', name);
    const json = store.renderOutput(plan, output, nowMs, asksForContents(request));
    return { status: 200, json: options.outputEnvelope === 'bare' ? json : { items: [json] } };
  });

  const runs = '/workspaces/:organizationId/runs';
  return [
    { method: 'GET', pattern: runs, handle: listRuns },
    { method: 'GET', pattern: `${runs}/:runId`, handle: getRun },
    { method: 'DELETE', pattern: `${runs}/:runId`, handle: deleteRun },
    // `outputs` stands in requests and `runOutputs` in links (contract §11).
    ...['outputs', 'runOutputs'].flatMap((segment) => [
      { method: 'GET', pattern: `${runs}/:runId/${segment}`, handle: listOutputs },
      { method: 'GET', pattern: `${runs}/:runId/${segment}/:checkpoint`, handle: getOutput },
    ]),
  ];
}

/** Reads the time for a request; it stands still while progress is frozen. */
function createFreezableClock({
  clock,
  faults,
}: Pick<SandboxEnvironment, 'clock' | 'faults'>): (request: SandboxRequest) => number {
  let frozenMs: number | null = null;
  return (request) => {
    const isFrozen = faults.take('runs', 'freeze-progress', targetOf(request)) !== null;
    frozenMs = isFrozen ? (frozenMs ?? clock.now()) : null;
    return frozenMs ?? clock.now();
  };
}

function createPager(
  { faults }: Pick<SandboxEnvironment, 'faults'>,
  { nextPageForm = 'token', pageCap = Infinity }: DatatureViSandboxOptions,
) {
  return <Item extends { readonly ordinal: number }>(
    request: SandboxRequest,
    items: readonly Item[],
    render: (item: Item) => unknown,
  ): SandboxAnswer => {
    const query = readPageQuery(readQuery(request));
    if (typeof query === 'string') return failure(400, query);
    const url = `http://${request.headers.host}${request.path}`;
    const link = (token: string): string =>
      nextPageForm === 'url' ? `${url}?pageSize=${query.size}&pageToken=${token}` : token;
    const page = cutPage(items, { ...query, size: Math.min(query.size, pageCap) }, link);
    const isEndless = faults.take('runs', 'endless-paging', targetOf(request)) !== null;
    const nextPage = isEndless ? link(FIRST_PAGE_TOKEN) : page.nextPage;
    return { status: 200, json: { ...page, items: page.items.map(render), nextPage } };
  };
}

/** By id, or by the epoch in one of the forms that the real client's texts mention (contract §3.4). */
function findOutput(outputs: readonly OutputPlan[], name: string): OutputPlan | undefined {
  const [, epoch] = /^(?:epoch|ckpt|checkpoint)_(\d+)$/u.exec(name) ?? [];
  return (
    outputs.find(({ runOutputId }) => runOutputId === name) ??
    outputs.find((output) => epoch !== undefined && output.epoch === Number(epoch))
  );
}

function asksForContents(request: SandboxRequest): boolean {
  return readQuery(request).get('contents') === 'y';
}

function targetOf({ path, rawQuery }: SandboxRequest): string {
  return rawQuery === '' ? path : `${path}?${rawQuery}`;
}
