import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { SANDBOX_SERVERS, type Fault, type SandboxServerName } from '../../src/sandbox/core/types.js';
import { makeDirectory } from './configuration.js';

/** The repository, where people start things. */
export const ROOT = new URL('../../', import.meta.url).pathname;

/** How long a process may take to say what is waited for; a busy machine is slow. */
const PATIENCE_MS = 60_000;

/** Variables of a process; those of the tests' own do not reach it. */
export type Variables = Readonly<Record<string, string>>;

/** A program in a process of its own, killed when the test ends. */
export interface RunningProgram {
  readonly pid: number;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Waits until its standard output holds this; gives the match. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals | null>;
}

/** Starts a program in the repository. */
export function startProgram(
  command: string,
  parameters: readonly string[],
  variables: Variables = {},
): RunningProgram {
  const child = spawn(command, parameters, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = once(child, 'close').then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null,
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const prints = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const matchOrEnd = () => {
      if (child.exitCode !== null) throw new Error(`The program has ended: ${stdout}${stderr}`);
      return pattern.exec(stdout);
    };
    await expect.poll(matchOrEnd, { timeout: PATIENCE_MS, interval: 20 }).not.toBeNull();
    return pattern.exec(stdout)!;
  };
  return {
    pid: child.pid!,
    stdout: () => stdout,
    stderr: () => stderr,
    prints,
    kill: (signal) => void child.kill(signal),
    exit,
  };
}

/** A started gateway. */
export interface GatewayProgram extends RunningProgram {
  readonly origin: string;
  /** The GraphQL endpoint, as it was printed. */
  readonly url: string;
  /** The lines of its log. Fails when one is not JSON. */
  log(): readonly Readonly<Record<string, unknown>>[];
}

/** Starts the built gateway on a free port and waits until it says that it listens. */
export async function startGatewayProgram(variables: Variables = {}): Promise<GatewayProgram> {
  const program = startProgram(process.execPath, ['dist/bundle/main.js'], {
    PORT: '0',
    MODELGATE_DATA_DIR: makeDirectory(),
    ...variables,
  });
  const [, url = '', origin = ''] = await program.prints(/listens on ((\S+)\/graphql)\n[^]*\n$/u);
  const log = () =>
    program
      .stderr()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...program, origin, url, log };
}

/** A sandbox in a process of its own. */
export interface SandboxProgram {
  readonly origins: Readonly<Record<SandboxServerName, string>>;
  addFault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Waits until as many faults are left; one with `times` is gone once it has hit. */
  leavesFaults(count: number): Promise<void>;
}

/** Starts the built stand-alone sandbox on free ports. */
export async function startSandboxProgram(): Promise<SandboxProgram> {
  const flags = ['--size', '8', '--port', '0'];
  const program = startProgram(process.execPath, ['dist/cli/main.js', 'sandbox', ...flags]);
  await program.prints(/^admin +http\S+\n/mu);
  const origins = Object.fromEntries(
    SANDBOX_SERVERS.map((name) => [name, new RegExp(`^${name} +(\\S+)$`, 'mu').exec(program.stdout())?.[1]]),
  ) as Record<SandboxServerName, string>;
  const faults = `${origins.admin}/__sandbox/faults`;
  return {
    origins,
    addFault: async (fault) => {
      const { status } = await fetch(faults, { method: 'POST', body: JSON.stringify(fault) });
      expect(status).toBe(201);
    },
    clearFaults: async () => {
      const { status } = await fetch(faults, { method: 'DELETE' });
      expect(status).toBe(204);
    },
    leavesFaults: async (count) => {
      const list = async () => (await (await fetch(faults)).json()) as unknown[];
      await expect.poll(list, { timeout: PATIENCE_MS, interval: 20 }).toHaveLength(count);
    },
  };
}
