import { describe, expect, it } from 'vitest';
import {
  cutPage,
  parseCursor,
  toEnvelope,
  type Cursor,
  type SortedList,
} from '../../../../src/sandbox/wriftai/paging.js';

const request = { path: '/v1/models', query: new URLSearchParams('page_size=5') };

/** A list of numbers; its cursors go out and come back as the service's do. */
function listOf(items: readonly number[], direction: 'asc' | 'desc' = 'asc'): SortedList<number> {
  return { order: 'value', direction, items, keyOf: (item) => [item, ''] };
}

function overTheWire(cursor: Cursor | null): Cursor | null {
  const text = toEnvelope([], { next: cursor, previous: null }, request).next_cursor;
  return text === null ? null : parseCursor(text);
}

describe('a page of a list', () => {
  it('ends with null behind the last item', () => {
    const first = cutPage(listOf([1, 2, 3, 4, 5, 6, 7]), { cursor: null, size: 5 });
    const second = cutPage(listOf([1, 2, 3, 4, 5, 6, 7]), { cursor: overTheWire(first.next), size: 5 });

    expect([first.items, second.items]).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7],
    ]);
    expect(second.next).toBeNull();
  });

  it('has no next page when it is exactly full', () => {
    expect(cutPage(listOf([1, 2, 3, 4, 5]), { cursor: null, size: 5 }).next).toBeNull();
  });

  it.each([
    ['asc' as const, [2, 4, 6, 8, 10, 12]],
    ['desc' as const, [12, 10, 8, 6, 4, 2]],
  ])('goes on behind its last item when others come and go (%s)', (direction, items) => {
    const { next } = cutPage(listOf(items, direction), { cursor: null, size: 3 });
    const [first, second, third, ...rest] = items;
    const between = direction === 'asc' ? [1, first!, 3, second!] : [first!, 11, second!, 9];

    // The third item, which the cursor names, is gone; two new ones lie before it.
    const page = cutPage(listOf([...between, ...rest], direction), { cursor: overTheWire(next), size: 3 });

    expect(between).not.toContain(third);
    expect(page.items).toEqual(rest);
  });

  it('can be walked backwards to the first one, which has nothing before it', () => {
    const list = listOf([1, 2, 3, 4, 5, 6, 7, 8]);
    const second = cutPage(list, {
      cursor: cutPage(list, { cursor: null, size: 3 }).next,
      size: 3,
    });

    const first = cutPage(list, { cursor: overTheWire(second.previous), size: 3 });

    expect(first.items).toEqual([1, 2, 3]);
    expect(first.previous).toBeNull();
    expect(first.next).not.toBeNull();
  });

  it.each(['', 'x', 'bnVsbA==', 'e30=', Buffer.from('{"order":"value"}').toString('base64')])(
    'is not found by the cursor %j',
    (text) => {
      expect(parseCursor(text)).toBeNull();
    },
  );
});
