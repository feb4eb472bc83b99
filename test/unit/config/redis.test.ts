import { describe, expect, it } from 'vitest';
import { load, problemsOf } from '../../helpers/configuration.js';

const PROVIDERS = 'providers: [{ name: local, type: pieces-os }]\n';
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const withRedis = (section: string) => `${PROVIDERS}redis: ${section}\n`;

describe('the Redis of a configuration', () => {
  it.each([
    ['redis://redis', { nodes: [{ host: 'redis', port: 6_379 }], tls: null, database: 0, username: null }],
    [
      'rediss://ann:p%40ss@[::1]:7000/3',
      { nodes: [{ host: '::1', port: 7_000 }], tls: { ca: null }, database: 3, username: 'ann' },
    ],
  ])('is a server by its URL %s', (url, expected) => {
    expect(load({ REDIS_URL: url }).redis).toMatchObject({ kind: 'server', ...expected });
  });

  it('has the password of its URL as people mean it, and hides it both ways', () => {
    const { redis, secrets } = load({ REDIS_URL: 'redis://:p%40ss@redis' });

    expect(redis?.password?.open()).toBe('p@ss');
    expect(secrets.map((secret) => secret.open())).toEqual(['redis://:p%40ss@redis', 'p@ss']);
  });

  it('is a cluster by some of its nodes, with TLS of its own', () => {
    const section =
      '{ kind: cluster, nodes: ["a:7000", "[::1]:7001"], username: ann, password: { env: PW }, tls: true, ca: ca.pem, prefix: "plant-2:" }';

    const { redis, secrets } = load({ PW: 'hidden' }, withRedis(section), { 'ca.pem': CA });

    expect(redis).toMatchObject({
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7_000 },
        { host: '::1', port: 7_001 },
      ],
      username: 'ann',
      tls: { ca: CA },
      prefix: 'plant-2:',
    });
    expect(secrets.map((secret) => secret.open())).toEqual(['hidden']);
  });

  it('is a master by its sentinels', () => {
    const section = '{ kind: sentinel, nodes: ["s:26379"], masterName: main, sentinelPassword: { env: PW } }';

    const { redis } = load({ PW: 'hidden' }, withRedis(section));

    expect(redis).toMatchObject({ kind: 'sentinel', masterName: 'main' });
    expect(redis?.sentinelPassword?.open()).toBe('hidden');
  });

  it('may have a prefix and an authority beside its URL', () => {
    const { redis } = load({ REDIS_URL: 'rediss://redis' }, withRedis('{ prefix: "team-a:", ca: ca.pem }'), {
      'ca.pem': CA,
    });

    expect(redis).toMatchObject({ prefix: 'team-a:', tls: { ca: CA } });
  });

  it('is none where a file for several deployments says only the prefix', () => {
    expect(load({}, withRedis('{ prefix: "team-a:" }')).redis).toBeNull();
  });

  it.each([
    ['a prefix with braces', '{ nodes: ["a:1"], prefix: "{a}:" }', 'redis.prefix'],
    ['a node without a port', '{ nodes: [a] }', 'redis.nodes'],
    ['a mistyped key', '{ nodes: ["a:1"], mastername: x }', 'redis.mastername'],
    ['two servers', '{ nodes: ["a:1", "b:1"] }', 'redis'],
    ['sentinels without a name', '{ kind: sentinel, nodes: ["a:1"] }', 'redis'],
    ['a database of a cluster', '{ kind: cluster, nodes: ["a:1"], database: 1 }', 'redis'],
    ['a password and nobody to send it to', '{ username: x }', 'redis'],
    ['an authority without TLS', '{ nodes: ["a:1"], ca: ca.pem }', 'redis'],
    ['certificates that are none', '{ nodes: ["a:1"], tls: true, ca: modelgate.yaml }', 'redis.ca'],
  ])('is refused with %s', (_name, section, where) => {
    const { problems } = problemsOf(() => load({}, withRedis(section), { 'ca.pem': CA }));

    expect(problems.map((problem) => problem.where)).toEqual([where]);
  });

  it('is refused when it is said twice', () => {
    const { problems } = problemsOf(() => load({ REDIS_URL: 'redis://a' }, withRedis('{ nodes: ["a:1"] }')));

    expect(problems).toMatchObject([{ where: 'redis', expected: expect.stringContaining('REDIS_URL') }]);
  });
});
