import {
  DownloadProgressDocument,
  DownloadResultDocument,
  StartDownloadDocument,
  type ArtifactFieldsFragment,
  type DownloadFieldsFragment,
  type DownloadPriority,
} from '../generated/graphql.js';
import type { Core } from './core.js';
import { ModelgateError } from './errors.js';
import type { CallOptions } from './options.js';
import type { Watching } from './subscription.js';

/** A download as it is at one moment. */
export type DownloadSnapshot = DownloadFieldsFragment;

/** What can be said about a download. */
export interface DownloadOptions extends CallOptions {
  /** Its rank among those that wait; `NORMAL` when absent. */
  readonly priority?: Exclude<DownloadPriority, '%future added value'>;
  /** Told of each lost connection; following goes on with the next one. */
  readonly onInterrupted?: Watching['onInterrupted'];
}

/** A finished download and what landed; `artifact` is null where the provider moved the bytes to a place of its own. */
export type DownloadResult = Omit<DownloadSnapshot, 'artifact'> & {
  readonly artifact: ArtifactFieldsFragment | null;
};

/**
 * A download to follow. Iterating gives its states, the present one first and the final one last. The transfer belongs
 * to the gateway: it goes on when nobody iterates, and also when the signal is aborted.
 */
export interface DownloadHandle extends AsyncIterable<DownloadSnapshot> {
  /** Its first state. Rejects when the gateway could not start it. */
  started(): Promise<DownloadSnapshot>;
  /** Waits for its end. Rejects with the code of `Download.error` when it fails, `DOWNLOAD_CANCELLED` when cancelled. */
  result(): Promise<DownloadResult>;
}

const FINAL_STATES: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** Whether a download has ended, well or badly. */
export function isFinished({ state }: Pick<DownloadSnapshot, 'state'>): boolean {
  return FINAL_STATES.has(state);
}

/** Starts a download when its first state, its progress or its result is asked for. */
export function startDownload(core: Core, idOrRef: string, options: DownloadOptions): DownloadHandle {
  const call = options.signal === undefined ? {} : { signal: options.signal };
  let first: Promise<DownloadSnapshot> | null = null;
  let last: DownloadSnapshot | null = null;
  const started = () => {
    first ??= core
      .mutate(StartDownloadDocument, { id: idOrRef, priority: options.priority ?? 'NORMAL' }, call)
      .then(({ startDownload: snapshot }) => snapshot);
    return first;
  };
  async function* states(): AsyncGenerator<DownloadSnapshot, void, undefined> {
    const { id } = await started();
    const watching = options.onInterrupted === undefined ? {} : { onInterrupted: options.onInterrupted };
    const events = core.subscribe(DownloadProgressDocument, { id }, { ...call, ...watching });
    for await (const { downloadProgress } of events) {
      if (isFinished(downloadProgress)) last = downloadProgress;
      yield downloadProgress;
    }
  }
  return {
    started,
    [Symbol.asyncIterator]: states,
    result: async () => {
      if (last === null) for await (const snapshot of states()) last = snapshot;
      return resultOf(core, last, call);
    },
  };
}

async function resultOf(
  core: Core,
  last: DownloadSnapshot | null,
  call: CallOptions,
): Promise<DownloadResult> {
  if (last === null || !isFinished(last)) {
    throw new ModelgateError('CANCELLED', 'The gateway ended the subscription before the download.', {
      retryable: true,
    });
  }
  if (last.state === 'FAILED') {
    throw new ModelgateError(last.error?.code ?? 'INTERNAL', last.error?.message ?? 'The download failed.', {
      retryable: last.error?.retryable ?? false,
      provider: last.provider.name,
    });
  }
  if (last.state === 'CANCELLED')
    throw new ModelgateError('DOWNLOAD_CANCELLED', 'The download was cancelled.', {
      provider: last.provider.name,
    });
  // Files have no address for callers who may not fetch them, but the download is complete all the same.
  const { download } = await core.query(
    DownloadResultDocument,
    { id: last.id },
    { ...call, onPartial: () => undefined },
  );
  if (download === null || download === undefined)
    throw new ModelgateError('NOT_FOUND', 'The gateway does not remember this download any more.');
  return { ...download, artifact: download.artifact ?? null };
}
