import { describe, expect, it, onTestFinished } from 'vitest';
import { startBalancer } from '../../../scripts/cluster/balancer.js';
import { startServer } from '../../helpers/http-server.js';

/** A replica that says its name, and whether it is ready as it is told. */
async function startReplica(name: string) {
  const state = { readyStatus: 200 };
  const server = await startServer(({ url }, response) => {
    response.writeHead(url === '/ready' ? state.readyStatus : 200, { connection: 'close' }).end(name);
  });
  return { ...server, state };
}

async function startAll(names: readonly string[]) {
  const replicas = await Promise.all(names.map(startReplica));
  const origins = replicas.map(({ origin }) => origin);
  const balancer = await startBalancer({ port: 0, replicas: () => origins });
  onTestFinished(() => balancer.stop());
  const ask = async () => {
    const response = await fetch(balancer.origin);
    return { status: response.status, text: await response.text() };
  };
  return { replicas, balancer, ask };
}

describe('the balancer of a cluster', () => {
  it('gives each replica its turn', async () => {
    const { ask } = await startAll(['a', 'b', 'c']);

    const answers = [];
    for (let asked = 0; asked < 6; asked += 1) answers.push((await ask()).text);

    expect(answers.toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  });

  it('leaves a replica that is not ready, and comes back when it is', async () => {
    const { replicas, balancer, ask } = await startAll(['a', 'b']);
    const [{ state, origin }] = replicas as [(typeof replicas)[number]];

    state.readyStatus = 503;
    await expect.poll(() => balancer.ready()).not.toContain(origin);
    const answers = [await ask(), await ask()];
    state.readyStatus = 200;
    await expect.poll(() => balancer.ready()).toContain(origin);

    expect(answers.map(({ text }) => text)).toEqual(['b', 'b']);
  });

  it('passes a connection that a dead replica refuses on to the next', async () => {
    const { replicas, ask } = await startAll(['a', 'b']);

    await replicas[0]!.close();
    const answers = [await ask(), await ask(), await ask()];

    expect(answers.map(({ text }) => text)).toEqual(['b', 'b', 'b']);
  });

  it('answers with 503 while nobody is ready', async () => {
    const { balancer, replicas, ask } = await startAll(['a']);

    await replicas[0]!.close();
    await expect.poll(() => balancer.ready()).toEqual([]);

    expect(await ask()).toEqual({ status: 503, text: '' });
  });
});
