import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import * as z from 'zod';
import { addArtifactCommands } from './artifact-commands.js';
import { addCheckpointCommands } from './checkpoint-commands.js';
import { addCompletionCommand } from './completion-command.js';
import { createContext, type CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';
import { addDoctorCommand } from './doctor-command.js';
import { addDownloadCommand } from './download-command.js';
import { addDownloadsCommands } from './download-commands.js';
import { addKeyCommands } from './key-commands.js';
import { addModelChanges, addLoadCommands } from './model-changes.js';
import { addModelReading } from './model-commands.js';
import { addProviderCommands } from './provider-commands.js';
import { reportError } from './report-error.js';
import { addRunCommands } from './run-commands.js';
import { addSandboxCommand } from './sandbox-command.js';
import { addSchemaCommands } from './schema-commands.js';
import { addServeCommand } from './serve-command.js';
import type { Surroundings } from './surroundings.js';

/** In the order of the help. */
const ADD_COMMANDS: readonly ((program: Command, context: CommandContext) => void)[] = [
  addServeCommand,
  addSandboxCommand,
  addDoctorCommand,
  addProviderCommands,
  addModelCommands,
  addRunCommands,
  addCheckpointCommands,
  addDownloadCommand,
  addDownloadsCommands,
  addLoadCommands,
  addArtifactCommands,
  addKeyCommands,
  addSchemaCommands,
  addCompletionCommand,
];

/** Runs the program with its parameters, without the names of node and script. Gives the exit code and never rejects. */
export async function runProgram(
  parameters: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { program, context } = createProgram(surroundings);
  try {
    await program.parseAsync([...parameters], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    if (surroundings.signal.aborted) return exitCodeOf(surroundings.signal);
    return reportError(error, surroundings, program.opts()['json'] === true);
  }
}

/** The whole program with its commands. */
export function createProgram(surroundings: Surroundings): {
  readonly program: Command;
  readonly context: CommandContext;
} {
  const program = new Command('modelgate')
    .description('Looks after models over all their providers, and after the gateway itself.')
    .version(readVersion(), '-V, --version', 'prints the version')
    .option('--url <url>', 'the gateway (default: MODELGATE_URL, or http://127.0.0.1:4000/graphql)')
    .option('--key <key>', 'API key or token; better in MODELGATE_KEY, where other users do not see it')
    .option('--json', 'results for programs')
    .option('--no-color', 'no colours; so does the variable NO_COLOR')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for options and examples)')
    .configureOutput({
      writeOut: (text) => void surroundings.stdout.write(text),
      writeErr: (text) => void surroundings.stderr.write(text),
    });
  const context = createContext(program, surroundings);
  for (const add of ADD_COMMANDS) add(program, context);
  addExamples(
    program,
    'modelgate serve',
    'modelgate models search fruit',
    'modelgate download registry:2cee162c-8c7a-4ca0-8c7c-6d2551b045c8 -o ./models/',
  );
  return { program, context };
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** What shells expect of a program that a signal has ended. */
function exitCodeOf(signal: AbortSignal): ExitCode {
  return signal.reason === 'SIGTERM' ? EXIT_CODES.terminated : EXIT_CODES.interrupted;
}

function addModelCommands(program: Command, context: CommandContext): void {
  const models = program.command('models').description('Models over all providers.');
  addModelReading(models, context);
  addModelChanges(models, context);
}
