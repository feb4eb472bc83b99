import { describe, expect, it } from 'vitest';
import { createLatestValue } from '../../../src/async/latest-value.js';

const done = { done: true, value: undefined };

describe('createLatestValue', () => {
  it('gives a slow consumer the latest value and no backlog', async () => {
    const { push, iterator } = createLatestValue<number>();

    for (let value = 1; value <= 5000; value += 1) push(value);

    expect(await iterator.next()).toEqual({ done: false, value: 5000 });
  });

  it('gives a waiting consumer every value as it comes', async () => {
    const { push, iterator } = createLatestValue<string>();
    const first = iterator.next();
    push('a');
    expect(await first).toEqual({ done: false, value: 'a' });
    const second = iterator.next();
    push('b');
    expect(await second).toEqual({ done: false, value: 'b' });
  });

  it('delivers falsy values, undefined included', async () => {
    const { push, end, iterator } = createLatestValue<undefined>();

    push(undefined);
    end();

    expect(await iterator.next()).toEqual({ done: false, value: undefined });
    expect(await iterator.next()).toEqual(done);
  });

  it('still delivers the last value after the end, and only then is done', async () => {
    const { push, end, iterator } = createLatestValue<string>();

    push('transferring');
    push('completed');
    end();
    push('too late');

    const seen: string[] = [];
    for await (const value of iterator) seen.push(value);
    expect(seen).toEqual(['completed']);
    expect(await iterator.next()).toEqual(done);
  });

  it('delivers the last value, then the failure once, then is done', async () => {
    const { push, end, iterator } = createLatestValue<string>();

    push('last');
    end(new Error('upstream is gone'));

    expect(await iterator.next()).toEqual({ done: false, value: 'last' });
    await expect(iterator.next()).rejects.toThrow('upstream is gone');
    expect(await iterator.next()).toEqual(done);
  });

  it('keeps the first end', async () => {
    const { end, iterator } = createLatestValue<string>();

    end();
    end(new Error('second'));

    expect(await iterator.next()).toEqual(done);
  });

  it('answers several waiting reads in order', async () => {
    const { push, end, iterator } = createLatestValue<string>();
    const reads = [iterator.next(), iterator.next(), iterator.next()];

    push('a');
    push('b');
    end();

    expect(await Promise.all(reads)).toEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
      done,
    ]);
  });
});

describe('a consumer who leaves', () => {
  it('ends a waiting read at once', async () => {
    let left = 0;
    const { push, iterator } = createLatestValue<string>(() => (left += 1));
    const waiting = iterator.next();

    await iterator.return?.();
    push('nobody reads this');

    expect(await waiting).toEqual(done);
    expect(await iterator.next()).toEqual(done);
    expect(left).toBe(1);
  });

  it('is told to the producer once, by break as well as by return', async () => {
    let left = 0;
    const { push, iterator } = createLatestValue<string>(() => (left += 1));
    push('a');

    for await (const value of iterator) if (value === 'a') break;
    await iterator.return?.();

    expect(left).toBe(1);
  });

  it('is not told to a producer who ended before', async () => {
    let left = 0;
    const { push, end, iterator } = createLatestValue<string>(() => (left += 1));
    push('final');
    end(new Error('not seen by one who left'));

    await iterator.return?.();

    expect(await iterator.next()).toEqual(done);
    expect(left).toBe(0);
  });

  it('gets its own error back from throw', async () => {
    let left = 0;
    const { iterator } = createLatestValue<string>(() => (left += 1));

    await expect(iterator.throw?.(new Error('mine'))).rejects.toThrow('mine');

    expect(left).toBe(1);
  });
});
