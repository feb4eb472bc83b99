import { Writable } from 'node:stream';
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
