import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';

interface ServeOptions {
  readonly config?: string;
  readonly port?: string;
  readonly data?: string;
  readonly roles?: string;
}

/** Adds `serve`. */
export function addServeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('serve')
    .description('Runs a gateway until Ctrl-C. Without a configuration file it runs over its sandbox.')
    .option('--config <file>', 'configuration file (default: MODELGATE_CONFIG)')
    .option('--port <number>', 'port to listen on (default: PORT, or 4000)')
    .option(
      '--data <directory>',
      'where downloads and keys are kept (default: MODELGATE_DATA_DIR, or ./.data)',
    )
    .option(
      '--roles <roles>',
      'api, downloads or both, where replicas share a Redis (default: MODELGATE_ROLES, or both)',
    )
    .action((options: ServeOptions) => runServe(options, context));
  addExamples(command, 'modelgate serve', 'modelgate serve --config ./modelgate.yaml --port 4100');
}

async function runServe({ config, port, data, roles }: ServeOptions, context: CommandContext): Promise<void> {
  // Imported only here: the other commands start without all of the gateway.
  const { serve } = await import('../serve.js');
  await serve({
    environment: {
      ...context.environment,
      ...(config === undefined ? {} : { MODELGATE_CONFIG: config }),
      ...(port === undefined ? {} : { PORT: port }),
      ...(data === undefined ? {} : { MODELGATE_DATA_DIR: data }),
      ...(roles === undefined ? {} : { MODELGATE_ROLES: roles }),
    },
    print: (text) => void context.stdout.write(text),
    signal: context.signal,
  });
}
