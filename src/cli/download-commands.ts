import { isFinished, type DownloadSnapshot, type ModelgateClient } from '@modelgate/client';
import {
  CancelDownloadDocument,
  DownloadProgressDocument,
  DownloadsChangedDocument,
  PauseDownloadDocument,
  ResumeDownloadDocument,
} from '@modelgate/client/documents';
import type { Command } from 'commander';
import { DOWNLOAD_STATES, type DownloadState } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './context.js';
import { amountOf, paceOf, progressOf } from './describe-download.js';
import { addExamples } from './examples.js';
import { EXIT_CODES } from './exit-codes.js';
import { moment, percent } from './format.js';
import { pageSizeFor, take, withGateway } from './gateway.js';
import { addLimit, tableOrRemark, type ListLimit } from './list-options.js';
import { paintStatus } from './paint.js';
import { parseList, parseWords } from './parse-options.js';
import { createProgressView } from './progress-view.js';
import { renderTable } from './table.js';

interface Filter {
  readonly provider?: string[];
  readonly state?: DownloadState[];
}

/** Adds `downloads list`, `watch`, `cancel`, `pause` and `resume`. */
export function addDownloadsCommands(program: Command, context: CommandContext): void {
  const downloads = program
    .command('downloads')
    .description('Downloads of the gateway, whoever asked for them.');
  const list = addLimit(addFilter(downloads.command('list')))
    .description('Lists downloads, newest first.')
    .action((options: Filter & ListLimit) => listDownloads(options, context));
  addExamples(
    list,
    'modelgate downloads list --state transferring,queued',
    'modelgate downloads list --json',
  );
  const watch = addFilter(downloads.command('watch [download]'))
    .description('Follows one download to its end, named by ref or id, or all that there are until Ctrl-C.')
    .action((name: string | undefined, options: Filter) => watchDownloads(name, options, context));
  addExamples(
    watch,
    'modelgate downloads watch',
    'modelgate downloads watch registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8',
    'modelgate downloads watch --json | jq "{subjectRef, state, percent: .progress.percent}"',
  );
  const cancel = downloads
    .command('cancel <downloads...>')
    .description('Ends downloads, named by ref or id.')
    .option('--keep-partial', 'what has come stays, for a later start')
    .action((names: readonly string[], { keepPartial = false }: { readonly keepPartial?: boolean }) =>
      changeEach(names, context, async (client, id) => {
        const { cancelDownload } = await client.mutate(CancelDownloadDocument, { id, keepPartial });
        return cancelDownload;
      }),
    );
  addExamples(
    cancel,
    'modelgate downloads cancel registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8',
    'modelgate downloads cancel ID --keep-partial',
  );
  const pause = downloads
    .command('pause <downloads...>')
    .description('Holds downloads, named by ref or id.')
    .action((names: readonly string[]) =>
      changeEach(names, context, async (client, id) => {
        const { pauseDownload } = await client.mutate(PauseDownloadDocument, { id });
        return pauseDownload;
      }),
    );
  addExamples(pause, 'modelgate downloads pause registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8');
  const resume = downloads
    .command('resume <downloads...>')
    .description(
      'Lets held downloads go on, named by ref or id. One that failed or was cancelled goes on with `download REF`.',
    )
    .action((names: readonly string[]) =>
      changeEach(names, context, async (client, id) => {
        const { resumeDownload } = await client.mutate(ResumeDownloadDocument, { id });
        return resumeDownload;
      }),
    );
  addExamples(resume, 'modelgate downloads resume registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8');
}

function addFilter(command: Command): Command {
  return command
    .option('--provider <names>', 'only of these, separated by commas', parseList)
    .option('--state <states>', 'transferring, queued, failed, …', parseWords(DOWNLOAD_STATES));
}

function filterOf({ provider, state }: Filter) {
  return { providers: provider ?? null, state: state ?? null };
}

async function listDownloads(options: Filter & ListLimit, context: CommandContext): Promise<void> {
  const { limit } = options;
  const { items, hasMore } = await withGateway(context, (client) =>
    take(client.downloads(filterOf(options), { pageSize: pageSizeFor(limit) }), limit),
  );
  context.output.result({ downloads: items, hasMore }, () =>
    tableOrRemark(downloadTable(items, context), items.length, hasMore),
  );
}

function downloadTable(downloads: readonly DownloadSnapshot[], { output }: CommandContext): string {
  return renderTable(
    ['REF', 'STATE', 'PROGRESS', 'AMOUNT', 'PACE', 'CREATED', 'ID'],
    downloads.map((download) => [
      download.subjectRef,
      paintStatus(download.state, output.colors),
      percent(download.progress.percent),
      amountOf(download),
      paceOf(download),
      moment(download.createdAt),
      download.id,
    ]),
  );
}

async function watchDownloads(
  name: string | undefined,
  options: Filter,
  context: CommandContext,
): Promise<void> {
  const { output, stdout } = context;
  const view = output.isJson ? null : createProgressView(stdout);
  const show = (download: DownloadSnapshot) => {
    if (view === null) output.jsonLine(download);
    else view.show({ ...progressOf(download), key: download.id, label: download.subjectRef });
  };
  try {
    await withGateway(context, async (client) => {
      for await (const download of follow(client, name, options)) {
        show(download);
        if (name !== undefined && isFinished(download) && download.state !== 'COMPLETED')
          context.exitCode = EXIT_CODES.failure;
      }
    });
  } finally {
    view?.close();
  }
}

async function* follow(
  client: ModelgateClient,
  name: string | undefined,
  options: Filter,
): AsyncGenerator<DownloadSnapshot, void, undefined> {
  if (name === undefined) {
    const events = client.subscribe(DownloadsChangedDocument, { filter: filterOf(options) });
    for await (const { downloadsChanged } of events) yield downloadsChanged;
  } else {
    const id = await idOf(name, client);
    for await (const { downloadProgress } of client.subscribe(DownloadProgressDocument, { id }))
      yield downloadProgress;
  }
}

/** People know a download by what it downloads: a ref is the newest download of that. */
async function idOf(name: string, client: ModelgateClient): Promise<string> {
  // Ids have no colon, refs always have one.
  if (!name.includes(':')) return name;
  for await (const { id, subjectRef } of client.downloads()) if (subjectRef === name) return id;
  throw new GatewayError(
    'NOT_FOUND',
    `Nobody has downloaded ${name}; \`modelgate downloads list\` shows all downloads.`,
  );
}

async function changeEach(
  names: readonly string[],
  context: CommandContext,
  change: (client: ModelgateClient, id: string) => Promise<DownloadSnapshot>,
): Promise<void> {
  const downloads = await withGateway(context, (client) =>
    Promise.all(names.map(async (name) => change(client, await idOf(name, client)))),
  );
  context.output.result({ downloads }, () => downloadTable(downloads, context));
}
