import { ProvidersDocument, type ProviderFieldsFragment } from '@modelgate/client/documents';
import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { word } from './format.js';
import { withGateway } from './gateway.js';
import type { Colors } from './output.js';
import { renderTable } from './table.js';

/** Adds `providers`. */
export function addProviderCommands(program: Command, context: CommandContext): void {
  const command = program
    .command('providers')
    .description('Shows the configured providers, how they answer and what they can do.')
    .action(() => listProviders(context));
  addExamples(command, 'modelgate providers', 'modelgate providers --json');
}

async function listProviders(context: CommandContext): Promise<void> {
  const { providers } = await withGateway(context, (client) => client.query(ProvidersDocument));
  const { output } = context;
  output.result({ providers }, () =>
    renderTable(
      ['NAME', 'TYPE', 'KIND', 'STATE', 'LATENCY', 'CAN', 'LAST FAILURE'],
      providers.map(({ name, type, kind, health, capabilities }) => [
        name,
        type,
        word(kind),
        paintState(health.state, output.colors),
        health.latencyMs === null ? null : `${Math.round(health.latencyMs)} ms`,
        capabilities.map((each) => word(each)).join(', '),
        health.lastError?.message ?? null,
      ]),
    ),
  );
}

function paintState(state: ProviderFieldsFragment['health']['state'], colors: Colors): string {
  const text = state.toLowerCase();
  if (state === 'UP') return colors.green(text);
  if (state === 'UNKNOWN') return colors.dim(text);
  return state === 'DOWN' ? colors.red(text) : colors.yellow(text);
}
