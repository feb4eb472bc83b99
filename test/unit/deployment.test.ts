import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { providerPolicySchema } from '../../src/config/schema.js';
import { Secret } from '../../src/config/secret.js';
import { SANDBOX_SERVERS } from '../../src/sandbox/core/types.js';
import { describeProviders } from '../../src/sandbox/provider-settings.js';
import { load } from '../helpers/configuration.js';
import { PROVIDER_TYPES } from '../../src/providers/registry.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const text = z.string();
/** As much of the Compose Specification as the file uses; anything else in it is a mistake. */
const composeSchema = z.strictObject({
  services: z.record(
    text,
    z
      .strictObject({
        image: text,
        extends: z.strictObject({ file: text, service: text }),
        command: z.array(text),
        stop_grace_period: z.string().regex(/^\d+s$/u),
        build: z.strictObject({ context: text, target: text }),
        init: z.boolean(),
        restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
        environment: z.record(text, text),
        volumes: z.array(text),
        ports: z.array(text),
        depends_on: z.record(text, z.strictObject({ condition: z.literal('service_healthy') })),
        healthcheck: z.strictObject({
          test: z.tuple([z.literal('CMD')], text),
          interval: text,
          timeout: text,
          retries: z.int(),
        }),
      })
      .partial(),
  ),
  volumes: z.record(text, z.null()),
});

type Compose = z.output<typeof composeSchema>;

/** A compose file, with what it takes over from others and what its own parts share. */
function readCompose(path: string): Compose {
  const written: unknown = parse(read(path), { merge: true });
  const own = Object.entries(z.record(text, z.unknown()).parse(written)).filter(
    ([key]) => !key.startsWith('x-'),
  );
  const compose = composeSchema.parse(Object.fromEntries(own));
  const services = Object.entries(compose.services).map(([name, { extends: base, ...service }]) => [
    name,
    base === undefined ? service : { ...readCompose(base.file).services[base.service]!, ...service },
  ]);
  return { ...compose, services: Object.fromEntries(services) as Compose['services'] };
}

const COMPOSE_FILES = ['docker-compose.yml', 'docker-compose.cluster.yml'] as const;
const { gateway } = readCompose('docker-compose.yml').services;

/** Those of these paths of the repository that are not there. */
const missing = (paths: readonly string[]) => paths.filter((path) => !existsSync(join(ROOT, path)));

/** The stages of the Dockerfile: name, what each begins from, its instructions. */
const stages = read('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split(/^(?=FROM )/mu)
  .slice(1)
  .map((stage) => {
    const [, from = '', name = ''] = /^FROM (\S+) AS (\S+)\n/u.exec(stage) ?? [];
    return { from, name, lines: stage.split('\n').slice(1) };
  });
const stageNamed = (name: string) => stages.find((stage) => stage.name === name)!;
const commandOf = (name: string) => {
  const line = stageNamed(name).lines.find((each) => each.startsWith('CMD '));
  return z.array(text).parse(JSON.parse(line!.slice('CMD '.length)));
};

describe.each(COMPOSE_FILES)('%s', (path) => {
  const compose = readCompose(path);
  const services = Object.values(compose.services);

  it('mounts files that exist and volumes that it declares', () => {
    const sources = services.flatMap(({ volumes = [] }) => volumes).map((mount) => mount.split(':')[0]!);
    const files = sources.filter((source) => source.startsWith('./'));

    expect(files).toContain('./docker/modelgate.yaml');
    expect(missing(files)).toEqual([]);
    expect(new Set(sources.filter((source) => !files.includes(source)))).toEqual(
      new Set(Object.keys(compose.volumes)),
    );
  });

  it('builds stages that the Dockerfile has', () => {
    const targets = services.flatMap(({ build }) => build?.target ?? []);

    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(targets));
  });

  it('waits only for services that can become healthy', () => {
    const awaited = services.flatMap((service) => Object.keys(service.depends_on ?? {}));

    const asked = awaited.filter((name) => compose.services[name]!.build?.target !== 'gateway');
    for (const name of asked) expect(compose.services[name]).toHaveProperty('healthcheck');
    // The image of the gateway has its own.
    expect(stageNamed('gateway').lines).toContainEqual(expect.stringMatching(/^HEALTHCHECK .*\/ready/u));
  });

  it('reaches the gateway from its own machine only, for there is no authentication', () => {
    const ports = services.flatMap((service) => service.ports ?? []);

    expect(ports).toEqual(['127.0.0.1:4000:4000']);
  });

  it('asks the sandbox for its health where the sandbox answers', () => {
    const probe = compose.services['sandbox']!.healthcheck!.test.at(-1)!;

    expect(probe).toContain(`http://127.0.0.1:${portOf('local')}/.well-known/health`);
  });

  it('keeps a Redis that loses no job of the queue, neither by a restart nor for want of memory', () => {
    const { command, volumes } = compose.services['redis']!;

    expect(command).toEqual(['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
    expect(volumes).toEqual(['redis:/data']);
  });
});

describe('docker-compose.cluster.yml', () => {
  const { services } = readCompose('docker-compose.cluster.yml');
  const gateways = Object.keys(services).filter((name) => name.startsWith('gateway-'));

  it('has a proxy that waits for the gateways that answer clients and leads to them', () => {
    const targets = [...read('docker/nginx.conf').matchAll(/^ +server (\S+):4000 /gmu)].map(
      ([, name]) => name,
    );

    const rolesOf = (name: string) => services[name]!.environment!['MODELGATE_ROLES'] ?? 'api,downloads';
    const answering = gateways.filter((name) => rolesOf(name).includes('api'));

    expect(gateways).toHaveLength(3);
    expect(targets).toEqual(answering);
    expect(Object.keys(services['proxy']!.depends_on!)).toEqual(answering);
    expect(services['proxy']!.volumes).toEqual(['./docker/nginx.conf:/etc/nginx/nginx.conf:ro']);
  });

  it.each(gateways)(
    'has in %s a gateway that loads, shares Redis and the folder, and may end in its own time',
    (name) => {
      const { environment, volumes, stop_grace_period: grace } = services[name]!;
      const { MODELGATE_CONFIG: _path, ...variables } = environment!;

      const config = load(
        { PORT: '4000', MODELGATE_HOST: '0.0.0.0', ...variables },
        read('docker/modelgate.yaml'),
      );

      expect(config.redis?.nodes).toEqual([{ host: 'redis', port: 6379 }]);
      expect(config.publicUrl).toBe('http://127.0.0.1:4000');
      expect(volumes).toContain('data:/data');
      expect(config.drainMs + config.shutdownMs).toBeLessThan(Number.parseInt(grace!, 10) * 1_000);
    },
  );
});

describe('docker/modelgate.yaml', () => {
  const config = () => {
    // What the image sets, under what the compose file sets. Its folders are the container's.
    const { MODELGATE_CONFIG: _path, ...environment } = gateway!.environment!;
    return load({ PORT: '4000', MODELGATE_HOST: '0.0.0.0', ...environment }, read('docker/modelgate.yaml'));
  };

  it('loads with the variables of the compose file', () => {
    expect(config()).toMatchObject({ host: '0.0.0.0', port: 4000, publicUrl: 'http://127.0.0.1:4000' });
  });

  it('names the servers, ports and credentials of the sandbox', () => {
    const at = (name: (typeof SANDBOX_SERVERS)[number]) => `http://sandbox:${portOf(name)}`;
    const expected = describeProviders({
      registry: at('registry'),
      runs: at('runs'),
      market: at('market'),
      local: at('local'),
      storage: at('storage'),
    }).map(({ name, type, settings }) => ({
      name,
      type,
      settings: PROVIDER_TYPES.find((known) => known.type === type)!.settings.parse(settings),
      policy: providerPolicySchema.parse({}),
    }));

    expect(config().providers.map(opened)).toEqual(expected.map(opened));
  });
});

describe('Dockerfile', () => {
  it('copies what exists', () => {
    const copied = stages.flatMap(({ lines }) =>
      lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/u.exec(line)?.[1]?.split(' ') ?? []),
    );

    expect(copied).toContain('package-lock.json');
    expect(missing(copied)).toEqual([]);
  });

  it('runs what the build makes of src', () => {
    const commands = ['gateway', 'sandbox'].map(commandOf);
    const sources = commands.map(([, script = '']) =>
      script.replace(/^dist(?:\/bundle)?(.+)\.js$/u, 'src$1.ts'),
    );

    expect(commands.map(([program]) => program)).toEqual(['node', 'node']);
    expect(sources).toEqual(['src/main.ts', 'src/cli/main.ts']);
    expect(missing(sources)).toEqual([]);
  });

  it('lets the sandbox tell the gateway addresses that the gateway can reach', () => {
    expect(commandOf('sandbox').slice(2)).toEqual([
      'sandbox',
      '--host',
      '0.0.0.0',
      '--public-host',
      'sandbox',
    ]);
    expect(stageNamed('sandbox').lines).toContain(`EXPOSE ${FIRST_PORT}-${portOf('admin')}`);
  });

  it('builds on the oldest supported line of Node and runs nothing as root', () => {
    const images = stages.map(({ from }) => from).filter((from) => from.includes(':'));

    expect(new Set(images)).toEqual(new Set(['node:20-bookworm-slim']));
    for (const name of ['gateway', 'sandbox']) expect(stageNamed(name).lines).toContain('USER node');
  });
});

/** First of the stand-alone sandbox's ports when nothing else is said; see src/sandbox/README.md. */
const FIRST_PORT = 4810;

function portOf(server: (typeof SANDBOX_SERVERS)[number]): number {
  return FIRST_PORT + SANDBOX_SERVERS.indexOf(server);
}

/** Settings with their secrets in plain sight, so that they can be compared. */
function opened({ settings, ...rest }: { readonly settings: unknown }): unknown {
  const shown = Object.entries(z.record(text, z.unknown()).parse(settings)).map(([key, value]) => [
    key,
    value instanceof Secret ? value.open() : value,
  ]);
  return { ...rest, settings: Object.fromEntries(shown) };
}
