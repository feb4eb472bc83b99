import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/process.js';
import { rawRequest } from '../helpers/raw-http.js';

const program = `${ROOT}dist/cli/main.js`;
let child: ChildProcess | undefined;

/** Origins by server, as the process prints them. */
async function printedOrigins(sandbox: ReturnType<typeof run>): Promise<ReadonlyMap<string, string>> {
  const origins = new Map<string, string>();
  for await (const line of createInterface(sandbox.stdout)) {
    const [name = '', origin = ''] = line.split(/ +/u);
    if (origins.set(name, origin).size === 6) break;
  }
  return origins;
}

function run(...flags: readonly string[]) {
  const started = spawn(process.execPath, [program, 'sandbox', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  return started;
}

afterEach(() => child?.kill('SIGKILL'));

describe('the sandbox as a process', () => {
  it('prints where its servers are, serves them and ends on SIGTERM', async () => {
    const sandbox = run('--size', '3', '--port', '0', '--public-host', 'localhost');
    const origins = await printedOrigins(sandbox);

    expect([...origins.keys()]).toEqual(['registry', 'runs', 'market', 'local', 'storage', 'admin']);
    expect(origins.get('local')).toMatch(/^http:\/\/localhost:\d+$/u);
    expect((await rawRequest(`${origins.get('local')}/models`)).status).toBe(200);

    sandbox.kill('SIGTERM');
    expect(await once(sandbox, 'exit')).toEqual([0, null]);
  });

  it('misbehaves from the start when it is told to', async () => {
    const fault = { server: 'local', kind: 'status', status: 503, times: 1 };

    const origins = await printedOrigins(run('--size', '3', '--port', '0', '--fault', JSON.stringify(fault)));

    expect((await rawRequest(`${origins.get('local')}/models`)).status).toBe(503);
    expect((await rawRequest(`${origins.get('local')}/models`)).status).toBe(200);
  });

  it.each([
    [['--size', '0'], 'size'],
    [['--sise', '5'], '--sise'],
    [['--fault', '{"server":"local","kind":"mischief"}'], 'kind'],
    [['--fault', 'mischief'], 'not JSON'],
  ])('refuses %j and tells how it is used', async (flags, named) => {
    const sandbox = run(...flags);

    const [complaint, [code]] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);

    expect(code).toBe(2);
    expect(complaint).toContain(named);
    expect(complaint).toContain('--help');
  });
});
