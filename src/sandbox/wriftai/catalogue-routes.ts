import { notFound } from './answers.js';
import type { SortedList } from './paging.js';
import { answerPage, parseUserDirection, wordMatcher } from './queries.js';
import type { MarketUser } from './records.js';
import { toCategory, toHardware, toUser } from './render.js';
import { required, type MarketParts, type MarketRoute } from './route.js';

/** Hardware, categories and users (contract §4.3). */
export function catalogueRoutes({ data, faults, epochMs }: MarketParts): readonly MarketRoute[] {
  return [
    {
      method: 'GET',
      pattern: '/hardware',
      handle: (request) =>
        answerPage(inOrder(data.hardware), (item) => toHardware(item, epochMs), request, faults),
    },
    {
      method: 'GET',
      pattern: '/model_categories',
      handle: (request) => answerPage(inOrder(data.categories), toCategory, request, faults),
    },
    {
      method: 'GET',
      pattern: '/user',
      handle: (_request, viewer) => ({ status: 200, json: toUser(required(viewer)) }),
    },
    {
      method: 'GET',
      pattern: '/users',
      handle: (request) => {
        const users = byJoining(data.users, parseUserDirection(request.query));
        return answerPage(users, toUser, request, faults);
      },
    },
    {
      method: 'GET',
      pattern: '/search/users',
      handle: (request) => {
        const hasAll = wordMatcher(request.query);
        const found = data.users.filter((user) => hasAll(`${user.username} ${user.name ?? ''}`));
        return answerPage(byJoining(found, 'asc'), toUser, request, faults);
      },
    },
    {
      method: 'GET',
      pattern: '/users/:username',
      handle: (request) => {
        const found = data.users.find((user) => user.username === request.params['username']);
        if (found === undefined) throw notFound();
        return { status: 200, json: toUser(found) };
      },
    },
  ];
}

function byJoining(users: readonly MarketUser[], direction: 'asc' | 'desc'): SortedList<MarketUser> {
  const ascending = users.toSorted((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1));
  const items = direction === 'asc' ? ascending : ascending.toReversed();
  return { order: 'created_at', direction, items, keyOf: (user) => [user.createdMs, user.id] };
}

/** A list that never changes, in the order it is written down. */
function inOrder<T>(items: readonly T[]): SortedList<T> {
  return { order: 'position', direction: 'asc', items, keyOf: (item) => [items.indexOf(item), ''] };
}
