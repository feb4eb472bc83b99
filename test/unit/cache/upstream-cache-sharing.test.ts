import { describe, expect, it } from 'vitest';
import type { StopSignal } from '../../../src/async/stop.js';
import { Secret } from '../../../src/config/secret.js';
import { LIST } from '../../../src/http/read-subject.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { silentLog } from '../../helpers/sandbox.js';
import { answerOf, bodies, held, openCached, readItem, settle } from '../../helpers/upstream-cache.js';

describe('fifty callers with credentials of their own', () => {
  it('each get what is theirs, at one call for each however often they ask', async () => {
    let calls = 0;
    const { client } = openCached(async (_request, { credentials }) => {
      calls += 1;
      await settle();
      return answerOf(credentials?.get('p')?.secret.open());
    });
    const poll = (_: unknown, index: number) => {
      const credentials = new Map([['p', { secret: new Secret(`c${index}`), fingerprint: `f${index}` }]]);
      const call = {
        signal: new AbortController().signal,
        log: silentLog,
        freshness: 'reuse',
        credentials,
      } as const;
      return client.send({ method: 'GET', path: '/items', reads: LIST }, call);
    };
    const everybody = Array.from({ length: 50 });

    for (let times = 0; times < 3; times += 1)
      expect(await bodies(...everybody.map(poll))).toEqual(everybody.map((_, index) => `c${index}`));
    expect(calls).toBe(50);
  });
});

describe('reads at the same time', () => {
  it('are one call where they are equal; of other credentials, paths, headers and providers they are not', async () => {
    const { waiting, answering } = held();
    const { open } = openCached(answering);
    const call = { signal: new AbortController().signal, log: silentLog };
    const client = open('ours');
    const other = open('ours', { provider: 'q' });
    const forwarded = new Map([['p', { secret: new Secret('mine'), fingerprint: 'f' }]]);
    const get = { method: 'GET', path: '/items/a' } as const;

    const same = [client.send(get, call), client.send(get, call), open('ours').send(get, call)];
    const others = [
      open('theirs').send(get, call),
      client.send(get, { ...call, credentials: forwarded }),
      client.send({ ...get, query: [['q', '1']] }, call),
      client.send({ ...get, headers: { 'x-view': 'full' } }, call),
      other.send(get, call),
    ];
    await settle();
    for (const [index, answer] of waiting.entries()) answer.resolve(answerOf(index));

    expect(new Set(await bodies(...same))).toEqual(new Set([0]));
    expect(await bodies(...others)).toEqual([1, 2, 3, 4, 5]);
  });

  it('go on for the others when one caller leaves, and end upstream with the last', async () => {
    const signals: StopSignal[] = [];
    const { client } = openCached((_request, { signal }) => {
      signals.push(signal);
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('ended'))),
      );
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(({ signal }) =>
      rejectionOf(readItem(client, 'a', 'reuse', { signal })),
    );
    await settle();

    first.abort();
    expect((await calls[0]!).code).toBe('CANCELLED');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    second.abort();

    expect((await calls[1]!).code).toBe('CANCELLED');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
