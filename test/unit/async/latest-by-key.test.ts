import { describe, expect, it } from 'vitest';
import { createLatestByKey } from '../../../src/async/latest-by-key.js';

interface Point {
  readonly key: string;
  readonly value: number;
}

const open = (onLeave = () => {}) => createLatestByKey<Point>(({ key }) => key, onLeave);

describe('createLatestByKey', () => {
  it('gives a slow consumer the latest of each key', async () => {
    const { push, end, iterator } = open();
    for (let value = 0; value < 1_000; value += 1) {
      push({ key: 'a', value });
      push({ key: 'b', value: -value });
    }
    end();

    const read: Point[] = [];
    for await (const point of iterator) read.push(point);

    expect(read).toEqual([
      { key: 'a', value: 999 },
      { key: 'b', value: -999 },
    ]);
  });

  it('drops what waits for a key that is forgotten, and nothing else', async () => {
    const { push, forget, iterator } = open();
    push({ key: 'a', value: 1 });
    push({ key: 'b', value: 2 });

    forget('a');

    expect((await iterator.next()).value).toEqual({ key: 'b', value: 2 });
  });

  it('tells once that the consumer has left', async () => {
    let left = 0;
    const { iterator } = open(() => (left += 1));
    const waiting = iterator.next();

    await iterator.return?.();
    await iterator.return?.();

    expect(left).toBe(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
