import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ArtifactByIdDocument,
  DownloadProgressDocument,
  type ArtifactByIdQuery,
} from '../../client/generated/graphql.js';
import { ask } from '../helpers/ask.js';
import {
  startGatewayProgram,
  startSandboxProgram,
  type GatewayProgram,
  type SandboxProgram,
} from '../helpers/process.js';
import { configureProviders, SECRETS } from '../helpers/provider-file.js';
import { collect, overSse } from '../helpers/subscribe.js';

let sandbox: SandboxProgram;
let gateway: GatewayProgram;

beforeEach(async () => {
  sandbox = await startSandboxProgram();
  gateway = await startGatewayProgram({
    ...configureProviders(sandbox),
    MODELGATE_LOG_LEVEL: 'debug',
    MODELGATE_PUBLIC_URL: 'https://models.example.com',
  });
});

interface Listed {
  readonly nodes: readonly { ref: string; nativeId: string; provider: { name: string; type: string } }[];
  readonly unavailable: readonly unknown[];
}

interface Nodes {
  readonly nodes: readonly { readonly id: string }[];
}

const modelsOf = async (providers: readonly string[]) => {
  const query = `query ($providers: [String!]) {
    models(first: 100, filter: { providers: $providers }) {
      nodes { ref nativeId provider { name type } }
      unavailable { code }
    }
  }`;
  const { models } = await ask<{ models: Listed }>(gateway.url, query, { providers });
  expect(models.unavailable).toEqual([]);
  return models.nodes;
};

describe('a gateway over providers from a file', () => {
  it('prints the configured names and keeps quiet about a sandbox', () => {
    expect(gateway.stdout()).toContain(
      'Providers: plant-1 (pictograph), plant-2 (pictograph), training (datature-vi), public (wriftai), desktop (pieces-os)\n',
    );
    expect(gateway.stdout()).not.toContain('sandbox');
  });

  it('lists all of them as one, two of the same type by their own names', async () => {
    const all = await modelsOf(['plant-1', 'plant-2', 'training', 'public', 'desktop']);
    const [first, second] = await Promise.all([modelsOf(['plant-1']), modelsOf(['plant-2'])]);

    expect(new Set(all.map(({ provider }) => provider.name))).toEqual(
      new Set(['plant-1', 'plant-2', 'training', 'public', 'desktop']),
    );
    for (const { ref, nativeId, provider } of all) expect(ref).toBe(`${provider.name}:${nativeId}`);
    // Both keys belong to one organization of the sandbox, so the same models are there under both names.
    expect(first.map(({ nativeId }) => nativeId)).toEqual(second.map(({ nativeId }) => nativeId));
    expect(first).not.toHaveLength(0);
  });

  it('logs JSON lines with the request id, and neither a secret nor the query of a signed URL', async () => {
    const { models, runs } = await ask<{ models: Nodes; runs: { nodes: { checkpoints: Nodes }[] } }>(
      gateway.url,
      `{
        models(first: 1, filter: { providers: ["plant-2"], downloadable: true }) { nodes { id } }
        runs(first: 1, filter: { providers: ["training"], status: [SUCCEEDED] }) {
          nodes { checkpoints(first: 1) { nodes { id } } }
        }
      }`,
    );
    // One broken connection, so that what is logged of failures and of continuing is seen too.
    await sandbox.addFault({ server: 'storage', kind: 'cut', afterBytes: 20_000, times: 1 });
    for (const { id } of [...models.nodes, ...runs.nodes[0]!.checkpoints.nodes]) await download(id);

    const log = gateway.log();

    const [requests, calls] = ['Request', 'upstream call'].map((wanted) =>
      log.filter(({ msg }) => msg === wanted),
    );
    expect(requests).not.toHaveLength(0);
    for (const request of requests!) expect(request['requestId']).toMatch(/^[\w-]{36}$/u);
    expect(calls).not.toHaveLength(0);
    // A download belongs to no request: it goes on when its caller leaves.
    for (const call of calls!) expect(call['requestId'] ?? call['download']).toMatch(/^[\w-]{36}$/u);
    const text = `${gateway.stdout()}${gateway.stderr()}`;
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/X-Goog|GOOG4|[?&](exp|sig)=/iu);
  });
});

/** Downloads something to its end and checks that the announced bytes are served. */
async function download(id: string): Promise<void> {
  const { startDownload } = await ask<{ startDownload: { id: string } }>(
    gateway.url,
    'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
    { id },
  );
  const events = await collect(overSse(gateway.url, DownloadProgressDocument, { id: startDownload.id }));

  const last = events.at(-1)?.data?.downloadProgress;
  expect(last).toMatchObject({ state: 'COMPLETED', error: null });
  const { artifact } = await ask<ArtifactByIdQuery>(gateway.url, ArtifactByIdDocument.toString(), {
    id: last!.artifact!.id,
  });
  const [file] = artifact!.files;
  expect(file!.url).toMatch(/^https:\/\/models\.example\.com\//u);
  const response = await fetch(file!.url!.replace('https://models.example.com', gateway.origin));
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file!.sha256);
}
