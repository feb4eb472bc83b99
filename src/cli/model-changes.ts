import type { ModelgateClient } from '@modelgate/client';
import {
  CreateModelDocument,
  DeleteModelDocument,
  LoadModelDocument,
  UnloadModelDocument,
  UpdateModelDocument,
  type ModelSummaryFragment,
} from '@modelgate/client/documents';
import type { Command } from 'commander';
import { VISIBILITIES, type Visibility } from '../domain/model.js';
import { GatewayError } from '../errors/gateway-error.js';
import { withGateway } from './gateway.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { word } from './format.js';
import { modelTable } from './model-commands.js';
import { parseList, parseWord } from './parse-options.js';

interface ModelFields {
  readonly description?: string;
  readonly visibility?: Visibility;
  readonly overview?: string;
  readonly hardware?: string;
  readonly sourceUrl?: string;
  readonly licenseUrl?: string;
  readonly paperUrl?: string;
  readonly categories?: string[];
}

interface CreateOptions extends ModelFields {
  readonly provider: string;
  readonly name: string;
}

interface UpdateOptions extends ModelFields {
  readonly name?: string;
  readonly licenseId?: string;
  readonly licenseText?: string;
  readonly readme?: string;
}

/** Adds `models create`, `models update` and `models delete` to `models`. */
export function addModelChanges(models: Command, context: CommandContext): void {
  const create = addFields(models.command('create'))
    .description('Creates a model on a marketplace.')
    .requiredOption('--provider <name>', 'where')
    .requiredOption('--name <name>', 'unique for its owner')
    .action((options: CreateOptions) => createModel(options, context));
  addExamples(
    create,
    'modelgate models create --provider market --name leaf-counter --visibility private --hardware gpu-t4-1',
  );
  const update = addFields(models.command('update <ref>'))
    .description('Changes a model; what is not named stays as it is.')
    .option('--name <name>', 'on a marketplace this changes the ref')
    .option('--license-id <id>', 'in a registry, such as mit')
    .option('--license-text <text>', 'in a registry')
    .option('--readme <text>', 'long description, in a registry')
    .action((ref: string, options: UpdateOptions) => updateModel(ref, options, context));
  addExamples(
    update,
    'modelgate models update market:greenlab/leaf-segmenter --description "Now with veins"',
  );
  const remove = models
    .command('delete <ref>')
    .description('Deletes a model at its provider, or drops the files of a runtime.')
    .option('--yes', 'needed: this cannot be undone')
    .action((ref: string, options: { readonly yes?: boolean }) => deleteModel(ref, options, context));
  addExamples(remove, 'modelgate models delete market:greenlab/leaf-segmenter --yes');
}

/** Adds `load` and `unload`. */
export function addLoadCommands(program: Command, context: CommandContext): void {
  const load = program
    .command('load <ref>')
    .description('Loads a model of a local runtime into memory.')
    .action((ref: string) =>
      change(context, (client) =>
        client.mutate(LoadModelDocument, { id: ref }).then((data) => data.loadModel),
      ),
    );
  addExamples(load, 'modelgate load local:00000000-0000-4000-8000-000000000001');
  const unload = program
    .command('unload <ref>')
    .description('Frees the memory of a model of a local runtime.')
    .action((ref: string) =>
      change(context, (client) =>
        client.mutate(UnloadModelDocument, { id: ref }).then((data) => data.unloadModel),
      ),
    );
  addExamples(unload, 'modelgate unload local:00000000-0000-4000-8000-000000000001');
}

function addFields(command: Command): Command {
  return command
    .option('--description <text>', 'short description')
    .option('--visibility <who>', 'private or public', parseWord(VISIBILITIES))
    .option('--overview <text>', 'long description, on a marketplace')
    .option('--hardware <id>', 'what it runs on, on a marketplace')
    .option('--source-url <url>', 'code it was made with')
    .option('--license-url <url>', 'where its licence is')
    .option('--paper-url <url>', 'paper about it')
    .option('--categories <slugs>', 'separated by commas, on a marketplace', parseList);
}

async function createModel(options: CreateOptions, context: CommandContext): Promise<void> {
  await change(context, async (client) => {
    const { createModel: model } = await client.mutate(CreateModelDocument, { input: options });
    return model;
  });
}

async function updateModel(ref: string, options: UpdateOptions, context: CommandContext): Promise<void> {
  if (Object.keys(options).length === 0)
    throw new GatewayError('INVALID_ARGUMENT', 'Name at least one field to change; --help lists them.');
  await change(context, async (client) => {
    const input = { id: ref, ...options };
    const { updateModel: model } = await client.mutate(UpdateModelDocument, { input });
    return model;
  });
}

async function deleteModel(
  ref: string,
  { yes }: { readonly yes?: boolean },
  context: CommandContext,
): Promise<void> {
  if (yes !== true)
    throw new GatewayError(
      'INVALID_ARGUMENT',
      `Deleting ${ref} cannot be undone. Add --yes if that is meant.`,
    );
  const { deleteModel: deleted } = await withGateway(context, (client) =>
    client.mutate(DeleteModelDocument, { id: ref }),
  );
  context.output.result(deleted, () => `Deleted ${ref}: ${word(deleted.outcome)}.`);
}

/** Makes a change and shows the model as it is afterwards. */
async function change(
  context: CommandContext,
  make: (client: ModelgateClient) => Promise<ModelSummaryFragment>,
): Promise<void> {
  const model = await withGateway(context, make);
  context.output.result(model, () => modelTable([model], context.output.colors));
}
