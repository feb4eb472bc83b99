import type {
  MetricRange,
  ModelFilter,
  ModelOrder,
  ModelQuery,
  RunFilter,
  RunOrder,
  RunQuery,
} from '../domain/listing.js';
import { GatewayError } from '../errors/gateway-error.js';
import type * as Inputs from '../generated/resolvers.js';

const MAX_SEARCH_LENGTH = 256;

/** The schema's default of `direction`; the generated types know it as optional. */
const DEFAULT_DIRECTION = 'DESC';

/** Which page is asked for. Throws INVALID_ARGUMENT when `first` is out of range. */
export function toWindow(
  { first, after }: { readonly first: number; readonly after?: string | null | undefined },
  { maxPageSize }: { readonly maxPageSize: number },
): { readonly first: number; readonly after: string | null } {
  if (first >= 1 && first <= maxPageSize) return { first, after: after ?? null };
  throw new GatewayError('INVALID_ARGUMENT', `first must be from 1 to ${maxPageSize}; it is ${first}.`);
}

/** A list as given, or null when it is absent or empty and so sets no condition. */
function listOrNull<T>(list: readonly T[] | null | undefined): readonly T[] | null {
  return list === null || list === undefined || list.length === 0 ? null : list;
}

interface ModelListArguments {
  readonly search?: string | null | undefined;
  readonly filter?: Inputs.ModelFilter | null | undefined;
  readonly orderBy: Inputs.ModelOrder;
}

/** The domain form of the arguments of a list of models. Throws INVALID_ARGUMENT when they do not fit together. */
export function toModelQuery(args: ModelListArguments): ModelQuery {
  return {
    search: toSearch(args.search),
    filter: toModelFilter(args.filter ?? {}),
    order: toModelOrder(args.orderBy),
  };
}

/** The domain form of the arguments of a list of runs. */
export function toRunQuery(args: {
  readonly filter?: Inputs.RunFilter | null | undefined;
  readonly orderBy: Inputs.RunOrder;
}): RunQuery {
  const filter = args.filter ?? {};
  const domainFilter: RunFilter = {
    providers: listOrNull(filter.providers),
    status: listOrNull(filter.status),
    nameEquals: filter.name?.equals ?? null,
    nameContains: filter.name?.contains ?? null,
    createdAfter: filter.createdAfter ?? null,
    createdBefore: filter.createdBefore ?? null,
  };
  const order: RunOrder = {
    field: args.orderBy.field,
    direction: args.orderBy.direction ?? DEFAULT_DIRECTION,
  };
  return { filter: domainFilter, order };
}

function toSearch(search: string | null | undefined): string | null {
  const text = (search ?? '').trim();
  if (text.length > MAX_SEARCH_LENGTH) {
    throw new GatewayError('INVALID_ARGUMENT', `search takes at most ${MAX_SEARCH_LENGTH} characters.`);
  }
  return text === '' ? null : text;
}

function toModelFilter(filter: Inputs.ModelFilter): ModelFilter {
  return {
    providers: listOrNull(filter.providers),
    kinds: listOrNull(filter.kinds),
    status: listOrNull(filter.status),
    task: listOrNull(filter.task),
    owner: filter.owner ?? null,
    visibility: filter.visibility ?? null,
    nameEquals: filter.name?.equals ?? null,
    nameContains: filter.name?.contains ?? null,
    createdAfter: filter.createdAfter ?? null,
    createdBefore: filter.createdBefore ?? null,
    metric: (filter.metric ?? []).map(toMetricRange),
    downloadable: filter.downloadable ?? null,
    runtimeState: listOrNull(filter.runtimeState),
    category: listOrNull(filter.category),
  };
}

function toMetricRange(filter: Inputs.MetricFilter): MetricRange {
  return { name: filter.name, gte: filter.gte ?? null, lte: filter.lte ?? null };
}

function toModelOrder(order: Inputs.ModelOrder): ModelOrder {
  const metric = order.metric ?? null;
  if ((order.field === 'METRIC') !== (metric !== null)) {
    throw new GatewayError(
      'INVALID_ARGUMENT',
      'orderBy.metric is needed with field METRIC and with no other field.',
    );
  }
  return { field: order.field, direction: order.direction ?? DEFAULT_DIRECTION, metric };
}
