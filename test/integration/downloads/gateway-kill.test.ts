import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SANDBOX_PICTOGRAPH_KEY } from '../../../src/sandbox/pictograph/server.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 3 });

/** A gateway in a process of its own over the sandbox's registry. */
async function spawnGateway(dataDirectory: string, configuration: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      MODELGATE_DATA_DIR: dataDirectory,
      MODELGATE_CONFIG: configuration,
      MODELGATE_LOG_LEVEL: 'error',
      REGISTRY_KEY: SANDBOX_PICTOGRAPH_KEY,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(child));
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const url = /http:\/\/\S+\/graphql/u.exec(text)?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error(`The gateway did not start: ${text}`);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function ask<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: Data }).data;
}

interface Told {
  readonly state: string;
  readonly progress: { readonly sequence: number; readonly receivedBytes: number; readonly epoch: number };
  readonly artifact: { readonly digest: string; readonly files: readonly { readonly url: string }[] } | null;
}

const WATCH = `subscription ($id: ID!) { downloadProgress(id: $id) {
  state progress { sequence receivedBytes epoch } artifact { digest files { url } }
} }`;

/** What a watcher is told, until `isEnough`. */
async function watch(url: string, id: string, isEnough: (told: Told) => boolean): Promise<Told[]> {
  const client = createClient({ url, retryAttempts: 0 });
  const records: Told[] = [];
  for await (const { data } of client.iterate<{ downloadProgress: Told }>({
    query: WATCH,
    variables: { id },
  })) {
    if (data) records.push(data.downloadProgress);
    if (data && isEnough(data.downloadProgress)) break;
  }
  client.dispose();
  return records;
}

describe('a gateway that is killed in the middle of a download', () => {
  it('goes on with it when it is started again, and tells a watcher who comes back', async () => {
    const dataDirectory = await temporaryFolder();
    const configuration = join(dataDirectory, 'modelgate.json');
    const { origins, faults } = sandbox();
    const registry = {
      name: 'registry',
      type: 'pictograph',
      apiKey: { env: 'REGISTRY_KEY' },
      baseUrl: `${origins.registry}/api/v1/developer`,
      storageOrigins: [origins.storage],
    };
    await writeFile(configuration, JSON.stringify({ providers: [registry] }));
    faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 50_000 });

    const first = await spawnGateway(dataDirectory, configuration);
    const { models } = await ask<{ models: { nodes: { id: string }[] } }>(
      first.url,
      '{ models(first: 1, filter: { downloadable: true }) { nodes { id } } }',
    );
    const { startDownload } = await ask<{ startDownload: { id: string } }>(
      first.url,
      'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
      { id: models.nodes[0]!.id },
    );
    const before = await watch(
      first.url,
      startDownload.id,
      ({ progress }) => progress.receivedBytes > 40_000,
    );
    // The journal is written twice a second; what it does not say yet may be sent again.
    await watch(first.url, startDownload.id, ({ progress }) => progress.receivedBytes > 100_000);
    await kill(first.child);
    faults.clear();
    const second = await spawnGateway(dataDirectory, configuration);
    const after = await watch(second.url, startDownload.id, () => false);

    const last = after.at(-1)!;
    const bytes = Buffer.from(await (await fetch(last.artifact!.files[0]!.url)).arrayBuffer());
    expect(last.state).toBe('COMPLETED');
    expect(last.artifact!.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    expect(after[0]!.progress.sequence).toBeGreaterThan(before.at(-1)!.progress.sequence);
    expect(after[0]!.progress.receivedBytes).toBeGreaterThan(40_000);
    expect(last.progress.epoch).toBe(0);
  }, 90_000);
});
