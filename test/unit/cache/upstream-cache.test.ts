import { describe, expect, it } from 'vitest';
import type { CacheOutcome } from '../../../src/cache/types.js';
import { ReadLog } from '../../../src/domain/read-log.js';
import type { ErrorCode } from '../../../src/errors/codes.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { LIST } from '../../../src/http/read-subject.js';
import type { HttpAnswer } from '../../../src/http/types.js';
import type { CallOptions } from '../../../src/providers/provider.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { silentLog } from '../../helpers/sandbox.js';
import {
  answerOf,
  bodies,
  held,
  openCached,
  readItem,
  settle,
  writeItem,
} from '../../helpers/upstream-cache.js';

/** A provider that counts: its first answer is 1. */
function counting(status = 200) {
  let calls = 0;
  return { calls: () => calls, answering: async () => answerOf((calls += 1), status) };
}

describe('an answer', () => {
  it('serves while it is fresh, then while a new one is fetched, and then no more', async () => {
    const provider = counting();
    const outcomes: CacheOutcome[] = [];
    const { client, clock } = openCached(provider.answering, {
      observe: (_provider, _kind, outcome) => outcomes.push(outcome),
    });
    const readAt = async (nowMs: number): Promise<unknown> => {
      clock.nowMs = nowMs;
      const { body } = await readItem(client, 'a');
      await settle();
      return body;
    };

    expect(await readAt(0)).toBe(1);
    expect(await readAt(999)).toBe(1);
    expect(await readAt(1_000)).toBe(1);
    expect(await readAt(1_001)).toBe(2);
    expect(await readAt(4_000)).toBe(3);
    expect(outcomes).toEqual(['miss', 'hit', 'stale', 'hit', 'miss']);
  });

  it('of a request that does not say what it reads is never kept', async () => {
    const provider = counting();
    const { client } = openCached(provider.answering);
    const call = { signal: new AbortController().signal, log: silentLog, freshness: 'reuse' } as const;
    const mint = () => client.send({ method: 'GET', path: '/items/a/download' }, call);

    expect(await bodies(mint())).toEqual([1]);
    expect(await bodies(mint())).toEqual([2]);
  });

  it('is neither used nor kept for a call that does not ask for it, and replaced by a renewing one', async () => {
    const provider = counting();
    const { client } = openCached(provider.answering);
    await readItem(client, 'a');

    expect(await bodies(readItem(client, 'a', null))).toEqual([2]);
    expect(await bodies(readItem(client, 'a'))).toEqual([1]);
    expect(await bodies(readItem(client, 'a', 'renew'))).toEqual([3]);
    expect(await bodies(readItem(client, 'a'))).toEqual([3]);
  });

  it.each([404, 410])('that there is no such thing (%i) serves for a shorter time', async (status) => {
    const provider = counting(status);
    const { client, clock } = openCached(provider.answering);
    await readItem(client, 'a');

    clock.nowMs = 49;
    expect(await bodies(readItem(client, 'a'))).toEqual([1]);
    clock.nowMs = 50;
    expect(await bodies(readItem(client, 'a'))).toEqual([2]);
  });

  it.each([400, 401, 403, 409])('with status %i is never kept', async (status) => {
    const { client } = openCached(counting(status).answering);
    await readItem(client, 'a');

    expect(await bodies(readItem(client, 'a'))).toEqual([2]);
  });

  it('gives way to others when memory is full', async () => {
    let calls = 0;
    const { client } = openCached(
      async () => {
        calls += 1;
        return answerOf('x'.repeat(300));
      },
      { maxBytes: 8_000 },
    );
    const ids = Array.from({ length: 40 }, (_, index) => String(index));
    for (const id of ids) await readItem(client, id);
    await readItem(client, '39');
    expect(calls).toBe(40);
    await readItem(client, '0');

    expect(calls).toBe(41);
  });
});

describe('a failure', () => {
  const failing = (code: ErrorCode) => {
    let calls = 0;
    const answering = async (): Promise<HttpAnswer> => {
      calls += 1;
      if (calls === 2) throw new GatewayError(code, 'It failed.');
      return answerOf(calls);
    };
    return openCached(answering);
  };

  it('is never kept, and leaves what is kept as it is', async () => {
    const { client } = failing('PROVIDER_UNAVAILABLE');
    await readItem(client, 'a');

    expect(await rejectionOf(readItem(client, 'a', 'renew'))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await bodies(readItem(client, 'a'))).toEqual([1]);
  });

  it.each(['PROVIDER_AUTH', 'PROVIDER_FORBIDDEN'] as const)(
    '%s takes away what was shown before',
    async (code) => {
      const { client } = failing(code);
      await readItem(client, 'a');
      await rejectionOf(readItem(client, 'a', 'renew'));

      expect(await bodies(readItem(client, 'a'))).toEqual([3]);
    },
  );

  it('of the credential takes away everything that it was shown, and nothing of another', async () => {
    let isRevoked = false;
    let calls = 0;
    const { open } = openCached(async () => {
      calls += 1;
      if (isRevoked) throw new GatewayError('PROVIDER_AUTH', 'Refused.');
      return answerOf(calls);
    });
    const [ours, theirs] = [open('ours'), open('theirs')];
    await readItem(ours, 'a');
    await readItem(ours, 'b');
    await readItem(theirs, 'a');
    isRevoked = true;
    await rejectionOf(readItem(ours, 'b', 'renew'));

    expect(await rejectionOf(readItem(ours, 'a'))).toMatchObject({ code: 'PROVIDER_AUTH' });
    expect(await bodies(readItem(theirs, 'a'))).toEqual([3]);
  });
});

describe('a change', () => {
  it('made through the gateway makes every answer of the provider old', async () => {
    const { client } = openCached(counting().answering);
    await readItem(client, 'a');
    await readItem(client, 'b');
    await writeItem(client, 'a', 0);

    expect(await bodies(readItem(client, 'a'), readItem(client, 'b'))).toEqual([4, 5]);
  });

  it('that failed may have happened all the same', async () => {
    const provider = counting();
    const { client } = openCached(async (request) => {
      if (request.method === 'PATCH') throw new GatewayError('PROVIDER_TIMEOUT', 'Too late.');
      return provider.answering();
    });
    await readItem(client, 'a');
    await rejectionOf(writeItem(client, 'a', 0));

    expect(await bodies(readItem(client, 'a'))).toEqual([2]);
  });

  it('that was observed makes old what tells of the thing, and the lists, and nothing else', async () => {
    const { cache, client } = openCached(counting().answering);
    const list = () =>
      client.send(
        { method: 'GET', path: '/items', reads: LIST },
        { signal: new AbortController().signal, log: silentLog, freshness: 'reuse' },
      );
    await readItem(client, 'a');
    await readItem(client, 'b');
    await list();
    cache.drop('p', ['a', '*']);

    expect(await bodies(readItem(client, 'b'))).toEqual([2]);
    expect(await bodies(readItem(client, 'a'))).toEqual([4]);
    expect(await bodies(list())).toEqual([5]);
  });

  it('is not hidden by a read that began before it, neither joined nor kept', async () => {
    const { waiting, answering } = held();
    const { cache, client } = openCached(answering);
    const before = readItem(client, 'a');
    await settle();
    cache.drop('p', ['a']);
    const after = readItem(client, 'a');
    await settle();
    waiting[1]!.resolve(answerOf('new'));
    await after;
    waiting[0]!.resolve(answerOf('old'));

    expect(await bodies(before, after, readItem(client, 'a'))).toEqual(['old', 'new', 'new']);
    expect(waiting).toHaveLength(2);
  });

  it('is not hidden by an old answer that is being renewed', async () => {
    const { waiting, answering } = held();
    const { cache, client, clock } = openCached(answering);
    const first = readItem(client, 'a');
    await settle();
    waiting[0]!.resolve(answerOf('old'));
    await first;
    clock.nowMs = 1_500;
    await readItem(client, 'a');
    cache.drop('p', ['a']);
    waiting[1]!.resolve(answerOf('old, too'));
    await settle();
    const after = readItem(client, 'a');
    await settle();
    waiting[2]!.resolve(answerOf('new'));

    expect(await bodies(after)).toEqual(['new']);
  });
});

describe('an answer that is at hand', () => {
  /** What a query reads at a provider that counts, how to look at it again, and what the cache has told of reads. */
  async function readOnce() {
    const provider = counting();
    const outcomes: CacheOutcome[] = [];
    const { cache, client, clock } = openCached(provider.answering, {
      observe: (_provider, _kind, outcome) => outcomes.push(outcome),
    });
    const reads = new ReadLog<CallOptions>();
    reads.begin();
    await readItem(client, 'a', 'reuse', { reads });
    const [source] = reads.sources!;
    return { cache, clock, client, outcomes, provider, look: source!.look, seen: source!.seen };
  }

  it('is what was read, without a call, and counts as a hit only when it is used', async () => {
    const { look, seen, provider, outcomes } = await readOnce();

    expect(look.peek()).toEqual(seen);
    expect(outcomes).toEqual(['miss']);
    look.use();

    expect(outcomes).toEqual(['miss', 'hit']);
    expect(provider.calls()).toBe(1);
  });

  it('is so as long as it is fresh', async () => {
    const { look, clock } = await readOnce();
    clock.nowMs = 999;
    expect(look.peek()).not.toBeNull();
    clock.nowMs = 1_000;
    expect(look.peek()).toBeNull();
  });

  it.each<[string, (opened: Awaited<ReturnType<typeof readOnce>>) => unknown]>([
    ['what it is about was dropped', ({ cache }) => cache.drop('p', ['a'])],
    ['something was written', ({ client }) => writeItem(client, 'b', 1)],
  ])('is not any more when %s', async (_name, change) => {
    const opened = await readOnce();

    await change(opened);

    expect(opened.look.peek()).toBeNull();
  });

  it('is none of another provider or another thing that changes', async () => {
    const { look, cache } = await readOnce();
    cache.drop('p', ['b']);
    cache.drop('q', ['a']);
    expect(look.peek()).not.toBeNull();
  });
});
