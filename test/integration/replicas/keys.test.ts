import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readKeyFile } from '../../../src/auth/key-file.js';
import type { GatewayConfig } from '../../../src/config/schema.js';
import { createRedisPubSub } from '../../../src/pubsub/redis.js';
import { openKeyExchange } from '../../../src/replicas/key-exchange.js';
import { createKey, revokeKey } from '../../helpers/api-keys.js';
import { runForJson } from '../../helpers/command-line.js';
import { makeDirectory } from '../../helpers/configuration.js';
import { connect, send } from '../../helpers/credentials.js';
import { startGateway } from '../../helpers/gateway.js';
import { isWithoutRedis, launchRedis, openLink, redisConfigOf } from '../../helpers/redis.js';
import { silentLog, useRunning } from '../../helpers/sandbox.js';

const isSkipped = isWithoutRedis('keys of replicas');
/** Long enough for a busy machine; what is promised is a second. */
const SOON = { timeout: 5_000 };

describe.skipIf(isSkipped)('replicas with data directories of their own', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());

  async function startReplica(config: Partial<GatewayConfig> = {}) {
    const replica = await startGateway({
      config: { redis: redisConfigOf(redis()), ...config },
      providers: [],
    });
    onTestFinished(() => replica.close());
    return replica;
  }

  /** Runs a command as somebody whose data directory no replica has. */
  const modelgate = (...parameters: readonly string[]): Promise<{ id: string; key: string }> =>
    runForJson(parameters, {
      variables: { MODELGATE_DATA_DIR: makeDirectory(), REDIS_URL: redis().url },
    });

  const statusOf = (replica: { readonly url: string }, bearer: string | null) =>
    send(replica.url, bearer).then(({ status }) => status);

  /** Waits until a replica lets in who has the key and nobody else. */
  const whenKnown = async (replica: { readonly url: string }, bearer: string): Promise<void> => {
    await expect
      .poll(async () => [await statusOf(replica, null), await statusOf(replica, bearer)], SOON)
      .toEqual([401, 200]);
  };

  it('take a key that was made anywhere, and close its connections everywhere when it is revoked', async () => {
    const [here, there] = [await startReplica(), await startReplica()];
    const { id, key } = await modelgate('keys', 'create', '--name', 'ci', '--scopes', 'read');
    const bearer = `Bearer ${key}`;
    await Promise.all([here, there].map((replica) => whenKnown(replica, bearer)));
    const sockets = await Promise.all(
      [here, there].map((replica) => connect(replica.url, { authorization: bearer })),
    );
    for (const socket of sockets) expect(await socket.next()).toEqual({ type: 'connection_ack' });

    await modelgate('keys', 'revoke', id);

    for (const { closed } of sockets) expect((await closed).code).toBe(4403);
    expect([await statusOf(here, bearer), await statusOf(there, bearer)]).toEqual([401, 401]);
  });

  it("follow each other's key files", async () => {
    const [here, there] = [await startReplica(), await startReplica()];
    const { bearer, id } = await createKey(here.dataDirectory);
    await whenKnown(there, bearer);

    await revokeKey(there.dataDirectory, id);

    await expect.poll(() => statusOf(here, bearer), SOON).toBe(401);
  });

  it('forget no revocation and no key when Redis loses its memory', async () => {
    const here = await startReplica();
    const [good, bad] = [await createKey(here.dataDirectory), await createKey(here.dataDirectory)];
    await revokeKey(here.dataDirectory, bad.id);
    await expect.poll(() => statusOf(here, bad.bearer), SOON).toBe(401);

    await redis().stop();
    await redis().start();
    const isReady = async () => (await fetch(`${here.origin}/ready`)).text();
    await expect.poll(isReady, { timeout: 10_000 }).toContain('ready');
    const there = await startReplica();

    await expect.poll(() => statusOf(there, good.bearer), SOON).toBe(200);
    expect(await statusOf(there, bad.bearer)).toBe(401);
  });

  it('are through with their key files when they have left', async () => {
    const joinKeys = async () => {
      const { prefix } = redisConfigOf(redis());
      const link = await openLink(redis());
      const pubSub = createRedisPubSub({ link, prefix, log: silentLog });
      onTestFinished(() => pubSub.close());
      const path = join(makeDirectory(), 'keys.json');
      return { path, keys: await openKeyExchange({ path, link, pubSub, log: silentLog }) };
    };
    const [here, there] = [await joinKeys(), await joinKeys()];
    const { id } = await createKey(dirname(there.path));
    await there.keys.exchange();
    // Another command is at the file.
    writeFileSync(`${here.path}.lock`, '');
    void here.keys.exchange();

    const closing = here.keys.close();
    rmSync(`${here.path}.lock`);
    await closing;

    expect((await readKeyFile(here.path))?.map((key) => key.id)).toContain(id);
  });

  it('go by their own files while Redis is away', async () => {
    const here = await startReplica();
    await redis().stop();

    const { bearer } = await createKey(here.dataDirectory);
    await expect(whenKnown(here, bearer)).resolves.toBeUndefined();
    await redis().start();
  });

  it('listen off loopback only where Redis has keys', async () => {
    const empty = redisConfigOf(redis(), 'empty:');
    const exposed = { host: '0.0.0.0' };

    await expect(startReplica({ ...exposed, redis: empty })).rejects.toMatchObject({ code: 'CONFIGURATION' });
    const { key } = await modelgate('keys', 'create', '--name', 'ci', '--scopes', 'read');

    const replica = await startReplica(exposed);

    const url = replica.url.replace('0.0.0.0', '127.0.0.1');
    expect([await statusOf({ url }, null), await statusOf({ url }, `Bearer ${key}`)]).toEqual([401, 200]);
  });
});
