import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../helpers/configuration.js';
import { startGatewayProgram, startProgram, type Variables } from '../helpers/process.js';

const start = (parameters: readonly string[], variables: Variables = {}) =>
  startProgram(process.execPath, ['dist/cli/main.js', ...parameters], variables);

describe('modelgate as a process', () => {
  it('serves until it is told to stop', async () => {
    const directory = makeDirectory();
    const serving = start(['serve', '--port', '0', '--data', directory], { MODELGATE_SANDBOX_SIZE: '1' });
    const [, url = ''] = await serving.prints(/listens on (\S+)\n/u);

    const { exit, stdout } = start(['providers', '--url', url]);

    expect(await exit).toBe(0);
    expect(stdout()).toContain('registry  pictograph');
    serving.kill('SIGINT');
    expect(await serving.exit).toBe(0);
  });

  it('is interrupted in the middle of a download, and goes on when it is called again', async () => {
    const gateway = await startGatewayProgram({ MODELGATE_SANDBOX_SIZE: '4' });
    const [admin = ''] = /http:\S+(?=\/__sandbox\/faults -d)/u.exec(gateway.stdout()) ?? [];
    const faults = `${admin}/__sandbox/faults`;
    const variables = { MODELGATE_URL: gateway.url };
    const slow = { server: 'storage', kind: 'slow-body', bytesPerSecond: 500_000 };
    await fetch(faults, { method: 'POST', body: JSON.stringify(slow) });
    const listing = start(
      ['models', 'list', '--kind', 'registry', '--downloadable', '--limit', '1', '--json'],
      variables,
    );
    await listing.exit;
    const { ref } = JSON.parse(listing.stdout()).models[0];
    const folder = join(makeDirectory(), 'models');
    mkdirSync(folder);
    const downloading = start(['download', ref, '-o', folder], variables);
    await expect.poll(downloading.stderr, { timeout: 60_000 }).toContain('transferring');

    downloading.kill('SIGINT');

    expect(await downloading.exit).toBe(130);
    expect(downloading.stderr()).toContain(`modelgate download ${ref} -o ${folder}`);
    await fetch(faults, { method: 'DELETE' });
    const again = start(['download', ref, '-o', folder], variables);
    expect(await again.exit).toBe(0);
    expect(again.stdout()).toBe(`${join(folder, readdirSync(folder)[0] ?? '')}\n`);
  });

  it('prints a schema that is one, and scripts that shells take', async () => {
    const [schema, completion, words] = [
      start(['schema', 'print']),
      start(['completion', 'bash']),
      start(['complete', '--', 'models', 'l']),
    ];
    for (const { exit } of [schema, completion, words]) expect(await exit).toBe(0);

    expect(buildSchema(schema.stdout()).getQueryType()?.name).toBe('Query');
    const check = startProgram('bash', ['-n', '-c', completion.stdout()]);
    expect(await check.exit).toBe(0);
    expect(words.stdout()).toMatch(/^list\t/mu);
  });

  it('does not mind a reader who has seen enough', async () => {
    const shell = startProgram('bash', [
      '-c',
      'node dist/cli/main.js schema print | head -n 1; echo "${PIPESTATUS[0]}"',
    ]);

    expect(await shell.exit).toBe(0);
    expect(shell.stdout().trimEnd().split('\n').at(-1)).toBe('0');
    expect(shell.stderr()).toBe('');
  });
});
