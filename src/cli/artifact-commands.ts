import type { ModelgateClient } from '@modelgate/client';
import {
  ArtifactByIdDocument,
  DeleteArtifactDocument,
  VerifyArtifactDocument,
  type ArtifactFieldsFragment,
} from '@modelgate/client/documents';
import type { Command } from 'commander';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { EXIT_CODES } from './exit-codes.js';
import { bytes, moment, word } from './format.js';
import { askFor, pageSizeFor, take, withGateway } from './gateway.js';
import { addLimit, tableOrRemark, type ListLimit } from './list-options.js';
import { renderFields, renderTable } from './table.js';

/** Adds `artifacts list`, `show`, `verify` and `delete`. */
export function addArtifactCommands(program: Command, context: CommandContext): void {
  const artifacts = program.command('artifacts').description('Verified files in the gateway store.');
  const list = addLimit(artifacts.command('list'))
    .description('Lists what is in the store, newest first.')
    .action((options: ListLimit) => listArtifacts(options, context));
  addExamples(list, 'modelgate artifacts list', 'modelgate artifacts list --json');
  const show = artifacts
    .command('show <artifact>')
    .description('Shows an artifact and its files, named by digest or id.')
    .action((name: string) => showArtifact(name, context));
  addExamples(
    show,
    'modelgate artifacts show sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  );
  const verify = artifacts
    .command('verify <artifact>')
    .description(
      'Reads an artifact again and compares it. Exit code 1 when it is damaged; it then leaves the store.',
    )
    .action((name: string) => verifyArtifact(name, context));
  addExamples(verify, 'modelgate artifacts verify ID');
  const remove = artifacts
    .command('delete <artifact>')
    .description('Deletes an artifact from the store.')
    .option('--yes', 'needed: the bytes would have to be downloaded again')
    .action((name: string, options: { readonly yes?: boolean }) => deleteArtifact(name, options, context));
  addExamples(remove, 'modelgate artifacts delete ID --yes');
}

async function listArtifacts({ limit }: ListLimit, context: CommandContext): Promise<void> {
  const { items, hasMore } = await withGateway(context, (client) =>
    take(client.artifacts({ pageSize: pageSizeFor(limit) }), limit),
  );
  context.output.result({ artifacts: items, hasMore }, () => {
    const rows = items.map((artifact) => [
      artifact.digest,
      bytes(artifact.sizeBytes),
      word(artifact.verification),
      String(artifact.files.length),
      artifact.origins.map(({ provider }) => provider).join(', '),
      artifact.pinned ? 'yes' : 'no',
      moment(artifact.lastUsedAt),
    ]);
    const head = ['DIGEST', 'SIZE', 'VERIFIED BY', 'FILES', 'FROM', 'PINNED', 'LAST USED'];
    return tableOrRemark(renderTable(head, rows), items.length, hasMore);
  });
}

async function showArtifact(name: string, context: CommandContext): Promise<void> {
  const artifact = await withGateway(context, (client) => findArtifact(name, client, context));
  context.output.result(artifact, () => describeArtifact(artifact));
}

function describeArtifact(artifact: ArtifactFieldsFragment): string {
  const fields = renderFields([
    ['Digest', artifact.digest],
    ['Id', artifact.id],
    ['Size', bytes(artifact.sizeBytes)],
    ['Verified by', word(artifact.verification)],
    ['From', artifact.origins.map(({ provider, key }) => `${provider} (${key})`).join(', ')],
    ['Pinned', artifact.pinned ? 'yes' : 'no'],
    ['Created', moment(artifact.createdAt)],
    ['Last used', moment(artifact.lastUsedAt)],
  ]);
  const files = artifact.files.map(({ path, sizeBytes, role, sha256 }) => [
    path,
    bytes(sizeBytes),
    word(role),
    sha256,
  ]);
  return `${fields}\n\n${renderTable(['FILE', 'SIZE', 'ROLE', 'SHA-256'], files)}`;
}

async function verifyArtifact(name: string, context: CommandContext): Promise<void> {
  const { artifact, check } = await withGateway(context, async (client) => {
    const found = await findArtifact(name, client, context);
    const { verifyArtifact: answer } = await client.mutate(VerifyArtifactDocument, { id: found.id });
    return { artifact: found, check: answer };
  });
  const { intact, damagedFiles } = check;
  if (!intact) context.exitCode = EXIT_CODES.failure;
  context.output.result({ id: artifact.id, digest: artifact.digest, intact, damagedFiles }, () =>
    intact
      ? `${artifact.digest} is intact.`
      : `${artifact.digest} was damaged and is out of the store: ${damagedFiles.map(({ path }) => path).join(', ')}. Download it again.`,
  );
}

async function deleteArtifact(
  name: string,
  { yes }: { readonly yes?: boolean },
  context: CommandContext,
): Promise<void> {
  if (yes !== true)
    throw new GatewayError('INVALID_ARGUMENT', `Add --yes to delete ${name} from the gateway's store.`);
  const { id, digest } = await withGateway(context, async (client) => {
    const found = await findArtifact(name, client, context);
    await client.mutate(DeleteArtifactDocument, { id: found.id });
    return found;
  });
  context.output.result({ id, digest }, () => `Deleted ${digest}.`);
}

/** People know an artifact by its digest, as `list` and `download` show it. */
async function findArtifact(
  name: string,
  client: ModelgateClient,
  context: CommandContext,
): Promise<ArtifactFieldsFragment> {
  if (!name.startsWith('sha256:'))
    return askFor(
      context,
      (options) => client.query(ArtifactByIdDocument, { id: name }, options),
      (data) => data.artifact,
    );
  for await (const artifact of client.artifacts()) if (artifact.digest === name) return artifact;
  throw new GatewayError(
    'NOT_FOUND',
    `No artifact has the digest ${name}; \`modelgate artifacts list\` shows all.`,
  );
}
