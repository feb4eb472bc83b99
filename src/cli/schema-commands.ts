import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';

/** Adds `schema print`. */
export function addSchemaCommands(program: Command, context: CommandContext): void {
  const schema = program.command('schema').description('The GraphQL schema.');
  const print = schema
    .command('print')
    .description('Prints the whole schema, for code generators and editors.')
    .action(async () => {
      const text = await readFile(new URL(import.meta.resolve('@modelgate/client/schema.graphql')), 'utf8');
      context.output.result({ sdl: text }, () => text.trimEnd());
    });
  addExamples(print, 'modelgate schema print > schema.graphql');
}
