import type { ModelQuery, RunQuery } from '../domain/listing.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { ProviderProblemRecord } from '../errors/provider-problem.js';
import type { CallOptions, ProviderAdapter } from '../providers/provider.js';

/** Which part of a federated list is asked for. */
export interface FederatedRequest<Query> {
  readonly query: Query;
  /** 1 to the configured maximum; already checked. */
  readonly first: number;
  /** Cursor of the last item the client has; null for the first page. */
  readonly after: string | null;
  /** Whether the client selected `totalCount`; counting can cost calls. */
  readonly countTotal: boolean;
}

/** One page over all providers, in one order. */
export interface FederatedPage<T> {
  /** A cursor is made when it is read. */
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Null when not asked for, or when some provider cannot tell. */
  readonly totalCount: number | null;
  /** Providers whose part is missing or incomplete: at most one entry for each provider and code. */
  readonly unavailable: readonly ProviderProblemRecord[];
}

/** Many providers as one list. */
export interface FederatedLists {
  /** Throws INVALID_CURSOR for a cursor that is malformed or belongs to another query. Never throws for a provider's failure. */
  models(request: FederatedRequest<ModelQuery>, call: CallOptions): Promise<FederatedPage<ModelRecord>>;
  runs(request: FederatedRequest<RunQuery>, call: CallOptions): Promise<FederatedPage<RunRecord>>;
  /** The lists with no other providers than these; cursors of wider lists continue them, but widen nothing. */
  within(adapters: ReadonlyMap<string, ProviderAdapter>): FederatedLists;
}

/** The lists of all providers. */
export interface Federation extends FederatedLists {
  /** Forgets the sorted snapshots of a provider, because something in it has changed. */
  invalidate(provider: string): void;
}
