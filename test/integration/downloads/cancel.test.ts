import { describe, expect, it } from 'vitest';
import {
  downloadToEnd,
  followToEnd,
  gatewayAdapter,
  openRig,
  target,
  untilAborted,
} from '../../helpers/download-rig.js';
import { startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';

/** A download half of whose bytes are here; the rest never comes. */
async function halfway(concurrency = 4) {
  let openConnections = 0;
  const server = await startServer((_request, response) => {
    openConnections += 1;
    response.on('close', () => (openConnections -= 1));
    response.writeHead(200, { 'content-length': '2000' }).write(Buffer.alloc(1_000));
  });
  const adapter = gatewayAdapter({
    trustedOrigins: [server.origin],
    locate: () => ({ kind: 'url', url: server.origin, expiresAt: null }),
  });
  const rig = await openRig([adapter], { settings: { concurrency } });
  const started = await rig.manager.start('registry', target('m'), rig.call);
  await expect.poll(() => rig.manager.get(started.id)?.progress.receivedBytes).toBe(1_000);
  return { rig, started, connections: () => openConnections };
}

describe('cancelling', () => {
  it('resolves when the bytes have stopped, and leaves nothing', async () => {
    const { rig, started, connections } = await halfway();
    const watching = followToEnd(rig.manager, started);

    const cancelled = await rig.manager.cancel(started.id, rig.call);

    expect(cancelled).toMatchObject({
      state: 'CANCELLED',
      error: null,
      artifactId: null,
      progress: { receivedBytes: 1_000 },
    });
    expect(await rig.leftovers()).toEqual([]);
    expect((await watching).at(-1)).toEqual(cancelled);
    await expect.poll(connections).toBe(0);
  });

  it('may be repeated, at the same time and later', async () => {
    const { rig, started } = await halfway();

    const [first, second] = await Promise.all([
      rig.manager.cancel(started.id, rig.call),
      rig.manager.cancel(started.id, rig.call),
    ]);
    const third = await rig.manager.cancel(started.id, rig.call);

    expect(first?.state).toBe('CANCELLED');
    expect([second, third]).toEqual([first, first]);
  });

  it('ends a download that waits for its turn at once, and passes the turn on', async () => {
    const { rig, started } = await halfway(1);
    const queued = await rig.manager.start('registry', target('b'), rig.call);
    const next = await rig.manager.start('registry', target('c'), rig.call);

    expect(await rig.manager.cancel(queued.id, rig.call)).toMatchObject({
      state: 'CANCELLED',
      startedAt: null,
    });
    expect(rig.manager.get(next.id)?.state).toBe('QUEUED');
    await rig.manager.cancel(started.id, rig.call);

    await expect.poll(() => rig.manager.get(next.id)?.state).toBe('TRANSFERRING');
  });

  it('ends a download that is being located', async () => {
    const rig = await openRig([gatewayAdapter({ locate: (_count, call) => untilAborted(call) })]);
    const { id } = await rig.manager.start('registry', target('m'), rig.call);
    await expect.poll(() => rig.manager.get(id)?.state).toBe('RESOLVING');

    expect(await rig.manager.cancel(id, rig.call)).toMatchObject({ state: 'CANCELLED' });
  });

  it('ends a download that pauses before it tries again', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(503, { 'retry-after': '100' }).end(),
    );
    const adapter = gatewayAdapter({
      trustedOrigins: [server.origin],
      locate: () => ({ kind: 'url', url: server.origin, expiresAt: null }),
    });
    const rig = await openRig([adapter]);
    const { id } = await rig.manager.start('registry', target('m'), rig.call);
    await expect.poll(() => server.requests.length).toBe(1);

    expect(await rig.manager.cancel(id, rig.call)).toMatchObject({ state: 'CANCELLED' });
    expect(await rig.leftovers()).toEqual([]);
  });

  it('leaves a finished download as it is, and knows no other', async () => {
    const rig = await openRig([
      gatewayAdapter({ locate: () => ({ kind: 'inline', bytes: Buffer.from('x') }) }),
    ]);
    const completed = await downloadToEnd(rig);

    expect(await rig.manager.cancel(completed.id, rig.call)).toEqual(completed);
    expect(await rig.manager.cancel('other', rig.call)).toBeNull();
  });

  it('lets the same bytes be started again', async () => {
    const { rig, started } = await halfway();
    await rig.manager.cancel(started.id, rig.call);

    const again = await rig.manager.start('registry', target('m'), rig.call);

    expect(again.id).not.toBe(started.id);
    expect(rig.manager.latestOf('registry', target('m'))?.id).toBe(again.id);
  });
});

describe('closing', () => {
  it('stops all transfers, ends all watches without a made-up state, and keeps what has come', async () => {
    const { rig, started, connections } = await halfway(1);
    const queued = await rig.manager.start('registry', target('b'), rig.call);
    const watching = [followToEnd(rig.manager, started), followToEnd(rig.manager, queued)];
    const all = rig.manager.watchAll();
    await all.next();
    await all.next();
    const ended = all.next();

    await rig.manager.close();

    const [last, lastQueued] = (await Promise.all(watching)).map((records) => records.at(-1)?.state);
    expect(await ended).toEqual({ done: true, value: undefined });
    expect([last, lastQueued]).toEqual(['TRANSFERRING', 'QUEUED']);
    expect(rig.manager.list().map(({ state }) => state)).toEqual(['QUEUED', 'TRANSFERRING']);
    expect(await rig.leftovers()).toHaveLength(1);
    await expect.poll(connections).toBe(0);
  });

  it('takes no more downloads', async () => {
    const { rig } = await halfway();
    await rig.manager.close();

    const error = await rejectionOf(rig.manager.start('registry', target('b'), rig.call));

    expect(error).toMatchObject({ code: 'CANCELLED', retryable: true });
  });
});
