import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BucketSettings } from '../../../src/artifacts/bucket/bucket.js';
import { Secret } from '../../../src/config/secret.js';
import { createKey } from '../../helpers/api-keys.js';
import { startCommand } from '../../helpers/command-line.js';
import { makeDirectory } from '../../helpers/configuration.js';
import { useObjectStorage } from '../../helpers/object-storage.js';
import { configureProviders, SECRETS } from '../../helpers/provider-file.js';
import { isWithoutRedis, launchRedis, startRedis } from '../../helpers/redis.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 4, market: { limitsRate: false } });
const storage = useObjectStorage();
const WRONG = { accessKeyId: new Secret('SOMEBODY'), secretAccessKey: new Secret('canary-of-somebody-else') };

interface Finding {
  readonly subject: string;
  readonly name: string | null;
  readonly verdict: string;
  readonly message: string;
  readonly fix: string | null;
}

/** Runs the doctor over the sandbox's providers, with these variables besides. */
async function examine(more: Readonly<Record<string, string>> = {}) {
  const variables = { MODELGATE_DATA_DIR: makeDirectory(), ...configureProviders(sandbox()), ...more };
  const { exitCode, stdout } = await startCommand(['doctor', '--json'], { variables }).result;
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  for (const secret of SECRETS) expect(stdout).not.toContain(secret);
  for (const { verdict, fix } of findings)
    expect(fix === null).toBe(verdict === 'ok' || verdict === 'skipped');
  return {
    exitCode,
    ok,
    findings,
    wrong: findings.filter(({ verdict }) => verdict === 'warning' || verdict === 'broken'),
  };
}

/** Variables of a gateway over the sandbox's providers that keeps its artifacts in a bucket. */
function configureBucket({ credentials, serve: _serve, signedSeconds: _seconds, ...place }: BucketSettings) {
  const artifacts = {
    kind: 's3',
    ...place,
    accessKeyId: { env: 'S3_KEY' },
    secretAccessKey: { env: 'S3_SECRET' },
  };
  return {
    ...configureProviders(sandbox(), { sections: { artifacts } }),
    S3_KEY: credentials!.accessKeyId.open(),
    S3_SECRET: credentials!.secretAccessKey.open(),
  };
}

const isSkipped = isWithoutRedis('the doctor of a Redis');

describe('modelgate doctor', () => {
  it('finds nothing wrong where nothing is, and has looked at everything', async () => {
    const { exitCode, ok, findings, wrong } = await examine();

    expect({ exitCode, ok, wrong }).toEqual({ exitCode: 0, ok: true, wrong: [] });
    expect(new Set(findings.map(({ subject }) => subject))).toEqual(
      new Set(['configuration', 'keys', 'disk', 'redis', 'clock', 'provider', 'gateway']),
    );
    const providers = findings.filter(({ subject }) => subject === 'provider').map(({ name }) => name);
    expect(new Set(providers)).toEqual(new Set(['plant-1', 'plant-2', 'training', 'public', 'desktop']));
  });

  it('names each mistake in the configuration with what would be right, and nothing else', async () => {
    const { exitCode, findings } = await examine({ PORT: 'many', MODELGATE_HOTS: 'x', PLANT_1_KEY: '' });

    expect(exitCode).toBe(1);
    expect(findings.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['PORT', 'broken'],
      ['providers[0].apiKey', 'broken'],
      ['MODELGATE_HOTS', 'broken'],
      [null, 'skipped'],
      [null, 'skipped'],
    ]);
    expect(findings[0]?.fix).toContain('65535');
  });

  it('tells a refused key from a provider that is down, and both from the rest', async () => {
    sandbox().faults.add({ server: 'runs', kind: 'drop' });
    const { exitCode, wrong } = await examine({ PUBLIC_TOKEN: 'of-somebody-else' });

    expect(exitCode).toBe(5);
    expect(wrong).toMatchObject([
      { name: 'training', verdict: 'broken', message: expect.stringContaining('PROVIDER_UNAVAILABLE') },
      { name: 'public', verdict: 'broken', message: expect.stringContaining('PROVIDER_AUTH') },
    ]);
    expect(wrong[0]?.fix).toContain('baseUrl');
    expect(wrong[1]?.fix).toContain('key');
  });

  it('counts the items that are not as the adapter expects them', async () => {
    sandbox().faults.add({
      server: 'registry',
      kind: 'tamper',
      match: '/models/',
      pointer: '/data/1/name',
      value: null,
    });
    const { exitCode, wrong } = await examine();

    expect(exitCode).toBe(0);
    expect(wrong).toContainEqual(
      expect.objectContaining({
        name: 'plant-1',
        verdict: 'warning',
        message: expect.stringMatching(/ 1 of \d+ items/u),
      }),
    );
  });

  it('sees that this machine and the providers have different times', async () => {
    const late = new Date(Date.now() + 600_000).toUTCString();
    for (const server of ['registry', 'runs', 'market', 'local'] as const)
      sandbox().faults.add({ server, kind: 'status', status: 404, headers: { date: late }, body: '{}' });

    const { wrong } = await examine();

    expect(wrong.find(({ subject }) => subject === 'clock')).toMatchObject({
      verdict: 'broken',
      message: expect.stringContaining('behind'),
    });
  });

  it('says when keys end, and when others can read them', async () => {
    const directory = makeDirectory();
    const { id } = await createKey(directory, { expiresAt: new Date(Date.now() + 86_400_000) });
    chmodSync(join(directory, 'keys.json'), 0o644);

    const { exitCode, wrong } = await examine({ MODELGATE_DATA_DIR: directory });

    expect(exitCode).toBe(0);
    expect(wrong.map(({ subject, verdict }) => [subject, verdict])).toEqual([
      ['keys', 'warning'],
      ['keys', 'warning'],
    ]);
    expect(wrong[0]?.fix).toContain('chmod 600');
    expect(wrong[1]?.message).toContain(id);
  });

  it('finds a key file that cannot be read as one', async () => {
    const directory = makeDirectory();
    writeFileSync(join(directory, 'keys.json'), 'keys');

    const { exitCode, wrong } = await examine({ MODELGATE_DATA_DIR: directory });

    expect(exitCode).toBe(1);
    expect(wrong).toMatchObject([{ subject: 'keys', verdict: 'broken' }]);
  });

  it('misses the room that is to stay free', async () => {
    const variables = configureProviders(sandbox());
    const path = join(makeDirectory(), 'modelgate.yaml');
    writeFileSync(
      path,
      'providers: [{ name: market, type: wriftai, accessToken: { env: PUBLIC_TOKEN }, baseUrl: "' +
        `${sandbox().origins.market}/v1" }]\ndownloads: { spaceReserveMiB: 100000000 }\n`,
    );

    const { exitCode, wrong } = await examine({ ...variables, MODELGATE_CONFIG: path });

    expect(exitCode).toBe(1);
    expect(wrong).toMatchObject([{ subject: 'disk', verdict: 'broken' }]);
    expect(wrong[0]?.fix).toContain('spaceReserveMiB');
  });

  it('misses a Redis that does not answer, without showing its password', async () => {
    const variables = { REDIS_URL: 'redis://:hidden-password@127.0.0.1:9' };
    const { exitCode, findings, wrong } = await examine(variables);

    expect(exitCode).toBe(1);
    expect(wrong).toMatchObject([{ subject: 'redis', message: expect.stringContaining('ECONNREFUSED') }]);
    expect(JSON.stringify(findings)).not.toContain('hidden-password');
  });

  it.skipIf(isSkipped)('finds a Redis that answers', async () => {
    const redis = await startRedis();

    const { findings } = await examine({ REDIS_URL: redis.url });

    expect(findings.find(({ subject }) => subject === 'redis')).toMatchObject({ verdict: 'ok' });
  });

  it.skipIf(isSkipped)('warns of a Redis that drops what it cannot keep', async () => {
    const redis = await launchRedis(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);
    onTestFinished(redis.stop);

    const { exitCode, wrong } = await examine({ REDIS_URL: redis.url });

    expect(exitCode).toBe(0);
    expect(wrong).toMatchObject([
      {
        subject: 'redis',
        name: 'maxmemory-policy',
        verdict: 'warning',
        message: expect.stringContaining('allkeys-lru'),
        fix: expect.stringContaining('noeviction'),
      },
    ]);
  });

  it('writes to the bucket of artifacts and leaves nothing there', async () => {
    const settings = storage.settings();
    const { findings, wrong } = await examine(configureBucket(settings));

    expect(wrong).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ subject: 'store', verdict: 'ok' }));
    expect(await storage.names(settings)).toEqual([]);
  });

  it.each([
    ['that is not there', { bucket: 'elsewhere' }, 'Bucket elsewhere on'],
    ['whose server does not answer', { endpoint: 'http://127.0.0.1:9' }, 'cannot be reached'],
    ['that takes other credentials', { credentials: WRONG }, 'Bucket models on'],
  ])('misses a bucket %s, without showing the key to it', async (_what, changes, told) => {
    const { exitCode, wrong } = await examine(configureBucket(storage.settings(changes)));

    expect(exitCode).toBe(1);
    expect(wrong).toMatchObject([
      { subject: 'store', verdict: 'broken', message: expect.stringContaining(told) },
    ]);
    expect(wrong[0]?.fix).toContain('credentials');
    expect(JSON.stringify(wrong)).not.toContain(WRONG.secretAccessKey.open());
  });

  it('tells people what is wrong and how to mend it', async () => {
    sandbox().faults.add({ server: 'runs', kind: 'drop' });
    const variables = { MODELGATE_DATA_DIR: makeDirectory(), ...configureProviders(sandbox()) };

    const { stdout } = await startCommand(['doctor'], { variables }).result;

    expect(stdout).toMatch(/^BROKEN {3}provider training: .+\n +fix .+$/mu);
    expect(stdout).toMatch(/^1 broken, 0 warnings\.$/mu);
  });
});
