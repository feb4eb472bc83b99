import { join } from 'node:path';
import { isFinished, type DownloadResult, type ModelgateClient } from '@modelgate/client';
import { saveArtifact } from '@modelgate/client/node';
import type { Command } from 'commander';
import { DOWNLOAD_PRIORITIES, type DownloadPriority } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './context.js';
import { progressOf } from './describe-download.js';
import { addExamples } from './examples.js';
import { bytes, word } from './format.js';
import { withGateway } from './gateway.js';
import { parseWord } from './parse-options.js';
import { createProgressView, type ProgressView } from './progress-view.js';
import { describeError, reportError } from './report-error.js';

interface DownloadOptions {
  readonly output?: string;
  readonly priority: DownloadPriority;
}

/** What became of one ref. */
interface Outcome {
  readonly ref: string;
  /** Null when the gateway could not start it, or did not get to its end. */
  readonly download: DownloadResult | null;
  /** Absolute paths of the files on this machine. */
  readonly files: readonly string[];
  /** Null when all went well. */
  readonly error: unknown;
}

/** Adds `download`. */
export function addDownloadCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('download <refs...>')
    .description(
      'Has the gateway fetch and verify the weights of models or checkpoints, and brings them here with -o. What was interrupted goes on where it stopped.',
    )
    .option(
      '-o, --output <path>',
      'file or directory for the files; of several refs each gets a directory in it',
    )
    .option('--priority <rank>', 'high, normal or low', parseWord(DOWNLOAD_PRIORITIES), 'NORMAL')
    .action((refs: readonly string[], options: DownloadOptions) => downloadAll(refs, options, context));
  addExamples(
    command,
    'modelgate download registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8',
    'modelgate download registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8 -o model.onnx',
    'modelgate download registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8 runs:RUN/best_model -o ./models/ --json',
  );
}

async function downloadAll(
  refs: readonly string[],
  options: DownloadOptions,
  context: CommandContext,
): Promise<void> {
  const { output, stderr, signal } = context;
  const view = createProgressView(stderr);
  const names = [...new Set(refs)];
  const targetOf = (ref: string) => targetFor(ref, names.length, options.output);
  const outcomes = await withGateway(context, (client) =>
    Promise.all(
      names.map((ref) => downloadOne({ ref, target: targetOf(ref), client, view, context, ...options })),
    ),
  ).finally(() => view.close());
  if (signal.aborted) {
    output.note(onInterruption(outcomes, options));
    signal.throwIfAborted();
  }
  for (const { ref, error } of outcomes) {
    if (error === null) continue;
    output.note(`${ref} failed:`);
    context.exitCode = reportError(error, context, false);
  }
  if (output.isJson || outcomes.some(({ error }) => error === null))
    output.result({ downloads: outcomes.map(toDocument) }, () => outcomes.flatMap(toLines).join('\n'));
}

interface Job extends DownloadOptions {
  readonly ref: string;
  /** Where its files go; null: they stay in the gateway's store. */
  readonly target: string | null;
  readonly client: ModelgateClient;
  readonly view: ProgressView;
  readonly context: CommandContext;
}

/** Never rejects: one that fails leaves the others alone. */
async function downloadOne(job: Job): Promise<Outcome> {
  const { ref, target } = job;
  let download: DownloadResult | null = null;
  try {
    download = await fetchToGateway(job);
    const files = target === null ? [] : await bringHere(job, download, target);
    return { ref, download, files, error: null };
  } catch (error) {
    return { ref, download, files: [], error };
  }
}

async function fetchToGateway({
  ref,
  target,
  client,
  view,
  priority,
  context,
}: Job): Promise<DownloadResult> {
  const { signal, output } = context;
  const handle = client.download(ref, {
    priority,
    signal,
    onInterrupted: () => output.note('The connection to the gateway broke off; trying again.'),
  });
  for await (const snapshot of handle) {
    if (target !== null && snapshot.carrier === 'PROVIDER') throw withoutFiles(snapshot.provider.name);
    view.show({
      key: ref,
      label: ref,
      ...progressOf(snapshot),
      // Why it failed is told at the end.
      ...(isFinished(snapshot) ? { activity: word(snapshot.state) ?? '' } : {}),
    });
  }
  return handle.result();
}

/** There is no use in waiting for the end when nothing can be brought here then. */
function withoutFiles(provider: string): GatewayError {
  return new GatewayError(
    'UNSUPPORTED',
    `${provider} fetches it to a place of its own, and goes on with that; the gateway has no files of it to bring here.`,
  );
}

async function bringHere(
  { ref, client, view, context }: Job,
  { artifact, provider }: DownloadResult,
  target: string,
): Promise<readonly string[]> {
  if (artifact === null) throw withoutFiles(provider.name);
  return saveArtifact(client, artifact, target, {
    signal: context.signal,
    onProgress: ({ path, receivedBytes, totalBytes }) =>
      view.show({
        key: ref,
        label: ref,
        activity: receivedBytes < totalBytes ? 'saving' : 'saved',
        percent: totalBytes === 0 ? 100 : (receivedBytes / totalBytes) * 100,
        details: `${path}, ${bytes(totalBytes)}`,
      }),
  });
}

/** Several refs may hold files of the same name, so each has a directory of its own. */
function targetFor(ref: string, count: number, output: string | undefined): string | null {
  if (output === undefined) return null;
  return count === 1 ? output : join(output, ref.replaceAll(/[^\w.-]+/gu, '_'), '/');
}

function onInterruption(outcomes: readonly Outcome[], { output }: DownloadOptions): string {
  const refs = outcomes.filter(({ error }) => error !== null).map(({ ref }) => ref);
  const again = `modelgate download ${refs.join(' ')}${output === undefined ? '' : ` -o ${output}`}`;
  return [
    'Interrupted. The gateway goes on with what it has begun; `modelgate downloads list` shows it, `downloads cancel` ends it.',
    `To go on where this stopped: ${again}`,
  ].join('\n');
}

function toDocument({ ref, download, files, error }: Outcome) {
  return { ref, download, files, error: error === null ? null : describeError(error) };
}

function toLines({ ref, download, files, error }: Outcome): readonly string[] {
  if (error !== null || download === null) return [];
  if (files.length > 0) return files;
  const { artifact, provider } = download;
  if (artifact === null) return [`${ref}: ${provider.name} has it`];
  return [
    `${ref}: ${artifact.digest}, ${bytes(artifact.sizeBytes)}, verified by ${word(artifact.verification)}`,
  ];
}
