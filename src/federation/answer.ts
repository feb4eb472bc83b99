import type { StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CallOptions } from '../providers/provider.js';
import type { CursorCodec } from './cursor.js';
import { mergeFirst } from './merge.js';
import { ProviderPart } from './provider-part.js';
import type { ListedRecord, Selection } from './selection.js';
import type { Snapshots } from './snapshot.js';
import type { Keyed } from './sort-key.js';
import type { SortDirection } from '../domain/common.js';
import type { FederatedPage, FederatedRequest } from './types.js';

/** What it takes to answer any request for one kind of list. */
export interface AnswerDependencies<T extends ListedRecord> {
  readonly cursors: CursorCodec;
  readonly snapshots: Snapshots<T>;
  readonly maxDrain: number;
  readonly providerDeadlineMs: number;
}

/** How the question reads after its providers were chosen. */
export interface Question<T extends ListedRecord> {
  readonly request: Pick<FederatedRequest<unknown>, 'first' | 'after' | 'countTotal'>;
  readonly selections: readonly Selection<T>[];
  readonly direction: SortDirection;
  readonly fingerprint: string;
}

/** Ticks within the deadline at which the others stop waiting for slow providers; see {@link readPatiently}. */
const TICKS = 4;

/** Puts one page together. Throws INVALID_CURSOR, and CANCELLED when the caller has left. */
export async function answer<T extends ListedRecord>(
  question: Question<T>,
  dependencies: AnswerDependencies<T>,
  call: CallOptions,
): Promise<FederatedPage<T>> {
  const { request, selections, direction, fingerprint } = question;
  const { cursors, snapshots, maxDrain, providerDeadlineMs } = dependencies;
  const position = request.after === null ? null : cursors.decode(request.after, fingerprint);
  const ending = new AbortController();
  const deadline = setTimeout(() => ending.abort(timeoutError(providerDeadlineMs)), providerDeadlineMs);
  const letGo = onFirstAbort([call.signal], (reason) => ending.abort(reason));
  try {
    const ourCall: CallOptions = { ...call, signal: ending.signal, freshness: 'reuse' };
    const context = { position, first: request.first, maxDrain, snapshots, call: ourCall };
    const parts = selections.map((selection) => new ProviderPart(selection, context));
    const merge = (from: readonly ProviderPart<T>[]): Promise<readonly Keyed<T>[]> =>
      mergeFirst(
        from.flatMap((part) => part.sequences),
        request.first + 1,
        direction,
      );
    const places = await readPatiently(parts, merge, providerDeadlineMs / TICKS, call.signal);
    const edges = places.slice(0, request.first).map((place) => ({
      // Signing costs more than all else of an edge, and most pages show one cursor or two.
      get cursor() {
        const hints = parts.flatMap((part) => part.hintsAt(place));
        return cursors.encode({ key: place, hints }, fingerprint);
      },
      node: place.record,
    }));
    const unavailable = parts.flatMap((part) => part.problems);
    // Nobody should be told of a failure a second time, nor miss what is there again.
    if (unavailable.length > 0) call.reads?.exclude();
    return {
      edges,
      hasNextPage: places.length > request.first,
      hasPreviousPage: position !== null,
      totalCount: request.countTotal ? sumTotals(parts) : null,
      unavailable,
    };
  } finally {
    clearTimeout(deadline);
    letGo();
    // Whatever was read ahead and is not needed any more.
    ending.abort(new GatewayError('CANCELLED', 'The answer was given without this call.'));
  }
}

/**
 * Merges what the providers give and leaves out those that fail, until the rest holds.
 *
 * All providers share one deadline. If the others waited for a silent one, they would begin to read what its absence
 * makes necessary only when their own time is over. So they do it ahead at every tick, as if the silent one were
 * gone, and what they read is kept.
 */
async function readPatiently<T extends ListedRecord>(
  parts: readonly ProviderPart<T>[],
  merge: (from: readonly ProviderPart<T>[]) => Promise<readonly Keyed<T>[]>,
  tickMs: number,
  callerSignal: StopSignal,
): Promise<readonly Keyed<T>[]> {
  const ticking = setInterval(() => {
    // Failures are met again by the merge that counts.
    merge(alive(parts).filter((part) => !part.isReading)).catch(() => {});
  }, tickMs);
  try {
    for (;;) {
      const places = await merge(alive(parts)).catch((error: unknown) => {
        if (callerSignal.aborted) {
          throw new GatewayError('CANCELLED', 'The request was cancelled.', { cause: error });
        }
        const settled = alive(parts).filter((part) => part.settle());
        if (settled.length === 0) throw error;
        return null;
      });
      if (places !== null) return places;
    }
  } finally {
    clearInterval(ticking);
  }
}

function alive<T extends ListedRecord>(parts: readonly ProviderPart<T>[]): readonly ProviderPart<T>[] {
  return parts.filter((part) => part.failure === null);
}

function sumTotals<T extends ListedRecord>(parts: readonly ProviderPart<T>[]): number | null {
  return parts.reduce<number | null>((sum, part) => {
    const { total } = part;
    return sum === null || total === null ? null : sum + total;
  }, 0);
}

function timeoutError(deadlineMs: number): GatewayError {
  return new GatewayError(
    'PROVIDER_TIMEOUT',
    `The provider did not answer within ${deadlineMs / 1000} s. Its part is missing here; ask again later.`,
    { retryable: true },
  );
}
