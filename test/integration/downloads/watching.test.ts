import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { DownloadRecord } from '../../../src/domain/download.js';
import { followToEnd, gatewayAdapter, openRig, target, untilAborted } from '../../helpers/download-rig.js';
import { startServer } from '../../helpers/http-server.js';

/** An object of `pieces` KiB that comes when the test says so. */
async function fixture(pieces: number, progressPerSecond = 50) {
  const responses: ServerResponse[] = [];
  const server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-length': String(pieces * 1024) });
    response.flushHeaders();
    responses.push(response);
  });
  const adapter = gatewayAdapter({
    trustedOrigins: [server.origin],
    locate: () => ({ kind: 'url', url: server.origin, expiresAt: null }),
  });
  const rig = await openRig([adapter], { settings: { progressPerSecond } });
  const started = await rig.manager.start('registry', target('m'), rig.call);
  await expect.poll(() => responses.length).toBe(1);
  const received = () => rig.manager.get(started.id)?.progress.receivedBytes;
  let sent = 0;
  /** Sends more and waits until it is on disk; after the last piece the download completes. */
  const send = async (count: number): Promise<void> => {
    sent += count;
    responses[0]!.write(Buffer.alloc(count * 1024));
    if (sent === pieces) responses[0]!.end();
    await expect.poll(received).toBe(sent * 1024);
  };
  return { rig, manager: rig.manager, started, send };
}

const sequences = (records: readonly DownloadRecord[]) => records.map(({ progress }) => progress.sequence);

describe('watching a download', () => {
  it('gives the present state at once, then changes, then the final state, then the end', async () => {
    const { manager, started, send } = await fixture(4);
    await send(1);

    const watch = manager.watch(started.id)!;
    const first = (await watch.next()).value;
    const rest: DownloadRecord[] = [];
    const reading = (async () => {
      for await (const record of watch) rest.push(record);
    })();
    await send(1);
    await send(2);
    await reading;

    expect(first).toMatchObject({
      state: 'TRANSFERRING',
      progress: { receivedBytes: 1024, totalBytes: 4096, percent: 25 },
    });
    expect(rest.at(-1)).toMatchObject({
      state: 'COMPLETED',
      progress: { receivedBytes: 4096, percent: 100 },
    });
    const all = sequences([first!, ...rest]);
    expect(all).toEqual([...new Set(all)].toSorted((one, other) => one - other));
  });

  it('gives one record and the end when the download is finished', async () => {
    const { manager, started, send } = await fixture(1);
    await send(1);
    await expect.poll(() => manager.get(started.id)?.state).toBe('COMPLETED');

    expect(await followToEnd(manager, started)).toEqual([manager.get(started.id)]);
  });

  it('knows no other download', async () => {
    const { manager } = await fixture(1);

    expect([manager.watch('other'), manager.get('other')]).toEqual([null, null]);
  });

  it('serves a thousand watchers, the slow ones with the latest and the final state', async () => {
    const { manager, started, send } = await fixture(3);
    const fast = Array.from({ length: 1_000 }, () => followToEnd(manager, started));
    const slow = manager.watch(started.id)!;

    await send(1);
    await send(1);
    const afterTwo = (await slow.next()).value;
    await send(1);
    const all = await Promise.all(fast);

    expect(afterTwo?.progress.sequence).toBeGreaterThan(started.progress.sequence);
    expect(await slow.next()).toMatchObject({ done: false, value: { state: 'COMPLETED' } });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    for (const records of all) expect(records.at(-1)?.state).toBe('COMPLETED');
  });

  it('tells a watcher only so often, but the last state and changes of state at once', async () => {
    // Once in a thousand seconds: whatever comes within this test comes because the state changed.
    const { manager, started, send } = await fixture(20, 0.001);
    const watching = followToEnd(manager, started);

    for (let piece = 0; piece < 20; piece += 1) await send(1);
    const records = await watching;

    expect(records.at(-1)).toMatchObject({ state: 'COMPLETED', progress: { receivedBytes: 20 * 1024 } });
    const repeats = records.filter(
      (record, index) => index > 0 && record.state === records[index - 1]?.state,
    );
    expect(repeats).toEqual([]);
  });

  it('ends a watcher who waits as soon as it leaves, and goes on for the others', async () => {
    const { manager, started, send } = await fixture(1);
    const [leaving, staying] = [manager.watch(started.id)!, followToEnd(manager, started)];
    await leaving.next();
    const waiting = leaving.next();

    await leaving.return?.();
    await send(1);

    expect(await waiting).toEqual({ done: true, value: undefined });
    expect((await staying).at(-1)?.state).toBe('COMPLETED');
  });
});

describe('watching all downloads', () => {
  it('begins with the unfinished ones, then tells every change of any, and never the same twice', async () => {
    const adapter = gatewayAdapter({
      locate: (count, call) =>
        count === 1 ? untilAborted(call) : { kind: 'inline', bytes: Buffer.from(String(count)) },
    });
    const { manager, call } = await openRig([adapter]);
    const finished = await manager.start('registry', target('a'), call);
    await followToEnd(manager, finished);
    const waiting = await manager.start('registry', target('b'), call);
    await expect.poll(() => manager.get(waiting.id)?.state).toBe('RESOLVING');

    const watch = manager.watchAll();
    expect(await watch.next()).toEqual({ done: false, value: manager.get(waiting.id) });
    const third = await manager.start('registry', target('c'), call);
    const records: DownloadRecord[] = [];
    for await (const record of watch) {
      records.push(record);
      if (record.id === third.id && record.state === 'COMPLETED') break;
    }

    expect(new Set(records.map(({ id }) => id))).toEqual(new Set([third.id]));
    expect(new Set(sequences(records)).size).toBe(records.length);
  });

  it('keeps one record per download for a reader who sleeps', async () => {
    const adapter = gatewayAdapter({
      locate: (count) => ({ kind: 'inline', bytes: Buffer.from(String(count)) }),
    });
    const { manager, call } = await openRig([adapter]);
    const watch = manager.watchAll();

    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const started = await manager.start('registry', target(name), call);
      ids.push(started.id);
      await followToEnd(manager, started);
    }

    const read = [await watch.next(), await watch.next(), await watch.next()].map(({ value }) => value);
    expect(read.map((record) => [record?.id, record?.state])).toEqual(ids.map((id) => [id, 'COMPLETED']));
  });
});
