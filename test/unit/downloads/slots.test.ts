import { describe, expect, it } from 'vitest';
import { createSlots } from '../../../src/downloads/slots.js';

const never = new AbortController().signal;

describe('createSlots', () => {
  it('gives places in the order in which they were asked for', async () => {
    const slots = createSlots(1);
    const order: string[] = [];
    const release = await slots.acquire(never);
    const waiting = ['a', 'b', 'c'].map(async (name) => {
      const leave = await slots.acquire(never);
      order.push(name);
      leave();
    });

    release();
    await Promise.all(waiting);

    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('forgets who left while waiting', async () => {
    const slots = createSlots(1);
    const release = await slots.acquire(never);
    const leaving = new AbortController();
    const left = slots.acquire(leaving.signal);
    const next = slots.acquire(never);

    leaving.abort(new Error('gone'));
    release();

    await expect(left).rejects.toThrow('gone');
    await expect(next).resolves.toBeTypeOf('function');
  });

  it('refuses who has left already', async () => {
    await expect(createSlots(1).acquire(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
