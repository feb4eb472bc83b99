import type {
  ModelFilter,
  ModelListQueryVariables,
  ModelOrder,
  ModelStatus,
  ModelTask,
  ProviderKind,
} from '../generated/graphql.js';
import { words } from '../format/words.js';

type Known<Value extends string> = Exclude<Value, '%future added value'>;
type Choices = readonly (readonly [value: string, text: string])[];

const KINDS: readonly Known<ProviderKind>[] = ['REGISTRY', 'RUN_STORE', 'MARKETPLACE', 'RUNTIME'];
const STATUSES: readonly Known<ModelStatus>[] = [
  'READY',
  'TRAINING',
  'FAILED',
  'CANCELLED',
  'ARCHIVED',
  'UNKNOWN',
];
const TASKS: readonly Known<ModelTask>[] = [
  'OBJECT_DETECTION',
  'SEMANTIC_SEGMENTATION',
  'INSTANCE_SEGMENTATION',
  'CLASSIFICATION',
  'KEYPOINT_DETECTION',
  'TEXT_GENERATION',
  'EMBEDDING',
  'OCR',
  'OTHER',
];

const ORDERS: Readonly<Record<string, ModelOrder & { readonly text: string }>> = {
  newest: { field: 'CREATED_AT', direction: 'DESC', text: 'Newest' },
  changed: { field: 'UPDATED_AT', direction: 'DESC', text: 'Last changed' },
  oldest: { field: 'CREATED_AT', direction: 'ASC', text: 'Oldest' },
  name: { field: 'NAME', direction: 'ASC', text: 'Name' },
  used: { field: 'PREDICTIONS', direction: 'DESC', text: 'Most used' },
};

/** What can be chosen in the filters of the catalogue; the empty value is no condition. */
export const choices = {
  kind: choicesOf('All kinds', KINDS),
  status: choicesOf('Any status', STATUSES),
  task: choicesOf('Any task', TASKS),
  order: Object.entries(ORDERS).map(([value, { text }]): readonly [string, string] => [value, text]),
  available: [
    ['', 'Any'],
    ['yes', 'Available'],
  ],
} satisfies Record<string, Choices>;

/** The conditions that an address states, as the gateway takes them. Unknown words are no condition. */
export function criteriaOf(parameters: URLSearchParams): Omit<ModelListQueryVariables, 'after'> {
  const search = parameters.get('q') ?? '';
  const provider = parameters.get('provider') ?? '';
  const order = ORDERS[parameters.get('sort') ?? ''] ?? ORDERS['newest'];
  const filter: ModelFilter = {
    ...(provider === '' ? {} : { providers: [provider] }),
    ...chosen('kinds', KINDS, parameters.get('kind')),
    ...chosen('status', STATUSES, parameters.get('status')),
    ...chosen('task', TASKS, parameters.get('task')),
    ...(parameters.get('available') === 'yes' ? { downloadable: true } : {}),
  };
  return {
    search: search === '' ? null : search,
    filter,
    orderBy: { field: order?.field ?? 'CREATED_AT', direction: order?.direction ?? 'DESC' },
  };
}

/** Names of the address's parameters that are conditions. */
export const CONDITIONS = ['q', 'provider', 'kind', 'status', 'task', 'available'] as const;

function chosen<Value extends string>(
  name: 'kinds' | 'status' | 'task',
  known: readonly Value[],
  text: string | null,
) {
  const value = known.find((each) => each === text);
  return value === undefined ? {} : { [name]: [value] };
}

function choicesOf(none: string, values: readonly string[]): Choices {
  return [['', none], ...values.map((value): readonly [string, string] => [value, words(value)])];
}
