import { byIdOrRef } from '@modelgate/client';
import {
  BestCheckpointOfModelDocument,
  BestCheckpointOfRunDocument,
  CheckpointDetailsDocument,
  CompareCheckpointsDocument,
  type CheckpointDetailsQuery,
  type CheckpointSummaryFragment,
} from '@modelgate/client/documents';
import type { Command } from 'commander';
import { METRIC_GOALS, type MetricGoal } from '../domain/common.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { bytes, metricsText, moment, number } from './format.js';
import { lookUp, pageSizeFor, reportGaps, take, withGateway, type Gap } from './gateway.js';
import { addLimit, tableOrRemark, type ListLimit } from './list-options.js';
import { parseWord } from './parse-options.js';
import { renderFields, renderTable } from './table.js';

/** Whose checkpoints; exactly one of the two. */
interface OwnerOptions {
  readonly model?: string;
  readonly run?: string;
}

interface BestOptions extends OwnerOptions {
  readonly metric: string;
  readonly goal: MetricGoal;
}

/** Adds `checkpoints list`, `show`, `compare` and `best`. */
export function addCheckpointCommands(program: Command, context: CommandContext): void {
  const checkpoints = program
    .command('checkpoints')
    .description('Checkpoints of runs and versions of models.');
  const list = addLimit(addOwner(checkpoints.command('list')))
    .description('Lists the checkpoints of one model or run, newest first.')
    .action((options: OwnerOptions & ListLimit) => listCheckpoints(options, context));
  addExamples(list, 'modelgate checkpoints list --model market:greenlab/leaf-segmenter');
  const show = checkpoints
    .command('show <ref>')
    .description('Shows everything about a checkpoint, named by ref or id.')
    .action((ref: string) => showCheckpoint(ref, context));
  addExamples(show, 'modelgate checkpoints show market:greenlab/leaf-segmenter/2');
  const compare = checkpoints
    .command('compare <refs...>')
    .description('Puts the metrics of 2 to 50 checkpoints side by side, of any runs and providers.')
    .action((refs: readonly string[]) => compareCheckpoints(refs, context));
  addExamples(compare, 'modelgate checkpoints compare runs:RUN/epoch_5 runs:RUN/epoch_10');
  const best = addOwner(checkpoints.command('best'))
    .description('Finds the checkpoint of a model or run with the best value of a metric.')
    .requiredOption('--metric <name>', 'such as mAP')
    .option('--goal <goal>', 'maximize or minimize', parseWord(METRIC_GOALS), 'MAXIMIZE')
    .action((options: BestOptions) => showBest(options, context));
  addExamples(best, 'modelgate checkpoints best --run runs:RUN --metric loss --goal minimize');
}

function addOwner(command: Command): Command {
  return command.option('--model <ref>', 'of this model').option('--run <ref>', 'of this run');
}

async function listCheckpoints(options: OwnerOptions & ListLimit, context: CommandContext): Promise<void> {
  const { limit } = options;
  const unavailable: Gap[] = [];
  const { items, hasMore } = await withGateway(context, (client) =>
    take(
      client.checkpoints(ownerOf(options), {
        pageSize: pageSizeFor(limit),
        onUnavailable: (problem) => unavailable.push(problem),
      }),
      limit,
    ),
  );
  context.output.result({ checkpoints: items, hasMore, unavailable }, () =>
    tableOrRemark(checkpointTable(items), items.length, hasMore),
  );
  reportGaps(context, unavailable);
}

function ownerOf({ model, run }: OwnerOptions): { readonly model: string } | { readonly run: string } {
  if (model !== undefined && run === undefined) return { model };
  if (run !== undefined && model === undefined) return { run };
  throw new GatewayError('INVALID_ARGUMENT', 'Say whose: either --model REF or --run REF.');
}

function checkpointTable(checkpoints: readonly CheckpointSummaryFragment[]): string {
  return renderTable(
    ['REF', 'NAME', 'EPOCH', 'METRICS', 'FORMAT', 'SIZE', 'CREATED'],
    checkpoints.map((checkpoint) => [
      checkpoint.ref,
      checkpoint.name,
      number(checkpoint.epoch),
      metricsText(checkpoint.metrics),
      checkpoint.format,
      bytes(checkpoint.sizeBytes),
      moment(checkpoint.createdAt),
    ]),
  );
}

async function showCheckpoint(ref: string, context: CommandContext): Promise<void> {
  const checkpoint = await lookUp(
    context,
    (client, options) => client.query(CheckpointDetailsDocument, { by: byIdOrRef(ref) }, options),
    (data) => data.checkpoint,
  );
  context.output.result(checkpoint, () => describeCheckpoint(checkpoint));
}

function describeCheckpoint(checkpoint: NonNullable<CheckpointDetailsQuery['checkpoint']>): string {
  return renderFields([
    ['Name', checkpoint.name],
    ['Ref', checkpoint.ref],
    ['Id', checkpoint.id],
    ['Model', checkpoint.model?.ref ?? null],
    ['Run', checkpoint.run?.ref ?? null],
    ['Epoch', number(checkpoint.epoch)],
    ['Metrics', metricsText(checkpoint.metrics)],
    ['Format', checkpoint.format],
    ['Size', bytes(checkpoint.sizeBytes)],
    ['Digest', checkpoint.digest],
    ['Created', moment(checkpoint.createdAt)],
    ['Downloadable', checkpoint.downloadable ? 'yes' : 'no'],
    ['Notes', checkpoint.releaseNotes],
  ]);
}

async function compareCheckpoints(refs: readonly string[], context: CommandContext): Promise<void> {
  const comparison = await lookUp(
    context,
    (client, options) => client.query(CompareCheckpointsDocument, { ids: [...refs] }, options),
    (data) => data.compareCheckpoints,
  );
  const names = comparison.checkpoints.map(({ name }) => name);
  const areUnique = new Set(names).size === names.length;
  context.output.result(comparison, () =>
    renderTable(
      ['METRIC', ...(areUnique ? names : comparison.checkpoints.map(({ ref }) => ref))],
      comparison.metrics.map(({ name, values }) => [name, ...values.map((value) => number(value))]),
    ),
  );
}

async function showBest(options: BestOptions, context: CommandContext): Promise<void> {
  const best = await findBest(options, context);
  context.output.result(best, () => checkpointTable([best]));
}

async function findBest(options: BestOptions, context: CommandContext): Promise<CheckpointSummaryFragment> {
  const { metric, goal } = options;
  const owner = ownerOf(options);
  const found =
    'run' in owner
      ? await lookUp(
          context,
          (client, call) =>
            client.query(BestCheckpointOfRunDocument, { by: byIdOrRef(owner.run), metric, goal }, call),
          (data) => data.run,
        )
      : await lookUp(
          context,
          (client, call) =>
            client.query(BestCheckpointOfModelDocument, { by: byIdOrRef(owner.model), metric, goal }, call),
          (data) => data.model,
        );
  if (found.bestCheckpoint !== null) return found.bestCheckpoint;
  throw new GatewayError(
    'NOT_FOUND',
    `No checkpoint of it has the metric ${metric}. \`modelgate checkpoints list\` shows which there are.`,
  );
}
