import * as z from 'zod';
import type { FaultBoard, SandboxAnswer, SandboxRequest } from '../core/types.js';
import { invalid, invalidPart } from './answers.js';
import { cutPage, PAGE_SIZE, parseCursor, toEnvelope, type Cursor, type SortedList } from './paging.js';
import type { MarketModel } from './records.js';
import { creationKey } from './store.js';

const integerText = z
  .string()
  .regex(/^-?\d+$/, 'must be an integer')
  .transform(Number);

const pageQuery = z.object({
  page_size: integerText.pipe(z.number().min(PAGE_SIZE.min).max(PAGE_SIZE.max)).default(PAGE_SIZE.default),
});

const directionQuery = z.object({ sort_direction: z.enum(['asc', 'desc']).default('asc') });

const modelSortQuery = directionQuery.extend({
  sort_by: z.enum(['created_at', 'predictions_count']).default('created_at'),
});

const userSortQuery = directionQuery.extend({ sort_by: z.literal('created_at').default('created_at') });

const searchQuery = z.object({ q: z.string() });

/** A number of a version in the path. */
export function parseNumber(text: string | undefined): number {
  const parsed = z.object({ number: integerText }).safeParse({ number: text });
  if (parsed.success) return parsed.data.number;
  throw invalidPart('path', parsed.error);
}

/** Models in the asked order and of the asked categories; several slugs mean any of them. */
export function selectModels(
  models: readonly MarketModel[],
  query: URLSearchParams,
): SortedList<MarketModel> {
  const { sort_by, sort_direction } = parseQuery(modelSortQuery, query);
  const slugs = query.getAll('category_slugs');
  const chosen =
    slugs.length === 0
      ? models
      : models.filter((model) => model.categories.some(({ slug }) => slugs.includes(slug)));
  if (sort_by === 'created_at') return byCreation(chosen, sort_direction);

  // Models without predictions are not in this order at all (contract §7, trap 5).
  const used = chosen.filter((model) => model.predictionsCount > 0);
  const sign = sort_direction === 'asc' ? 1 : -1;
  return {
    order: 'predictions_count',
    direction: sort_direction,
    items: used.sort((a, b) => sign * (a.predictionsCount - b.predictionsCount || (a.id < b.id ? -1 : 1))),
    keyOf: (model) => [model.predictionsCount, model.id],
  };
}

/** Models whose texts hold every word of `q`, newest first (the service does not say in which order). */
export function searchModels(
  models: readonly MarketModel[],
  query: URLSearchParams,
): SortedList<MarketModel> {
  const hasAll = wordMatcher(query);
  const found = models.filter((model) =>
    hasAll(`${model.owner.username} ${model.name} ${model.description ?? ''} ${model.overview ?? ''}`),
  );
  return byCreation(found, 'desc');
}

/** Whether a text holds every word of `q`, whatever the case. */
export function wordMatcher(query: URLSearchParams): (text: string) => boolean {
  const { q } = parseQuery(searchQuery, query);
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => words.every((word) => text.toLowerCase().includes(word));
}

/** The direction of the list of users, which knows one order only. */
export function parseUserDirection(query: URLSearchParams): 'asc' | 'desc' {
  return parseQuery(userSortQuery, query).sort_direction;
}

/** `models` come in ascending order. */
export function byCreation(
  models: readonly MarketModel[],
  direction: 'asc' | 'desc',
): SortedList<MarketModel> {
  const items = direction === 'asc' ? models : models.toReversed();
  return { order: 'created_at', direction, items, keyOf: creationKey };
}

/** Answers with one page of a list. Throws a 422. */
export function answerPage<T>(
  list: SortedList<T>,
  render: (item: T) => unknown,
  request: SandboxRequest,
  faults: FaultBoard,
): SandboxAnswer {
  const { page_size: size } = parseQuery(pageQuery, request.query);
  const cursor = readCursor(request.query.get('cursor'), list);
  const page = cutPage(list, { cursor, size });
  const isEndless = faults.take('market', 'endless-paging', `${request.path}?${request.rawQuery}`) !== null;
  // The page after the first one then names itself, for ever.
  const next = isEndless ? (cursor ?? page.next ?? lastPlace(list)) : page.next;
  return {
    status: 200,
    json: toEnvelope(page.items.map(render), { next, previous: page.previous }, request),
  };
}

function lastPlace<T>(list: SortedList<T>): Cursor {
  const last = list.items.at(-1);
  return { order: list.order, side: 'after', key: last === undefined ? [0, ''] : list.keyOf(last) };
}

function readCursor<T>(text: string | null, list: SortedList<T>): Cursor | null {
  if (text === null) return null;
  const cursor = parseCursor(text);
  if (cursor !== null && cursor.order === list.order) return cursor;
  throw invalid({ loc: ['query', 'cursor'], msg: 'not a cursor of this list', type: 'value_error' });
}

function parseQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): T {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  throw invalidPart('query', parsed.error);
}
