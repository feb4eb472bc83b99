import { isGatewayError, type GatewayError } from '../errors/gateway-error.js';
import type { CallOptions } from '../providers/provider.js';
import { abortable } from './abortable.js';
import type { ListedRecord, Selection } from './selection.js';

/** Records that meet all conditions, complete in every field that the query looks at. */
export interface Completed<T> {
  readonly records: readonly T[];
  /** Why some could not be completed. They are left out: their place in the order is not known. */
  readonly failures: readonly GatewayError[];
}

/** Records completed in one call, so that a time limit leaves the earlier ones behind for the next attempt. */
const BATCH_SIZE = 100;

/**
 * Picks the records that meet the query, completing those whose deferred fields it looks at.
 *
 * @param known Records completed before; added to. Spares asking twice.
 */
export async function selectRecords<T extends ListedRecord>(
  candidates: readonly T[],
  selection: Selection<T>,
  known: Map<string, T>,
  call: CallOptions,
): Promise<Completed<T>> {
  const matching = candidates.filter((record) => selection.matches(record));
  const missing = matching.filter((record) => selection.isIncomplete(record) && !known.has(record.nativeId));
  const failures = await completeInto(known, missing, selection, call);
  const complete = matching.flatMap(
    (record) => (selection.isIncomplete(record) ? known.get(record.nativeId) : record) ?? [],
  );
  return { records: complete.filter((record) => selection.matchesCompleted(record)), failures };
}

async function completeInto<T extends ListedRecord>(
  known: Map<string, T>,
  missing: readonly T[],
  { fill }: Selection<T>,
  call: CallOptions,
): Promise<readonly GatewayError[]> {
  const failures: GatewayError[] = [];
  for (let start = 0; start < missing.length; start += BATCH_SIZE) {
    const batch = missing.slice(start, start + BATCH_SIZE);
    const lookups = fill === null ? batch : await abortable(() => fill(batch, call), call.signal);
    for (const [index, record] of batch.entries()) {
      const lookup = lookups[index] ?? null;
      if (isGatewayError(lookup)) failures.push(lookup);
      else if (lookup !== null) known.set(record.nativeId, lookup);
    }
  }
  return failures;
}
