import { execFileSync } from 'node:child_process';

/** Builds `dist` once before the tests that start real processes. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: new URL('../../', import.meta.url).pathname,
    stdio: 'inherit',
  });
}
