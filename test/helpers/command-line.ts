import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { runProgram } from '../../src/cli/program.js';
import type { TextStream } from '../../src/cli/surroundings.js';

/** What a run of the command line left. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run under way. */
export interface RunningCommand {
  stdout(): string;
  stderr(): string;
  /** As Ctrl-C does. */
  interrupt(): void;
  readonly result: Promise<CommandResult>;
}

export interface CommandOptions {
  /** Variables; nothing else of the environment reaches the program. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether its streams are a terminal. */
  readonly isTerminal?: boolean;
}

/** Runs the command line in this process, as its own process would. */
export function startCommand(parameters: readonly string[], options: CommandOptions = {}): RunningCommand {
  const [stdout, stderr] = [captureStream(options), captureStream(options)];
  const ending = new AbortController();
  const result = runProgram(parameters, {
    environment: options.variables ?? {},
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: ending.signal,
  }).then((exitCode) => ({ exitCode, stdout: stdout.text(), stderr: stderr.text() }));
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    interrupt: () => ending.abort('SIGINT'),
    result,
  };
}

/** Runs a command that must succeed, and gives what it prints as JSON. Only `download` tells on stderr how it goes. */
export async function runForJson(parameters: readonly string[], options: CommandOptions): Promise<any> {
  const { exitCode, stdout, stderr } = await startCommand([...parameters, '--json'], options).result;
  const isProgress = exitCode === 0 && parameters[0] === 'download';
  expect({ exitCode, stderr: isProgress ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** The command line of somebody who uses this gateway; read inside tests and hooks. */
export function commandsFor(gateway: () => { readonly url: string }) {
  const withUrl = (options: CommandOptions): CommandOptions => ({
    ...options,
    variables: { MODELGATE_URL: gateway().url },
  });
  const start = (parameters: readonly string[], options: CommandOptions = {}) =>
    startCommand(parameters, withUrl(options));
  return {
    start,
    run: (...parameters: readonly string[]) => start(parameters).result,
    json: (...parameters: readonly string[]) => runForJson(parameters, withUrl({})),
  };
}

function captureStream({ isTerminal = false }: CommandOptions) {
  let text = '';
  const stream: TextStream = Object.assign(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString();
        done();
      },
    }),
    { isTTY: isTerminal, columns: 200 },
  );
  return { stream, text: () => text };
}
