import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { onTestFinished } from 'vitest';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import { PICTOGRAPH_BASE_PATH, SANDBOX_PICTOGRAPH_KEY } from '../../src/sandbox/pictograph/server.js';
import { makeDirectory } from './configuration.js';
import { contractOutput, contractRun } from './datature-vi.js';
import { originOf, sendJson } from './http-server.js';
import { startObjectHost, type ObjectHost } from './object-host.js';
import type { Variables } from './process.js';
import { wireFile, wireModel, wireVersion } from './registry-wire.js';

/** Weights that a test makes, and how they are given away. */
export interface HousedWeights {
  readonly name: string;
  /** A file comes from a registry, an archive from a run store. */
  readonly packaging: 'file' | 'archive';
  readonly bytes: Buffer;
  readonly bytesPerSecond: number;
}

/** A registry and a run store over weights of a test, each object on a storage host that counts what it sends. */
export interface WeightsHouse {
  /** Entries of a configuration file for both providers. */
  readonly providers: readonly object[];
  /** What a gateway needs to have both providers and no others, with a section `downloads` of its own. */
  configure(downloads?: Readonly<Record<string, number>>): Variables;
  /** The ref of the model that stands for some weights. */
  refOf(weights: HousedWeights): string;
  /** The storage host of some weights. */
  hostOf(weights: HousedWeights): ObjectHost;
  /** Bytes handed to sockets so far. */
  readonly sentBytes: number;
}

/** Variables of the keys to every house. */
export const HOUSE_KEYS: Variables = {
  REGISTRY_KEY: SANDBOX_PICTOGRAPH_KEY,
  RUNS_KEY: SANDBOX_SECRET_KEY,
};

/** Opens a house for these weights; closed when the test ends. */
export async function openWeightsHouse(housed: readonly HousedWeights[]): Promise<WeightsHouse> {
  const hosts = new Map<string, ObjectHost>();
  for (const { name, bytes, bytesPerSecond } of housed) {
    const host = await startObjectHost({ bytes, etag: `"${name}"` });
    host.bytesPerSecond = bytesPerSecond;
    hosts.set(name, host);
  }
  const answers = new Map<string, unknown>([
    [`${PICTOGRAPH_BASE_PATH}/models/`, { models: housed.flatMap(registered) }],
    [`/workspaces/${SANDBOX_ORGANIZATION_ID}/runs`, { items: [], nextPage: null }],
    ...housed.flatMap((weights) => {
      const { url } = hosts.get(weights.name)!;
      return weights.packaging === 'file' ? registryAnswers(weights, url) : runStoreAnswers(weights, url);
    }),
  ]);
  const server = createServer((request, response) => {
    const answer = answers.get(new URL(request.url ?? '', 'http://house').pathname);
    sendJson(response, answer ?? { error: 'not_found' }, answer === undefined ? 404 : 200);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const providers = entriesOf(
    originOf(server),
    [...hosts.values()].map(({ origin }) => origin),
  );
  return {
    providers,
    configure: (downloads = {}) => {
      const path = join(makeDirectory(), 'modelgate.yaml');
      writeFileSync(path, stringify({ providers, downloads }));
      return { MODELGATE_CONFIG: path, ...HOUSE_KEYS };
    },
    refOf: ({ name, packaging }) => `${packaging === 'file' ? 'registry' : 'runs'}:${name}`,
    hostOf: ({ name }) => hosts.get(name)!,
    get sentBytes() {
      return [...hosts.values()].reduce((sum, { sentBytes }) => sum + sentBytes, 0);
    },
  };
}

/** What the registry lists; the run store lists nothing. */
function registered({ name, packaging }: HousedWeights) {
  return packaging === 'file' ? [wireModel({ id: name, name })] : [];
}

function registryAnswers({ name, bytes }: HousedWeights, url: string): [string, unknown][] {
  const path = `${PICTOGRAPH_BASE_PATH}/models/${name}`;
  const file = wireFile({ name: `${name}.onnx`, size_bytes: bytes.length });
  return [
    [path, wireModel({ id: name, name })],
    [`${path}/files`, { versions: [wireVersion()], files: [file] }],
    [`${path}/files/download`, { download_url: url }],
  ];
}

function runStoreAnswers({ name }: HousedWeights, url: string): [string, unknown][] {
  const path = `/workspaces/${SANDBOX_ORGANIZATION_ID}/runs/${name}`;
  const contents = { downloadUrl: { url, expiresAt: Date.now() + 86_400_000 } };
  const runOutputId = 'out_0010';
  const output = contractOutput({ runId: name, runOutputId }, { contents });
  const run = { ...contractRun(), runId: name, selfLink: path };
  return [
    [path, run],
    [`${path}/outputs`, { items: [output], nextPage: null }],
    [`${path}/outputs/${runOutputId}`, output],
  ];
}

function entriesOf(origin: string, storageOrigins: readonly string[]): readonly object[] {
  return [
    {
      name: 'registry',
      type: 'pictograph',
      baseUrl: `${origin}${PICTOGRAPH_BASE_PATH}`,
      apiKey: { env: 'REGISTRY_KEY' },
      storageOrigins,
    },
    {
      name: 'runs',
      type: 'datature-vi',
      baseUrl: origin,
      organizationId: SANDBOX_ORGANIZATION_ID,
      secretKey: { env: 'RUNS_KEY' },
      storageOrigins,
    },
  ];
}
