import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { faultSchema } from '../sandbox/core/fault-schema.js';
import { SANDBOX_SERVERS, type Fault } from '../sandbox/core/types.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { parseWholeNumber } from './parse-options.js';

const MAX_SIZE = 10_000;
const MAX_PORT = 65_535;
const MAX_SEED = 2_147_483_647;

interface SandboxOptions {
  readonly size: number;
  readonly seed: number;
  readonly port: number;
  readonly host: string;
  readonly publicHost?: string;
  readonly fault?: readonly Fault[];
}

/** Adds `sandbox`. */
export function addSandboxCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('sandbox')
    .description("Runs servers that speak the four providers' protocols over made-up data, until Ctrl-C.")
    .option('--size <n>', 'models (or runs) of each provider', parseWholeNumber(1, MAX_SIZE), 60)
    .option('--seed <n>', 'another seed, another data set', parseWholeNumber(0, MAX_SEED), 1)
    .option(
      '--port <n>',
      `first of ${SANDBOX_SERVERS.length} ports in a row: ${SANDBOX_SERVERS.join(', ')}; 0: any free ones`,
      parseWholeNumber(0, MAX_PORT - SANDBOX_SERVERS.length),
      4810,
    )
    .option('--host <address>', 'interface to listen on', '127.0.0.1')
    .option('--public-host <name>', 'host name in URLs, where clients reach it by another name')
    .option('--fault <json>', 'a fault in force from the start; may be given several times', addFault)
    .action((options: SandboxOptions) => startSandbox(options, context));
  addExamples(
    command,
    'modelgate sandbox --size 200 --seed 7',
    `modelgate sandbox --fault '{"server":"registry","kind":"drop"}'`,
  );
}

async function startSandbox(options: SandboxOptions, context: CommandContext): Promise<void> {
  const { size, seed, port, host, publicHost = host, fault = [] } = options;
  // Imported only here: the model files are no part of a production install.
  const { runSandbox } = await import('../sandbox/run.js');
  const portOf = (index: number) => (port === 0 ? 0 : port + index);
  await runSandbox({
    size,
    seed,
    ports: Object.fromEntries(SANDBOX_SERVERS.map((name, index) => [name, portOf(index)])),
    address: { host, publicHost },
    initialFaults: fault,
    signal: context.signal,
    onStart: (origins) =>
      context.output.result(origins, () =>
        SANDBOX_SERVERS.map((name) => `${name.padEnd(8)} ${origins[name]}`).join('\n'),
      ),
  });
}

const faultText = z
  .string()
  .transform((text, issues): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      issues.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(faultSchema);

function addFault(text: string, faults: readonly Fault[] = []): readonly Fault[] {
  const parsed = faultText.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(z.prettifyError(parsed.error));
  return [...faults, parsed.data];
}
