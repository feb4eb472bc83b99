import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createScrubber } from '../../../src/config/scrub.js';
import { Secret } from '../../../src/config/secret.js';
import { load, makeDirectory } from '../../helpers/configuration.js';

const FILE = `
providers:
  - name: registry
    type: pictograph
    apiKey: { env: REGISTRY_KEY }
  - name: runs
    type: datature-vi
    organizationId: org-1
    secretKey: { file: secret.txt }
federation: { maxPageSize: 50 }
`;

describe('loadConfig without a file', () => {
  it('gives the sandbox and the documented defaults', () => {
    const config = load({});

    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      publicUrl: null,
      logLevel: 'info',
      drainMs: 0,
      shutdownMs: 10_000,
      redis: null,
      roles: ['api', 'downloads'],
      cursorKey: null,
      graphql: { graphiql: true, introspection: true, corsOrigins: [] },
      console: true,
      sandbox: { size: 30, seed: 1 },
      providers: [],
      federation: { providerDeadlineMs: 5_000, maxPageSize: 100, maxDrain: 10_000, snapshotTtlMs: 10_000 },
      downloads: { concurrency: 3, stallAfterMs: 30_000, progressPerSecond: 4 },
      secrets: [],
    });
  });

  it('reads every variable', () => {
    const config = load({
      MODELGATE_HOST: '0.0.0.0',
      MODELGATE_ALLOW_UNAUTHENTICATED: 'true',
      PORT: '0',
      MODELGATE_PUBLIC_URL: 'https://models.example.com/',
      MODELGATE_LOG_LEVEL: 'debug',
      MODELGATE_CORS_ORIGINS: 'https://a.example, https://b.example:8443',
      MODELGATE_GRAPHIQL: 'false',
      MODELGATE_CONSOLE: 'false',
      MODELGATE_INTROSPECTION: 'false',
      MODELGATE_DRAIN_SECONDS: '6',
      MODELGATE_SHUTDOWN_SECONDS: '3',
      MODELGATE_SANDBOX_SIZE: '7',
      MODELGATE_SANDBOX_SEED: '42',
      REDIS_URL: 'redis://:password@redis:6379/0',
    });

    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://models.example.com',
      logLevel: 'debug',
      graphql: {
        graphiql: false,
        introspection: false,
        corsOrigins: ['https://a.example', 'https://b.example:8443'],
      },
      console: false,
      drainMs: 6_000,
      shutdownMs: 3_000,
      sandbox: { size: 7, seed: 42 },
    });
    expect(config.redis).toMatchObject({
      kind: 'server',
      nodes: [{ host: 'redis', port: 6379 }],
      database: 0,
      tls: null,
      prefix: 'modelgate:',
    });
    expect(config.redis?.password?.open()).toBe('password');
    expect(config.secrets.map((secret) => secret.open())).toEqual([
      'redis://:password@redis:6379/0',
      'password',
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ PORT: '', REDIS_URL: '', MODELGATE_CONFIG: '' })).toMatchObject({
      port: 4000,
      redis: null,
    });
  });

  it('makes the data directory and names it absolutely', () => {
    const path = join(makeDirectory(), 'deep', 'data');

    expect(load({ MODELGATE_DATA_DIR: path }).dataDirectory).toBe(path);
    expect(existsSync(path)).toBe(true);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1', 'localhost'])(
    'lets %s listen without authentication',
    (host) => {
      expect(load({ MODELGATE_HOST: host }).host).toBe(host);
    },
  );
});

describe('loadConfig with a file', () => {
  it('gives the providers with defaults filled in and secrets resolved', () => {
    const config = load({ REGISTRY_KEY: 'pk_live_1' }, FILE, { 'secret.txt': 'dtvi_1\n' });

    const [registry, runs] = config.providers;
    expect(registry).toMatchObject({
      name: 'registry',
      type: 'pictograph',
      settings: { baseUrl: 'https://api.pictograph.io/api/v1/developer', apiKey: expect.any(Secret) },
    });
    expect(runs).toMatchObject({ name: 'runs', settings: { organizationId: 'org-1' } });
    expect(config.secrets.map((secret) => secret.open())).toEqual(['pk_live_1', 'dtvi_1']);
    expect(config).toMatchObject({ sandbox: null, federation: { maxPageSize: 50, maxDrain: 10_000 } });
  });

  it('reads JSON as well', () => {
    const file = JSON.stringify({ providers: [{ name: 'market', type: 'wriftai' }] });

    expect(load({}, file).providers).toMatchObject([{ name: 'market', type: 'wriftai' }]);
  });

  it('lets secrets stand in variables that begin as its own do', () => {
    const file = 'providers: [{ name: market, type: wriftai, accessToken: { env: MODELGATE_MARKET_TOKEN } }]';

    expect(load({ MODELGATE_MARKET_TOKEN: 'token' }, file).secrets).toHaveLength(1);
  });

  it('gives something that nobody can change and that prints no secret', () => {
    const config = load({ REGISTRY_KEY: 'canary', REDIS_URL: 'redis://:canary@redis' }, FILE, {
      'secret.txt': 'canary',
    });

    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.providers[0]!.settings)).toBe(true);
    expect(Object.isFrozen(config.graphql.corsOrigins)).toBe(true);
    expect(inspect(config, { depth: null, showHidden: true }) + JSON.stringify(config)).not.toContain(
      'canary',
    );
  });
});

describe('createScrubber', () => {
  it('cuts out what has the form of a key or token of a caller, but not the id of a key', () => {
    const scrub = createScrubber([]);

    expect(scrub(`x mgk_0123456789ab_${'f'.repeat(64)} y`)).toBe('x mgk_0123456789ab_[secret] y');
    expect(scrub('x eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl y')).toBe('x [secret] y');
  });

  it('replaces secrets in a line of JSON, the longer of two first, and leaves short ones', () => {
    const scrub = createScrubber([
      new Secret('abcd'),
      new Secret('abcdef'),
      new Secret('a"b\\c'),
      new Secret('x'),
    ]);

    expect(scrub(JSON.stringify({ a: 'abcdef', b: 'abcd', c: 'a"b\\c', d: 'xyz' }))).toBe(
      '{"a":"[secret]","b":"[secret]","c":"[secret]","d":"xyz"}',
    );
  });
});
