import { describe, expect, it } from 'vitest';
import {
  CompareCheckpointsDocument,
  ModelDetailsDocument,
  RunDetailsDocument,
  type CheckpointSummaryFragment,
} from '../../../client/generated/graphql.js';
import { findModel } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { readUpstream } from '../../helpers/sandbox-contents.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 20, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const bare = (ref: string) => ref.slice(ref.indexOf(':') + 1);

interface RegistryVersions {
  readonly versions: readonly {
    readonly version_label: string;
    readonly training_run_id: string;
    readonly metrics: Readonly<Record<string, number>>;
    readonly is_current: boolean;
  }[];
}

describe('a model of the registry', () => {
  it('leads to its checkpoints and its run, and they lead back, as the registry itself has it', async () => {
    const { ref } = await findModel(gateway(), 'registry', { name: { equals: 'Wake Gate' } });
    const { data } = await readUpstream<{ data: RegistryVersions }>(
      sandbox(),
      'registry',
      `/models/${bare(ref)}/versions`,
    );
    const newestFirst = data.versions.toSorted((a, b) => b.version_label.localeCompare(a.version_label));

    const answer = await gateway().askText(
      `query ($ref: String!) { model(by: { ref: $ref }) {
        run { ref model { ref } }
        latestCheckpoint { name }
        checkpoints(first: 10) {
          totalCount
          nodes { name metrics { name value } metric(name: "accuracy") model { ref } run { ref status model { ref } } }
        }
      } }`,
      { ref },
    );

    const { run, latestCheckpoint, checkpoints } = dataOf(answer)['model'];
    // The three published versions of Silero VAD.
    expect(newestFirst.map(({ version_label: label }) => label)).toEqual(['3.0.0', '2.0.0', '1.0.0']);
    expect(checkpoints).toEqual({
      totalCount: 3,
      nodes: newestFirst.map(({ version_label: name, training_run_id: runId, metrics }) => ({
        name,
        metrics: Object.entries(metrics).map(([metric, value]) => ({ name: metric, value })),
        metric: metrics['accuracy'],
        model: { ref },
        run: { ref: `registry:${runId}`, status: 'SUCCEEDED', model: { ref } },
      })),
    });
    expect(latestCheckpoint).toEqual({ name: '3.0.0' });
    expect(run).toEqual({ ref: `registry:${newestFirst[0]!.training_run_id}`, model: { ref } });
  });

  it('that failed says why, in the words of its run', async () => {
    const { id } = await findModel(gateway(), 'registry', { status: ['FAILED'] });

    const answer = await gateway().ask(ModelDetailsDocument, { by: { id }, metric: 'mAP', goal: 'MAXIMIZE' });

    const { statusReason, run } = dataOf(answer).model!;
    expect(statusReason).toMatch(/^worker ran out of memory in epoch \d+$/u);
    expect(run).toMatchObject({ status: 'FAILED', errorMessage: statusReason });
  });
});

interface OutputPage {
  readonly items: readonly {
    readonly runOutputId: string;
    readonly spec: { readonly epoch: number; readonly evaluationMetrics: { readonly loss: number } | null };
  }[];
}

interface CheckpointPage {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly ref: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string;
  };
}

describe('a run of the run store', () => {
  /** The newest run that has more checkpoints than one page, with what the store itself says of its outputs. */
  async function findLongRun() {
    const answer = await gateway().askText(`{
      runs(first: 100, filter: { providers: ["runs"] }) { nodes { id ref checkpoints(first: 1) { totalCount } } }
    }`);
    const runs: { id: string; ref: string; checkpoints: { totalCount: number } }[] =
      dataOf(answer)['runs'].nodes;
    const { id, ref } = runs.find(({ checkpoints }) => checkpoints.totalCount > 100)!;
    const path = `/runs/${bare(ref)}/outputs?pageSize=1000`;
    const { items } = await readUpstream<OutputPage>(sandbox(), 'runs', path);
    // The store has the latest last.
    return { id, ref, outputs: items.toReversed() };
  }

  it('has its checkpoints newest first, the latest and the best, as the store itself has them', async () => {
    const { id, ref, outputs } = await findLongRun();

    const answer = await gateway().askText(
      `query ($id: ID!) { run(by: { id: $id }) {
        model { ref run { ref } }
        checkpoints(first: 100) { nodes { ref epoch metric(name: "loss") run { ref } model { ref } } pageInfo { hasNextPage } }
        latestCheckpoint { ref }
        least: bestCheckpoint(metric: "loss", goal: MINIMIZE) { metric(name: "loss") }
        greatest: bestCheckpoint(metric: "loss") { metric(name: "loss") }
        none: bestCheckpoint(metric: "applause") { ref }
      } }`,
      { id },
    );

    const run = dataOf(answer)['run'];
    const losses = outputs.flatMap(({ spec }) => spec.evaluationMetrics?.loss ?? []);
    expect(run.checkpoints.nodes).toEqual(
      outputs.slice(0, 100).map(({ runOutputId, spec }) => ({
        ref: `${ref}/${runOutputId}`,
        epoch: spec.epoch,
        metric: spec.evaluationMetrics?.loss ?? null,
        run: { ref },
        model: { ref },
      })),
    );
    expect(run.checkpoints.pageInfo.hasNextPage).toBe(true);
    expect(run.latestCheckpoint.ref).toBe(`${ref}/${outputs[0]!.runOutputId}`);
    expect(run.least.metric).toBe(Math.min(...losses));
    expect(run.greatest.metric).toBe(Math.max(...losses));
    expect(run.none).toBeNull();
    expect(run.model).toEqual({ ref, run: { ref } });
  });

  it('pages its checkpoints, each once, forward from any cursor', async () => {
    const { id, ref, outputs } = await findLongRun();
    const query = `query ($id: ID!, $after: String) { run(by: { id: $id }) { checkpoints(first: 50, after: $after) {
      totalCount edges { cursor node { ref } } pageInfo { hasNextPage hasPreviousPage endCursor }
    } } }`;

    const readPage = async (after: string | null): Promise<CheckpointPage> =>
      dataOf(await gateway().askText(query, { id, after }))['run'].checkpoints;

    const refs: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { totalCount, edges, pageInfo } = await readPage(after);
      refs.push(...edges.map(({ node }) => node.ref));
      expect(totalCount).toBe(outputs.length);
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      expect(pageInfo.endCursor).toBe(edges.at(-1)!.cursor);
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }

    expect(refs).toEqual(outputs.map(({ runOutputId }) => `${ref}/${runOutputId}`));
  });

  it('is found by the links that the store writes, and a checkpoint by its run and its name', async () => {
    const { ref, outputs } = await findLongRun();
    const { selfLink } = await readUpstream<{ selfLink: string }>(sandbox(), 'runs', `/runs/${bare(ref)}`);

    const byLink = await gateway().ask(RunDetailsDocument, { by: { link: selfLink } });
    const byUrl = await gateway().ask(RunDetailsDocument, {
      by: { link: `${sandbox().origins.runs}${selfLink}` },
    });
    const byName = await gateway().askText(
      `query ($run: ID!, $id: String!) {
        byEpoch: checkpoint(by: { ofRun: { run: $run, name: "epoch_10" } }) { epoch run { ref } }
        byKey: checkpoint(by: { ofRun: { run: $run, name: $id } }) { ref }
      }`,
      { run: ref, id: outputs[0]!.runOutputId },
    );

    expect(dataOf(byLink).run!.ref).toBe(ref);
    expect(dataOf(byUrl).run!.ref).toBe(ref);
    expect(dataOf(byName)).toEqual({
      byEpoch: { epoch: 10, run: { ref } },
      byKey: { ref: `${ref}/${outputs[0]!.runOutputId}` },
    });
  });

  it.each([
    ['a link of nobody', '{ run(by: { link: "https://example.org/runs/7" }) { ref } }', 'INVALID_ID'],
    [
      'a name at a run that does not exist',
      '{ checkpoint(by: { ofRun: { run: "runs:run_x", name: "epoch_10" } }) { ref } }',
      'NOT_FOUND',
    ],
    ['two ways at once', '{ run(by: { ref: "runs:x", link: "/x" }) { ref } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is not found by %s', async (_what, query, code) => {
    const { errors } = await gateway().askText(query);

    expect(errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
  });
});

describe('a comparison of checkpoints', () => {
  it('puts those of different providers side by side, with null where one lacks a metric', async () => {
    const latest = await gateway().askText(`{
      registry: models(first: 1, filter: { providers: ["registry"], name: { equals: "Wake Gate" } }) {
        nodes { latestCheckpoint { id metrics { name value } } }
      }
      runs: runs(first: 1, filter: { providers: ["runs"], status: [SUCCEEDED] }) {
        nodes { latestCheckpoint { id metrics { name value } } }
      }
    }`);
    const { registry, runs } = dataOf(latest);
    const compared: CheckpointSummaryFragment[] = [registry, runs].map(
      ({ nodes }) => nodes[0].latestCheckpoint,
    );

    const answer = await gateway().ask(CompareCheckpointsDocument, { ids: compared.map(({ id }) => id) });
    const comparison = dataOf(answer).compareCheckpoints!;

    expect(comparison.checkpoints.map(({ id }) => id)).toEqual(compared.map(({ id }) => id));
    const names = new Set(compared.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
    expect(comparison.metrics).toEqual(
      [...names].map((name) => ({
        name,
        values: compared.map(({ metrics }) => metrics.find((metric) => metric.name === name)?.value ?? null),
      })),
    );
    expect(comparison.metrics.flatMap(({ values }) => values)).toContain(null);
  });

  it.each([
    ['one', 1],
    ['more than 50', 51],
  ])('of %s is INVALID_ARGUMENT', async (_what, count) => {
    const { errors } = await gateway().ask(CompareCheckpointsDocument, { ids: Array(count).fill('x') });

    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_ARGUMENT' } }]);
  });
});
