import { describe, expect, it, onTestFinished } from 'vitest';
import { FanOut } from '../../../src/graphql/fan-out/fan-out.js';
import { createDeferred } from '../../helpers/deferred.js';
import { runRecord } from '../../helpers/records.js';
import { overSse, overWebSocket, type Event, type Subscribe } from '../../helpers/subscribe.js';
import {
  DOWNLOAD_PROGRESS,
  downloadAt,
  downloadId,
  DOWNLOADS_CHANGED,
  registryId,
  RUN_CHANGED,
} from '../../helpers/subscription-documents.js';
import { openStage, writeScript } from '../../helpers/subscription-stage.js';

async function open(intervalMs: (subscribers: number) => number = () => 0) {
  const script = writeScript();
  let executions = 0;
  const { createLoaders } = script.services;
  const services = {
    ...script.services,
    createLoaders: (call: Parameters<typeof createLoaders>[0]) => {
      executions += 1;
      return createLoaders(call);
    },
  };
  const stage = await openStage(services, new FanOut(intervalMs));
  onTestFinished(() => stage.close());
  return { ...script, url: stage.url, loadersMade: () => executions };
}

type Progress = { downloadProgress: { state: string; progress: { sequence: number } } };
type Changes = { downloadsChanged: { id: string; state: string; progress: { sequence: number } } };

/** A subscriber and what has come to it until now. */
function follow<Data, Variables>(
  subscribe: Subscribe,
  url: string,
  [document, variables]: readonly [Parameters<typeof subscribe<Data, Variables>>[1], Variables],
) {
  const events = subscribe(url, document, variables);
  const got: Event<Data>[] = [];
  const ended = (async () => {
    for await (const event of events) got.push(event);
  })();
  return { got, ended, close: () => events.close() };
}

const progressOf = (id: string) => [DOWNLOAD_PROGRESS, { id: downloadId(id) }] as const;
const sequences = (got: readonly Event<Progress>[]) =>
  got.map(({ data }) => data?.downloadProgress.progress.sequence);
const changes = (got: readonly Event<Changes>[]) =>
  got.map(({ data }) => {
    const { id, state, progress } = data!.downloadsChanged;
    return `${id} ${state} ${progress.sequence}`;
  });
const line = (id: string, state: string, sequence: number) => `${downloadId(id)} ${state} ${sequence}`;

describe.each([
  ['WebSocket', overWebSocket],
  ['server-sent events', overSse],
])('subscribers over %s who ask the same', (_name, subscribe) => {
  it('cost one source and one execution of each event', async () => {
    const { url, downloads, loadersMade } = await open();
    downloads.tell(downloadAt('a', 1));
    const followers = Array.from({ length: 20 }, () => follow(subscribe, url, progressOf('a')));
    await expect.poll(() => followers.map(({ got }) => got.length)).toEqual(Array(20).fill(1));

    const before = loadersMade();
    downloads.tell(downloadAt('a', 2));
    await expect.poll(() => followers.map(({ got }) => got.length)).toEqual(Array(20).fill(2));

    expect(loadersMade() - before).toBe(1);
    expect(downloads.opened).toBe(1);
    followers.forEach(({ close }) => close());
  });

  it('get the present state when they come later, and each event once', async () => {
    const { url, downloads } = await open();
    downloads.tell(downloadAt('a', 1));
    const first = follow(subscribe, url, progressOf('a'));
    await expect.poll(() => sequences(first.got)).toEqual([1]);
    downloads.tell(downloadAt('a', 2));
    await expect.poll(() => sequences(first.got)).toEqual([1, 2]);

    const late = follow(subscribe, url, progressOf('a'));
    await expect.poll(() => sequences(late.got)).toEqual([2]);
    downloads.tell(downloadAt('a', 3, 'COMPLETED'));
    downloads.end();
    await Promise.all([first.ended, late.ended]);

    expect([sequences(first.got), sequences(late.got)]).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
    expect(downloads.opened).toBe(1);
  });

  it('free the source when the last of them has left, not before', async () => {
    const { url, downloads } = await open();
    downloads.tell(downloadAt('a', 1));
    const [first, second] = [
      follow(subscribe, url, progressOf('a')),
      follow(subscribe, url, progressOf('a')),
    ];
    await expect.poll(() => [first.got.length, second.got.length]).toEqual([1, 1]);

    first.close();
    downloads.tell(downloadAt('a', 2));
    await expect.poll(() => sequences(second.got)).toEqual([1, 2]);
    expect(downloads.open).toBe(1);

    second.close();
    await expect.poll(() => downloads.open).toBe(0);
    const third = follow(subscribe, url, progressOf('a'));
    await expect.poll(() => sequences(third.got)).toEqual([2]);
    expect(downloads.opened).toBe(2);
    third.close();
  });

  it('all get the end, once, also those who come when it has ended', async () => {
    const { url, downloads } = await open();
    downloads.tell(downloadAt('a', 1));
    const followers = Array.from({ length: 5 }, () => follow(subscribe, url, progressOf('a')));
    await expect.poll(() => followers.map(({ got }) => got.length)).toEqual([1, 1, 1, 1, 1]);

    downloads.tell(downloadAt('a', 2, 'FAILED'));
    downloads.end();
    await Promise.all(followers.map(({ ended }) => ended));

    for (const { got } of followers) expect(sequences(got)).toEqual([1, 2]);
    const after = follow(subscribe, url, progressOf('a'));
    await expect.poll(() => sequences(after.got)).toEqual([2]);
    expect(downloads.opened).toBe(2);
    after.close();
  });

  it('who come while the first one is being answered join it', async () => {
    const { url, downloads } = await open();
    downloads.tell(downloadAt('a', 1, 'COMPLETED'));
    const both = Array.from({ length: 2 }, () => follow(subscribe, url, progressOf('a')));
    // Only then are both there: the second may reach the gateway a good deal later than the first.
    await expect.poll(() => both.map(({ got }) => got.length)).toEqual([1, 1]);
    downloads.end();
    await Promise.all(both.map(({ ended }) => ended));

    expect(both.map(({ got }) => got.length)).toEqual([1, 1]);
    expect(downloads.opened).toBe(1);
  });

  it('leave nothing open when they go before they are answered', async () => {
    const { url, runs, delay } = await open();
    const looked = createDeferred();
    const found = createDeferred();
    runs.tell({ id: 'r1', ...runRecord({ nativeId: 'r1', status: 'RUNNING' }) });
    delay.beforeRun = async () => {
      looked.resolve();
      await found.promise;
    };
    const gone = follow(subscribe, url, [RUN_CHANGED, { id: registryId('Run', 'r1') }]);
    await looked.promise;
    gone.close();
    await gone.ended;
    found.resolve();
    await expect.poll(() => runs.opened).toBe(1);

    await expect.poll(() => runs.open).toBe(0);
  });

  it('never get what others asked for', async () => {
    const { url, downloads } = await open();
    const names = ['a', 'b', 'c', 'd'];
    names.forEach((name, index) => downloads.tell(downloadAt(name, index * 100)));
    const followers = names.flatMap((name) => [
      follow(subscribe, url, progressOf(name)),
      follow(subscribe, url, progressOf(name)),
    ]);
    await expect.poll(() => followers.map(({ got }) => got.length)).toEqual(Array(8).fill(1));
    for (let round = 1; round <= 10; round += 1)
      names.forEach((name, index) => downloads.tell(downloadAt(name, index * 100 + round)));
    await expect
      .poll(() => followers.map(({ got }) => sequences(got).at(-1)))
      .toEqual([10, 10, 110, 110, 210, 210, 310, 310]);

    followers.forEach(({ got }, index) => {
      const hundred = Math.floor(index / 2);
      expect(sequences(got).every((sequence) => Math.floor(sequence! / 100) === hundred)).toBe(true);
    });
    expect(downloads.opened).toBe(4);
    followers.forEach(({ close }) => close());
  });
});

describe('subscribers of all downloads', () => {
  it('are told of each unfinished one first, as their filter wants, however late they come', async () => {
    const { url, downloads } = await open();
    const all = [DOWNLOADS_CHANGED, { filter: { state: ['TRANSFERRING', 'COMPLETED'] } }] as const;
    for (const id of ['a', 'b', 'c', 'd']) downloads.tell(downloadAt(id, 1));
    const first = follow(overWebSocket, url, all);
    await expect.poll(() => first.got.length).toBe(4);
    downloads.tell(downloadAt('a', 2));
    downloads.tell(downloadAt('b', 2, 'COMPLETED'));
    // Outside the filter, and so unknown to those who come now.
    downloads.tell(downloadAt('c', 2, 'VERIFYING'));
    downloads.tell(downloadAt('d', 2));
    await expect.poll(() => changes(first.got).at(-1)).toBe(line('d', 'TRANSFERRING', 2));

    const late = follow(overSse, url, all);
    await expect.poll(() => late.got.length).toBe(2);
    downloads.tell(downloadAt('c', 3, 'COMPLETED'));
    downloads.end();
    await late.ended;

    expect(changes(late.got).toSorted()).toEqual(
      [line('a', 'TRANSFERRING', 2), line('d', 'TRANSFERRING', 2), line('c', 'COMPLETED', 3)].toSorted(),
    );
    expect(downloads.opened).toBe(1);
  });
});

describe('a great audience', () => {
  it('is told of numbers less often, of states at once', async () => {
    // Nothing passes twice within the test unless its state changes.
    const { url, downloads } = await open((subscribers) => (subscribers > 1 ? 1_000_000 : 0));
    downloads.tell(downloadAt('a', 1));
    const followers = [follow(overWebSocket, url, progressOf('a')), follow(overSse, url, progressOf('a'))];
    await expect.poll(() => followers.map(({ got }) => sequences(got))).toEqual([[1], [1]]);

    downloads.tell(downloadAt('a', 2));
    downloads.tell(downloadAt('a', 3, 'VERIFYING'));
    await expect
      .poll(() => followers.map(({ got }) => sequences(got)))
      .toEqual([
        [1, 3],
        [1, 3],
      ]);
    downloads.tell(downloadAt('a', 4, 'VERIFYING'));
    downloads.tell(downloadAt('a', 5, 'COMPLETED'));
    downloads.end();
    await Promise.all(followers.map(({ ended }) => ended));

    expect(followers.map(({ got }) => sequences(got))).toEqual([
      [1, 3, 5],
      [1, 3, 5],
    ]);
  });
});
