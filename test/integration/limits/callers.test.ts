import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { createKey, type TestKey } from '../../helpers/api-keys.js';
import { connect, send } from '../../helpers/credentials.js';
import { useGateway } from '../../helpers/gateway.js';

describe('lasting connections of one caller', () => {
  const limits = { ...limitsSchema.parse({}), quotas: 'on' as const, connectionsPerCaller: 2 };
  const gateway = useGateway(() => ({
    providers: [],
    config: { limits: { ...limits, trustedProxies: ['127.0.0.0/8'] } },
  }));
  let [ada, ben]: TestKey[] = [];
  beforeAll(async () => {
    [ada, ben] = [await createKey(gateway().dataDirectory), await createKey(gateway().dataDirectory)];
    const isKnown = async () => (await send(gateway().url, ben!.bearer)).status === 200;
    const isClosed = async () => (await send(gateway().url, null)).status === 401;
    await vi.waitUntil(async () => (await isClosed()) && (await isKnown()), 10_000);
  });

  let address = 0;
  const open = (key: TestKey) =>
    connect(
      gateway().url,
      { authorization: key.bearer },
      { 'x-forwarded-for': `203.0.113.${(address += 1)}` },
    );

  it('are closed above the limit, from whatever address they come, and one that ends makes room', async () => {
    const [first, second] = [await open(ada!), await open(ada!)];
    expect([await first.next(), await second.next()]).toEqual([
      { type: 'connection_ack' },
      { type: 'connection_ack' },
    ]);

    expect((await (await open(ada!)).closed).code).toBe(1013);
    expect(await (await open(ben!)).next()).toEqual({ type: 'connection_ack' });
    const stream = await send(
      gateway().url,
      ada!.bearer,
      'subscription { downloadsChanged { id } }',
      'text/event-stream',
    );
    expect(stream.body).toContain('connectionsPerCaller');

    first.close();
    await vi.waitFor(async () => {
      const next = await open(ada!);
      const end = await Promise.race([next.next(), next.closed]);
      expect(end).toEqual({ type: 'connection_ack' });
    }, 5_000);
  });
});

describe('connections of all clients together', () => {
  const limits = { ...limitsSchema.parse({}), connections: 10 };
  const gateway = useGateway(() => ({ providers: [], config: { limits } }));

  /** Opens a connection that sends nothing. */
  async function openSocket(): Promise<Socket> {
    const { hostname, port } = new URL(gateway().origin);
    const socket = connectSocket(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Whether an answer comes on it. */
  async function isAnswered(socket: Socket): Promise<boolean> {
    socket.write('GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    const answer = once(socket, 'data').then(() => true);
    const end = once(socket, 'close').then(() => false);
    return Promise.race([answer, end]);
  }

  it('are cut above the limit, and one that ends makes room', async () => {
    const sockets = [];
    for (let count = 0; count < 10; count += 1) sockets.push(await openSocket());

    expect(await isAnswered(await openSocket())).toBe(false);
    expect(await Promise.all(sockets.map(isAnswered))).not.toContain(false);

    sockets[0]!.destroy();
    await vi.waitFor(async () => expect(await isAnswered(await openSocket())).toBe(true), 5_000);
  });
});
