import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long a program may take to say that it is ready, and to end when it is told to, in milliseconds. */
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 30_000;

/** What a program is started with. */
export interface ProgramOptions {
  /** Unique; its log and the file with its process id are named after it. */
  readonly name: string;
  readonly command: string;
  readonly parameters: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Where both files are. */
  readonly directory: string;
  /** What it prints on standard output when it is ready. */
  readonly readyText: RegExp;
}

/** A program that is ready. */
export interface Program {
  readonly pid: number;
  /** The match of `readyText`. */
  readonly ready: RegExpExecArray;
  /** Resolves when it has ended, with its exit code or signal. */
  readonly exit: Promise<number | string>;
  /** Tells it to end and waits until it has; one that does not is killed. */
  stop(): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches it through this process only. Rejects when it ends
 * before it is ready, or takes too long; its log then says why.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, command, parameters, variables, directory } = options;
  const logPath = join(directory, `${name}.log`);
  const pidPath = join(directory, `${name}.pid`);
  const log = openSync(logPath, 'a');
  const child = spawn(command, parameters, {
    // oxlint-disable-next-line node/no-process-env -- PATH and HOME, which every program needs
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
    stdio: ['ignore', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  writeFileSync(pidPath, `${pid}\n`);
  const exit = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    rmSync(pidPath, { force: true });
    return code ?? signal ?? 'unknown';
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exit;
    clearTimeout(kill);
  };
  try {
    return { pid, exit, stop, ready: await printed(child, options.readyText) };
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start; ${logPath} says why.`, { cause: error });
  }
}

/** Waits for a text on standard output; what is printed later is let go. */
function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const tooLate = AbortSignal.timeout(START_TIMEOUT_MS);
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: string): void => {
      text += chunk;
      const match = pattern.exec(text);
      if (match === null) return;
      child.stdout?.off('data', read).resume();
      resolve(match);
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.once('exit', () => reject(new Error(`It has ended: ${text}`)));
    tooLate.addEventListener('abort', () => reject(new Error(`It has not become ready: ${text}`)));
  });
}
