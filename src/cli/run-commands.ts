import { byIdOrRef } from '@modelgate/client';
import {
  RunChangedDocument,
  RunDetailsDocument,
  type RunDetailsQuery,
  type RunSummaryFragment,
} from '@modelgate/client/documents';
import type { Command } from 'commander';
import { RUN_STATUSES, type RunStatus } from '../domain/run.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { EXIT_CODES } from './exit-codes.js';
import { metricsText, moment, percent, seconds } from './format.js';
import { lookUp, pageSizeFor, reportGaps, take, withGateway, type Gap } from './gateway.js';
import { addLimit, tableOrRemark, type ListLimit } from './list-options.js';
import type { Colors } from './output.js';
import { paintStatus } from './paint.js';
import { parseList, parseWords } from './parse-options.js';
import { renderFields, renderTable, type Cell } from './table.js';

interface ListOptions extends ListLimit {
  readonly provider?: string[];
  readonly status?: RunStatus[];
  readonly name?: string;
}

/** Adds `runs list`, `runs show` and `runs watch`. */
export function addRunCommands(program: Command, context: CommandContext): void {
  const runs = program.command('runs').description('Training runs.');
  const list = addLimit(runs.command('list'))
    .description('Lists the runs of all providers, newest first.')
    .option('--provider <names>', 'only these, separated by commas', parseList)
    .option('--status <statuses>', 'running, succeeded, failed, …', parseWords(RUN_STATUSES))
    .option('--name <part>', 'only with this in the name')
    .action((options: ListOptions) => listRuns(options, context));
  addExamples(list, 'modelgate runs list --status running,queued', 'modelgate runs list --json');
  const show = runs
    .command('show <ref>')
    .description('Shows everything about a run, named by ref or id.')
    .action((ref: string) => showRun(ref, context));
  addExamples(show, 'modelgate runs show runs:00000000-0000-4000-8000-000000000001');
  const watch = runs
    .command('watch <ref>')
    .description('Follows a run until it has ended. Exit code 1 when it failed.')
    .action((ref: string) => watchRun(ref, context));
  addExamples(
    watch,
    'modelgate runs watch runs:00000000-0000-4000-8000-000000000001',
    'modelgate runs watch runs:00000000-0000-4000-8000-000000000001 --json | jq .epoch',
  );
}

async function listRuns(options: ListOptions, context: CommandContext): Promise<void> {
  const { limit, provider, status, name } = options;
  const unavailable: Gap[] = [];
  const filter = {
    providers: provider ?? null,
    status: status ?? null,
    name: name === undefined ? null : { contains: name },
  };
  const { items, hasMore } = await withGateway(context, (client) =>
    take(
      client.runs(
        { filter },
        { pageSize: pageSizeFor(limit), onUnavailable: (problem) => unavailable.push(problem) },
      ),
      limit,
    ),
  );
  const { output } = context;
  output.result({ runs: items, hasMore, unavailable }, () => {
    const rows = items.map((run) => [
      run.ref,
      run.name,
      paintStatus(run.status, output.colors),
      epochs(run),
      percent(run.progressPercent),
      moment(run.createdAt),
    ]);
    const table = renderTable(['REF', 'NAME', 'STATUS', 'EPOCH', 'PROGRESS', 'CREATED'], rows);
    return tableOrRemark(table, items.length, hasMore);
  });
  reportGaps(context, unavailable);
}

async function showRun(ref: string, context: CommandContext): Promise<void> {
  const run = await lookUp(
    context,
    (client, options) => client.query(RunDetailsDocument, { by: byIdOrRef(ref) }, options),
    (data) => data.run,
  );
  context.output.result(run, () => describeRun(run, context.output.colors));
}

function describeRun(run: NonNullable<RunDetailsQuery['run']>, colors: Colors): string {
  return renderFields([
    ['Name', run.name === null ? null : colors.bold(run.name)],
    ['Ref', run.ref],
    ['Id', run.id],
    ['Provider', run.provider.name],
    ['Status', paintStatus(run.status, colors)],
    ['Error', run.errorMessage],
    ['Epoch', epochs(run)],
    ['Progress', percent(run.progressPercent)],
    ['Time left', seconds(run.etaSeconds)],
    ['Metrics', metricsText(run.metrics)],
    ['Pipeline', run.pipeline],
    ['Dataset', run.datasetId],
    ['Model', run.model?.ref ?? null],
    ['Latest checkpoint', run.latestCheckpoint?.ref ?? null],
    ['Created', moment(run.createdAt)],
    ['Started', moment(run.startedAt)],
    ['Ended', moment(run.finishedAt)],
  ]);
}

async function watchRun(ref: string, context: CommandContext): Promise<void> {
  const { output } = context;
  let last: RunSummaryFragment | null = null;
  await withGateway(context, async (client) => {
    for await (const { runChanged: run } of client.subscribe(RunChangedDocument, { id: ref })) {
      last = run;
      output.event(run, () => runLine(run, output.colors));
    }
  });
  if (hasFailed(last)) context.exitCode = EXIT_CODES.failure;
}

function hasFailed(run: RunSummaryFragment | null): boolean {
  return run?.status === 'FAILED' || run?.status === 'CANCELLED';
}

function runLine(run: RunSummaryFragment, colors: Colors): string {
  const eta = seconds(run.etaSeconds);
  return [
    run.ref,
    paintStatus(run.status, colors),
    epochs(run) === null ? null : `epoch ${epochs(run)}`,
    percent(run.progressPercent),
    metricsText(run.metrics),
    eta === null ? null : `${eta} left`,
    run.errorMessage,
  ]
    .filter((part) => part !== null)
    .join('  ');
}

/** `12 of 50`. */
function epochs({ epoch, totalEpochs }: Pick<RunSummaryFragment, 'epoch' | 'totalEpochs'>): Cell {
  if (epoch === null) return null;
  return totalEpochs === null ? String(epoch) : `${epoch} of ${totalEpochs}`;
}
