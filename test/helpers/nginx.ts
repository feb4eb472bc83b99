import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeDirectory } from './configuration.js';
import { ROOT, startProgram } from './process.js';

/** Whether tests with nginx are left out, which is said once; never where a CI runs them. */
export function isWithoutNginx(what: string): boolean {
  const isThere = spawnSync('nginx', ['-v'], { env: PATHS }).status === 0;
  const isSkipped = !isThere && process.env['CI'] === undefined;
  if (isSkipped) process.stderr.write(`SKIPPED: ${what}, because nginx is not installed.\n`);
  return isSkipped;
}

/** Debian has it where only root looks for programs. */
const PATHS = { PATH: `${process.env['PATH']}:/usr/sbin` };

/** Runs docker/nginx.conf on this machine, with these gateways in the place of the containers; gone when the test ends. */
export async function startNginx(port: number, origins: readonly string[]): Promise<string> {
  const directory = makeDirectory();
  const written = readFileSync(join(ROOT, 'docker/nginx.conf'), 'utf8');
  const [line, rest] = /^ *server gateway-1:4000(.*)$/mu.exec(written)!;
  const servers = origins.map((origin) => `server ${new URL(origin).host}${rest}`);
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${directory};`,
  );
  const configuration = written
    .replace(line, servers.join('\n'))
    .replaceAll(/^ *server gateway-\d:4000.*$/gmu, '')
    .replace('listen 4000;', `listen 127.0.0.1:${port};`)
    .replace('access_log off;', `access_log off; ${folders.join(' ')}`);
  expect(configuration).not.toContain('gateway-');
  const path = join(directory, 'nginx.conf');
  writeFileSync(path, configuration);
  mkdirSync(join(directory, 'logs'));
  const besides = `daemon off; master_process off; pid ${directory}/nginx.pid; error_log stderr;`;
  startProgram('nginx', ['-p', directory, '-c', path, '-g', besides], PATHS);
  const origin = `http://127.0.0.1:${port}`;
  await expect
    .poll(() =>
      fetch(`${origin}/ready`).then(
        ({ status }) => status,
        () => null,
      ),
    )
    .toBe(200);
  return origin;
}
