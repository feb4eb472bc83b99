import { byIdOrRef, type ModelListArguments } from '@modelgate/client';
import {
  ModelDetailsDocument,
  type ModelDetailsQuery,
  type ModelSummaryFragment,
} from '@modelgate/client/documents';
import { InvalidArgumentError, type Command } from 'commander';
import { PROVIDER_KINDS, type ProviderKind } from '../domain/common.js';
import { MODEL_STATUSES, MODEL_TASKS, type ModelStatus, type ModelTask } from '../domain/model.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { bytes, metricsText, moment, word } from './format.js';
import { lookUp, pageSizeFor, reportGaps, take, withGateway, type Gap } from './gateway.js';
import { addLimit, tableOrRemark, type ListLimit } from './list-options.js';
import type { Colors } from './output.js';
import { paintStatus } from './paint.js';
import { parseList, parseWords } from './parse-options.js';
import { renderFields, renderTable } from './table.js';

interface ListOptions extends ListLimit {
  readonly provider?: string[];
  readonly kind?: ProviderKind[];
  readonly status?: ModelStatus[];
  readonly task?: ModelTask[];
  readonly owner?: string;
  readonly name?: string;
  readonly downloadable?: boolean;
  readonly sort?: ModelListArguments['orderBy'];
}

/** Adds `models list`, `models search` and `models show` to `models`. */
export function addModelReading(models: Command, context: CommandContext): void {
  const list = addListOptions(models.command('list'))
    .description('Lists the models of all providers, newest first.')
    .action((options: ListOptions) => listModels({}, options, context));
  addExamples(
    list,
    'modelgate models list --kind registry --status ready',
    'modelgate models list --sort metric:mAP --limit 5',
    'modelgate models list --provider market --json',
  );
  const search = addListOptions(models.command('search <words...>'))
    .description('Lists the models in which all words occur.')
    .action((words: readonly string[], options: ListOptions) =>
      listModels({ search: words.join(' ') }, options, context),
    );
  addExamples(search, 'modelgate models search leaf', 'modelgate models search fruit grading --downloadable');
  const show = models
    .command('show <ref>')
    .description('Shows everything about a model, named by ref or id.')
    .action((ref: string) => showModel(ref, context));
  addExamples(show, 'modelgate models show market:greenlab/leaf-segmenter');
}

function addListOptions(command: Command): Command {
  return addLimit(command)
    .option('--provider <names>', 'only these, separated by commas', parseList)
    .option('--kind <kinds>', 'registry, run-store, marketplace, runtime', parseWords(PROVIDER_KINDS))
    .option('--status <statuses>', 'ready, training, failed, …', parseWords(MODEL_STATUSES))
    .option('--task <tasks>', 'object-detection, text-generation, …', parseWords(MODEL_TASKS))
    .option('--owner <name>', 'only of this owner')
    .option('--name <part>', 'only with this in the name')
    .option('--downloadable', 'only what can be downloaded now')
    .option('--sort <order>', 'created, updated, name, predictions or metric:NAME', parseSort);
}

/** Best, newest or first in the alphabet first. */
function parseSort(text: string): ModelListArguments['orderBy'] {
  const [field, metric] = text.split(':', 2);
  if (field === 'metric' && metric !== undefined && metric !== '')
    return { field: 'METRIC', direction: 'DESC', metric };
  if (text === 'name') return { field: 'NAME', direction: 'ASC' };
  if (text === 'created') return { field: 'CREATED_AT', direction: 'DESC' };
  if (text === 'updated') return { field: 'UPDATED_AT', direction: 'DESC' };
  if (text === 'predictions') return { field: 'PREDICTIONS', direction: 'DESC' };
  throw new InvalidArgumentError('Expected created, updated, name, predictions or metric:NAME.');
}

async function listModels(
  args: ModelListArguments,
  options: ListOptions,
  context: CommandContext,
): Promise<void> {
  const { limit, provider, kind, status, task, owner, name, downloadable, sort } = options;
  const unavailable: Gap[] = [];
  const filter = {
    providers: provider ?? null,
    kinds: kind ?? null,
    status: status ?? null,
    task: task ?? null,
    owner: owner ?? null,
    name: name === undefined ? null : { contains: name },
    downloadable: downloadable ?? null,
  };
  const { items, hasMore } = await withGateway(context, (client) =>
    take(
      client.models(
        { ...args, filter, ...(sort === undefined ? {} : { orderBy: sort }) },
        { pageSize: pageSizeFor(limit), onUnavailable: (problem) => unavailable.push(problem) },
      ),
      limit,
    ),
  );
  const { output } = context;
  output.result({ models: items, hasMore, unavailable }, () =>
    tableOrRemark(modelTable(items, output.colors), items.length, hasMore),
  );
  reportGaps(context, unavailable);
}

/** Models as rows. */
export function modelTable(models: readonly ModelSummaryFragment[], colors: Colors): string {
  return renderTable(
    ['REF', 'NAME', 'STATUS', 'TASK', 'CREATED', 'CAN'],
    models.map((model) => [
      model.ref,
      model.name,
      paintStatus(model.runtime?.state ?? model.status, colors),
      word(model.task),
      moment(model.createdAt),
      model.can?.map((action) => word(action)).join(', ') || null,
    ]),
  );
}

async function showModel(ref: string, context: CommandContext): Promise<void> {
  const model = await lookUp(
    context,
    (client, options) => client.query(ModelDetailsDocument, { by: byIdOrRef(ref) }, options),
    (data) => data.model,
  );
  context.output.result(model, () => describeModel(model, context.output.colors));
}

type ModelDetails = NonNullable<ModelDetailsQuery['model']>;

function describeModel(model: ModelDetails, colors: Colors): string {
  const { listing, runtime, latestCheckpoint: latest } = model;
  return renderFields([
    ['Name', colors.bold(model.name)],
    ['Ref', model.ref],
    ['Id', model.id],
    ['Provider', `${model.provider.name} (${word(model.provider.kind)})`],
    ['Status', paintStatus(model.status, colors)],
    ['Reason', model.statusReason],
    ['Runtime', word(runtime?.state)],
    ['Description', model.description],
    ['Task', word(model.task)],
    ['Architecture', model.architecture],
    ['Owner', model.owner?.username ?? null],
    ['Visibility', word(model.visibility)],
    ['Size', bytes(model.sizeBytes ?? runtime?.diskBytes)],
    ['Memory', bytes(runtime?.memoryBytes)],
    ['Metrics', metricsText(model.metrics ?? [])],
    ['Classes', model.classes.map(({ name }) => name).join(', ') || null],
    ['Tags', model.tags.join(', ') || null],
    ['Licence', model.license?.id ?? model.license?.url ?? null],
    ['Source', model.sourceUrl],
    ['Paper', model.paperUrl],
    ['Hardware', listing?.hardware?.name ?? null],
    ['Predictions', listing?.predictionsCount?.toString() ?? null],
    ['Run', model.run?.ref ?? null],
    ['Latest checkpoint', latest?.ref ?? null],
    ['Created', moment(model.createdAt)],
    ['Updated', moment(model.updatedAt)],
    ['Can', model.can?.map((action) => word(action)).join(', ') || null],
  ]);
}
