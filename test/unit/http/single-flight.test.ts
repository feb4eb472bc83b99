import { describe, expect, it } from 'vitest';
import type { StopSignal } from '../../../src/async/stop.js';
import { createSingleFlight } from '../../../src/http/single-flight.js';
import { warningsDuring } from '../../helpers/warnings.js';

/** A call that the test ends by hand. */
function createCall() {
  const started: StopSignal[] = [];
  const settle: ((value: string) => void)[] = [];
  const start = (signal: StopSignal): Promise<string> => {
    started.push(signal);
    return new Promise((resolve, reject) => {
      settle.push(resolve);
      signal.addEventListener('abort', () => reject(new Error('ended')));
    });
  };
  return { start, started, settle };
}

describe('createSingleFlight', () => {
  it('makes equal calls in flight one call, and later ones a new call', async () => {
    const flights = createSingleFlight<string>();
    const call = createCall();
    const { signal } = new AbortController();

    const both = Promise.all([flights.join('k', signal, call.start), flights.join('k', signal, call.start)]);
    call.settle[0]!('answer');
    expect(await both).toEqual(['answer', 'answer']);
    expect(call.started).toHaveLength(1);

    void flights.join('k', signal, call.start);
    expect(call.started).toHaveLength(2);
  });

  it('keeps calls of other keys apart', () => {
    const flights = createSingleFlight<string>();
    const call = createCall();
    const { signal } = new AbortController();

    void flights.join('a', signal, call.start);
    void flights.join('b', signal, call.start);

    expect(call.started).toHaveLength(2);
  });

  it('takes many calls that end with one signal for no leak', async () => {
    const flights = createSingleFlight<string>();
    const call = createCall();
    const { signal } = new AbortController();

    const warnings = await warningsDuring(() => {
      for (let index = 0; index < 20; index += 1) void flights.join(`k${index}`, signal, call.start);
    });

    expect(warnings).toEqual([]);
  });

  it('lets one caller leave without ending the call of the other', async () => {
    const flights = createSingleFlight<string>();
    const call = createCall();
    const leaver = new AbortController();
    const left = flights.join('k', leaver.signal, call.start);
    const stayed = flights.join('k', new AbortController().signal, call.start);

    leaver.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    call.settle[0]!('answer');

    expect(await stayed).toBe('answer');
    expect(call.started[0]!.aborted).toBe(false);
  });

  it('ends the call when the last caller leaves, and does not give the ended call to a newcomer', async () => {
    const flights = createSingleFlight<string>();
    const call = createCall();
    const leaver = new AbortController();
    const left = flights.join('k', leaver.signal, call.start);

    leaver.abort(new Error('gone'));
    const newcomer = flights.join('k', new AbortController().signal, call.start);
    await expect(left).rejects.toThrow('gone');
    call.settle[1]!('fresh');

    expect(call.started[0]!.aborted).toBe(true);
    expect(await newcomer).toBe('fresh');
  });

  it('leaves nothing behind of a call that could not be begun', async () => {
    const flights = createSingleFlight<string>();
    const { signal } = new AbortController();
    const refuse = (): never => {
      throw new Error('used up');
    };

    await expect(flights.join('k', signal, refuse)).rejects.toThrow('used up');

    expect(await flights.join('k', signal, () => Promise.resolve('well'))).toBe('well');
  });

  it('gives the same failure to all callers and remembers none', async () => {
    const flights = createSingleFlight<string>();
    const { signal } = new AbortController();
    const fail = () => Promise.reject(new Error('broken'));

    const results = await Promise.allSettled([
      flights.join('k', signal, fail),
      flights.join('k', signal, fail),
    ]);

    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('k', signal, () => Promise.resolve('well'))).toBe('well');
  });
});
