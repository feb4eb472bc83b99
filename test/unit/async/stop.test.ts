import { describe, expect, it } from 'vitest';
import { onFirstAbort } from '../../../src/async/abort.js';
import { Stop, toAbortSignal, type StopSignal } from '../../../src/async/stop.js';

const KINDS: readonly (readonly [string, () => { signal: StopSignal; abort(reason?: unknown): void }])[] = [
  [
    'a signal of the platform',
    () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
    },
  ],
  [
    'a stop',
    () => {
      const stop = new Stop();
      return { signal: stop, abort: (reason) => stop.abort(reason) };
    },
  ],
];

describe.each(KINDS)('%s', (_name, make) => {
  it('tells who listens of its first reason, once and in their order', () => {
    const { signal, abort } = make();
    const heard: string[] = [];
    signal.addEventListener('abort', () => heard.push(`first ${String(signal.reason)}`));
    signal.addEventListener('abort', () => heard.push(`second ${String(signal.reason)}`));
    expect(signal.aborted).toBe(false);
    expect(() => signal.throwIfAborted()).not.toThrow();

    abort('enough');
    abort('again');

    expect(heard).toEqual(['first enough', 'second enough']);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe('enough');
    expect(() => signal.throwIfAborted()).toThrow('enough');
  });

  it('tells objects as it tells functions, each once however often it was added', () => {
    const { signal, abort } = make();
    const heard: string[] = [];
    const first = { handleEvent: (): void => void heard.push('first') };
    const second = { handleEvent: (): void => void heard.push('second') };
    const third = (): void => void heard.push('third');
    for (const listener of [first, first, second, third, second]) signal.addEventListener('abort', listener);

    abort();

    expect(heard).toEqual(['first', 'second', 'third']);
  });

  it('tells those who came before in their order, whoever let go of it in between', () => {
    const { signal, abort } = make();
    const heard: string[] = [];
    const listeners = ['a', 'b', 'c', 'd'].map((name) => (): void => void heard.push(name));
    const [a, b, c, d] = listeners as [() => void, () => void, () => void, () => void];
    for (const listener of [a, b, c]) signal.addEventListener('abort', listener);
    signal.removeEventListener('abort', a);
    signal.addEventListener('abort', d);
    signal.addEventListener('abort', a);
    signal.removeEventListener('abort', c);

    abort();

    expect(heard).toEqual(['b', 'd', 'a']);
  });

  it('tells nobody who has let go of it, also while it tells the others', () => {
    const { signal, abort } = make();
    const heard: string[] = [];
    const late = (): void => void heard.push('late');
    signal.addEventListener('abort', () => signal.removeEventListener('abort', late));
    signal.addEventListener('abort', late);
    const letGo = onFirstAbort([signal], () => heard.push('gone'));
    letGo();

    abort();

    expect(heard).toEqual([]);
  });

  it('has the name of an AbortError for a reason where none is given', () => {
    const { signal, abort } = make();
    abort();
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: 'This operation was aborted' });
  });

  it('ends at once what begins after it', () => {
    const { signal, abort } = make();
    abort('over');
    const reasons: unknown[] = [];
    onFirstAbort([new Stop(), signal], (reason) => reasons.push(reason));
    expect(reasons).toEqual(['over']);
  });

  it('is followed by a signal of the platform', () => {
    const { signal, abort } = make();
    const followed = toAbortSignal(signal);
    expect(followed.aborted).toBe(false);
    abort('over');
    expect(followed.reason).toBe('over');
    expect(toAbortSignal(signal).reason).toBe('over');
  });
});
