import { describe, expect, it } from 'vitest';
import type { DownloadPriority } from '../../../src/domain/download.js';
import { createTurns, type TurnRequest } from '../../../src/downloads/turns.js';

const never = new AbortController().signal;

interface Wish {
  readonly name: string;
  readonly provider?: string;
  readonly caller?: string;
  readonly priority?: DownloadPriority;
}

/** Turns that one taker holds, so that everybody else waits; `drain` lets them have theirs one after the other. */
async function taken(limits = { total: 1, perProvider: 1 }) {
  const turns = createTurns(limits);
  const end = await turns.take(requestOf({ name: 'first', provider: 'held', caller: 'nobody' }, []), never);
  const order: string[] = [];
  const places: string[] = [];
  const waiting: Promise<void>[] = [];
  const ask = (wish: Wish, signal = never): void => {
    const take = async (): Promise<void> => {
      const leave = await turns.take(requestOf(wish, places), signal);
      order.push(wish.name);
      leave();
    };
    waiting.push(take().catch(() => {}));
  };
  const drain = async (): Promise<readonly string[]> => {
    end();
    await Promise.all(waiting);
    return order;
  };
  return { turns, ask, drain, places };
}

function requestOf(wish: Wish, places: string[]): TurnRequest {
  const { name, provider = 'p', caller = 'c', priority = 'NORMAL' } = wish;
  const onPlace = (position: number): void => void places.push(`${name}:${position}`);
  return { provider, caller, priority: () => priority, onPlace };
}

describe('turns', () => {
  it('come in the order of asking when all else is equal', async () => {
    const { ask, drain } = await taken();

    for (const name of ['a', 'b', 'c']) ask({ name });

    expect(await drain()).toEqual(['a', 'b', 'c']);
  });

  it('come first to a greater priority', async () => {
    const { ask, drain } = await taken();

    ask({ name: 'low', priority: 'LOW' });
    ask({ name: 'normal' });
    ask({ name: 'high', priority: 'HIGH' });

    expect(await drain()).toEqual(['high', 'normal', 'low']);
  });

  it('alternate between callers, however much one asks for', async () => {
    const { ask, drain } = await taken();

    for (const name of ['a1', 'a2', 'a3']) ask({ name, caller: 'a' });
    for (const name of ['b1', 'b2']) ask({ name, caller: 'b' });

    expect(await drain()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('alternate between the providers of a caller, who gets no more turns by using many', async () => {
    const { ask, drain } = await taken();

    for (const name of ['x1', 'x2']) ask({ name, caller: 'a', provider: 'x' });
    ask({ name: 'y1', caller: 'a', provider: 'y' });
    ask({ name: 'b1', caller: 'b', provider: 'x' });

    expect(await drain()).toEqual(['x1', 'b1', 'y1', 'x2']);
  });

  it('pass over a provider that has its share', async () => {
    const turns = createTurns({ total: 2, perProvider: 1 });
    const order: string[] = [];
    const take = async (name: string, provider: string) => {
      await turns.take(requestOf({ name, provider }, []), never);
      order.push(name);
    };

    await take('x1', 'x');
    const second = take('x2', 'x');
    await take('y1', 'y');

    expect(order).toEqual(['x1', 'y1']);
    void second;
  });

  it('tell everybody who waits their place, anew when it changes', async () => {
    const { ask, places } = await taken();

    ask({ name: 'a' });
    ask({ name: 'b' });
    expect(places).toEqual(['a:1', 'a:1', 'b:2']);
    places.length = 0;
    ask({ name: 'urgent', priority: 'HIGH' });

    expect(places).toEqual(['urgent:1', 'a:2', 'b:3']);
  });

  it('are not kept for those who left, or have left already', async () => {
    const { turns, ask, drain } = await taken();
    const leaving = new AbortController();
    ask({ name: 'left' }, leaving.signal);
    ask({ name: 'stays' });

    leaving.abort(new Error('gone'));
    const late = turns.take(requestOf({ name: 'late' }, []), leaving.signal);

    await expect(late).rejects.toThrow('gone');
    expect(await drain()).toEqual(['stays']);
  });
});
