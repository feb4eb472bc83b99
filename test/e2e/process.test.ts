import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, describe, it, onTestFinished } from 'vitest';
import { makeDirectory } from '../helpers/configuration.js';
import { originOf } from '../helpers/http-server.js';
import { startGatewayProgram, startProgram } from '../helpers/process.js';

describe('the gateway without a configuration', () => {
  it('prints where it listens, its pages, its providers, and a query that works when pasted into a shell', async () => {
    const gateway = await startGatewayProgram({ MODELGATE_SANDBOX_SIZE: '3' });
    const [, command = ''] = /^ {2}(curl .+)$/mu.exec(gateway.stdout()) ?? [];

    const curl = startProgram('bash', ['-c', command]);

    expect(await curl.exit).toBe(0);
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/u);
    expect(gateway.stdout()).toContain(
      'Providers: registry (pictograph), runs (datature-vi), market (wriftai), local (pieces-os)\n',
    );
    const pageAt = async (name: string) => {
      const [, address = ''] = new RegExp(`^${name}: +(\\S+)`, 'mu').exec(gateway.stdout()) ?? [];
      return (await fetch(address, { headers: { accept: 'text/html' } })).text();
    };
    expect(await pageAt('Console')).toContain('<title>Modelgate</title>');
    expect(await pageAt('GraphiQL')).toContain('GraphiQL');
    const { data } = JSON.parse(curl.stdout()) as { data: { models: { nodes: unknown[] } } };
    expect(data.models).toMatchObject({ unavailable: [], nodes: { length: 5 } });
    expect(data.models.nodes[0]).toEqual({
      ref: expect.stringMatching(/^(registry|runs|market|local):/u) as string,
      name: expect.any(String) as string,
      status: expect.any(String) as string,
    });
  });

  it('answers health and readiness checks', async () => {
    const { origin } = await startGatewayProgram({ MODELGATE_SANDBOX_SIZE: '1' });

    const answers = await Promise.all(['/health', '/ready'].map((path) => fetch(`${origin}${path}`)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('a gateway that cannot start', () => {
  it('lists every problem of its configuration and ends with exit code 1', async () => {
    const path = join(makeDirectory(), 'modelgate.yaml');
    writeFileSync(
      path,
      'providers:\n  - { name: Registry, type: pictograf }\n  - { name: runs, type: datature-vi }\n',
    );

    const gateway = startProgram(process.execPath, ['dist/bundle/main.js'], {
      PORT: 'http',
      MODELGATE_DATA_DIR: makeDirectory(),
      MODELGATE_CONFIG: path,
      MODELGATE_SHUTDOWN: '5',
    });

    expect(await gateway.exit).toBe(1);
    for (const place of [
      'PORT',
      'providers[0].name',
      'providers[0].type',
      'providers[1].organizationId',
      'providers[1].secretKey',
      'MODELGATE_SHUTDOWN',
    ])
      expect(gateway.stderr()).toContain(`\n  ${place}\n    found `);
    expect(gateway.stderr()).not.toMatch(/^ +at /mu);
    expect(gateway.stdout()).toBe('');
  });

  it('says so when another program listens on its port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = new URL(originOf(other));

    const gateway = startProgram(process.execPath, ['dist/bundle/main.js'], {
      PORT: port,
      MODELGATE_DATA_DIR: makeDirectory(),
    });

    expect(await gateway.exit).toBe(1);
    expect(gateway.stderr()).toBe(
      `Another program listens on port ${port} already. Stop it, or set PORT to another port (0: any free one).\n`,
    );
  });
});
