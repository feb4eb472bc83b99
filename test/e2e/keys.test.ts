import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { makeDirectory } from '../helpers/configuration.js';
import { send } from '../helpers/credentials.js';
import { startGatewayProgram, startProgram } from '../helpers/process.js';

/** Runs the command to its end. */
async function modelgate(dataDirectory: string, ...parameters: readonly string[]) {
  const program = startProgram(process.execPath, ['dist/cli/main.js', ...parameters], {
    MODELGATE_DATA_DIR: dataDirectory,
  });
  const exit = await program.exit;
  return { exit, stdout: program.stdout(), stderr: program.stderr() };
}

describe('modelgate keys', () => {
  it('makes a key that opens a gateway off loopback, shows it in the list, and ends it', async () => {
    const directory = makeDirectory();
    const made = await modelgate(
      directory,
      'keys',
      'create',
      '--name',
      'ci',
      '--scopes',
      'read,download',
      '--providers',
      'market,local',
      '--expires',
      '90d',
    );
    const [, key = '', id = ''] = /^ {2}(mgk_([0-9a-f]{12})_[0-9a-f]{64})$/mu.exec(made.stdout) ?? [];
    const gateway = await startGatewayProgram({
      MODELGATE_DATA_DIR: directory,
      MODELGATE_HOST: '0.0.0.0',
      MODELGATE_SANDBOX_SIZE: '1',
    });
    expect((await send(gateway.url, null)).status).toBe(401);
    expect((await send(gateway.url, `Bearer ${key}`)).status).toBe(200);
    expect(gateway.stdout()).toContain('-H "authorization: Bearer $API_KEY"');
    const client = createClient({
      url: gateway.url.replace(/^http/u, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
    });
    const closed = new Promise<unknown>((resolve) => client.on('closed', resolve));
    await new Promise<void>((resolve) => client.on('connected', () => resolve()));

    const list = await modelgate(directory, 'keys', 'list');
    const revoked = await modelgate(directory, 'keys', 'revoke', id);

    expect(list.stdout).toMatch(
      new RegExp(`^ID +NAME +STATE .*\\n${id} +ci +active +read,download +market,local `, 'u'),
    );
    expect(list.stdout).not.toContain(key.slice(17));
    expect(revoked).toMatchObject({ exit: 0, stdout: `Revoked key ${id}.\n` });
    expect(await closed).toMatchObject({ code: 4403 });
    expect((await send(gateway.url, `Bearer ${key}`)).status).toBe(401);
    expect(JSON.stringify(gateway.log())).not.toContain(key.slice(17));
    expect((await stat(join(directory, 'keys.json'))).mode & 0o777).toBe(0o600);
  });

  it('answers programs in JSON, and loses no key when several are made at once', async () => {
    const directory = makeDirectory();

    const made = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) =>
        modelgate(directory, 'keys', 'create', '--name', name, '--scopes', 'read', '--json'),
      ),
    );

    const { stdout } = await modelgate(directory, 'keys', 'list', '--json');
    const listed = JSON.parse(stdout) as { id: string; name: string }[];
    expect(listed.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(made.map((each) => (JSON.parse(each.stdout) as { id: string }).id).toSorted()).toEqual(
      listed.map(({ id }) => id).toSorted(),
    );
    expect(stdout).not.toContain('secretHash');
  });

  it.each([
    [
      'an unknown scope',
      ['create', '--name', 'x', '--scopes', 'reed'],
      2,
      'read, download, operate, write, admin',
    ],
    ['no scopes', ['create', '--name', 'x', '--scopes', ','], 2, 'read, download, operate, write, admin'],
    ['a strange time', ['create', '--name', 'x', '--scopes', 'read', '--expires', 'soon'], 2, '90d or 12h'],
    [
      'a name that steers terminals',
      ['create', '--name', '\u001B[2J', '--scopes', 'read'],
      2,
      'visible characters',
    ],
    ['the id of no key', ['revoke', '000000000000'], 3, 'modelgate keys list'],
  ])('says what it expects when it gets %s', async (_name, parameters, code, expected) => {
    const { exit, stderr } = await modelgate(makeDirectory(), 'keys', ...parameters);

    expect(exit).toBe(code);
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/^ +at /mu);
  });
});
