import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeDirectory } from '../helpers/configuration.js';
import { startServer } from '../helpers/http-server.js';
import { startGatewayProgram, startProgram, type GatewayProgram } from '../helpers/process.js';
import { isWithoutRedis, launchRedis } from '../helpers/redis.js';
import { configureProviders, SECRETS } from '../helpers/provider-file.js';
import { useSandbox } from '../helpers/sandbox.js';

const sandbox = useSandbox({ size: 4, market: { limitsRate: false } });

const REDIS_PASSWORD = 'canary-of-the-redis-password';
/** Looks like a key of the gateway, and is none. */
const WRONG_KEY = `mgk_0123456789ab_${'c0ffee'.repeat(10)}beef`;

/** The one that gateways run with, and the one that leaves nothing out: a level only chooses among lines. */
const LEVELS = ['info', 'debug'] as const;

const IDS = `{
  models(first: 3, filter: { providers: ["plant-2"], downloadable: true }) { nodes { id raw } }
  runs(first: 2, filter: { providers: ["training"], status: [SUCCEEDED] }) {
    nodes { raw checkpoints(first: 1) { nodes { id raw } } }
  }
  all: models(first: 50) { nodes { ref name } unavailable { code message } }
}`;

interface Told {
  readonly program: GatewayProgram;
  readonly key: string;
  readonly answers: string[];
}

async function tell({ program, key, answers }: Told, query: string, authorization = `Bearer ${key}`) {
  const response = await fetch(program.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, traceparent: 'nonsense' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  answers.push(text, JSON.stringify([...response.headers]));
  return JSON.parse(text) as { data: any; errors?: unknown };
}

/** What can be downloaded. */
async function startable(told: Told): Promise<{ id: string }[]> {
  const { data } = await tell(told, IDS);
  return [...data.models.nodes, ...data.runs.nodes.flatMap(({ checkpoints }: any) => checkpoints.nodes)];
}

function start(told: Told, id: string) {
  return tell(told, `mutation { startDownload(input: { id: "${id}" }) { id } }`);
}

/** Everything that a day brings: reads, downloads good and bad, refused keys, providers in trouble. */
async function live(told: Told): Promise<void> {
  const { faults } = sandbox();
  const found = await startable(told);
  expect(found.length).toBeGreaterThan(2);
  faults.add({ server: 'storage', kind: 'cut', afterBytes: 20_000, times: 1 });
  faults.add({ server: 'storage', kind: 'expire-url', times: 1 });
  faults.add({ server: 'storage', kind: 'corrupt', atByte: 100, times: 1 });
  for (const { id } of found) expect((await start(told, id)).errors).toBeUndefined();
  await expect
    .poll(
      async () => {
        const { data: listed } = await tell(
          told,
          '{ downloads(first: 50) { nodes { state error { message } artifact { files { url } } } } }',
        );
        return listed.downloads.nodes.every(({ state }: any) => ['COMPLETED', 'FAILED'].includes(state));
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  await tell(told, '{ nonsense }');
  await tell(told, IDS, `Bearer ${WRONG_KEY}`);
  for (const server of ['registry', 'runs', 'market'] as const) {
    faults.add({ server, kind: 'status', status: 401, body: `{"detail":"${SECRETS.join(' ')}"}`, times: 2 });
    faults.add({ server, kind: 'malformed-json', times: 1 });
  }
  for (let count = 0; count < 3; count += 1)
    await tell(told, `{ model(by: { ref: "plant-1:absent-${count}" }) { name } ${IDS.slice(1)}`);
  faults.clear();
  told.answers.push(
    await (
      await fetch(`${told.program.origin}/metrics`, { headers: { authorization: `Bearer ${told.key}` } })
    ).text(),
  );
}

function filesBelow(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** What the storage host would open for: the values in the query of every signed URL that was asked for. */
function signatures(): string[] {
  const values = sandbox().servers.storage.requests.flatMap(({ target }) => {
    const { searchParams } = new URL(target, 'http://storage');
    return ['X-Goog-Signature', 'sig'].flatMap((name) => searchParams.get(name) ?? []);
  });
  return [...new Set(values)];
}

it.skipIf(isWithoutRedis('secrets')).each(LEVELS)(
  'no secret leaves a gateway that logs at level %s',
  async (level) => {
    const directory = makeDirectory();
    const traces: string[] = [];
    const collector = await startServer((request, response) => {
      request.setEncoding('latin1').on('data', (text: string) => traces.push(text));
      request.on('end', () => response.end('{}'));
    });
    const memory = makeDirectory();
    // Everything that was ever written is in its file, as text.
    const settings = `--appendonly yes --aof-use-rdb-preamble no --dir ${memory} --requirepass ${REDIS_PASSWORD}`;
    const redis = await launchRedis(settings.split(' '));
    onTestFinished(redis.stop);
    const variables = {
      ...configureProviders(sandbox()),
      MODELGATE_DATA_DIR: directory,
      MODELGATE_LOG_LEVEL: level,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
      REDIS_URL: `redis://:${REDIS_PASSWORD}@127.0.0.1:${redis.port}`,
    };
    const made = startProgram(
      process.execPath,
      [
        'dist/cli/main.js',
        'keys',
        'create',
        '--name',
        'all',
        '--scopes',
        'read,download,operate,write,admin',
      ],
      { MODELGATE_DATA_DIR: directory },
    );
    expect(await made.exit).toBe(0);
    const [key = ''] = /mgk_[0-9a-f]{12}_[0-9a-f]{64}/u.exec(made.stdout()) ?? [];
    const program = await startGatewayProgram(variables);
    const told: Told = { program, key, answers: [] };

    await live(told);
    // Its failures are logged as well.
    await redis.stop();
    for (const { id } of await startable(told)) await start(told, id);
    // Its port is taken, so this one cannot start and says why.
    const second = startProgram(process.execPath, ['dist/bundle/main.js'], {
      ...variables,
      PORT: new URL(program.url).port,
    });
    await second.exit;
    program.kill('SIGTERM');
    expect(await program.exit).toBe(0);

    const places = {
      output: program.stdout() + program.stderr() + second.stdout() + second.stderr(),
      answers: told.answers.join('\n'),
      traces: traces.join('\n'),
      files: filesBelow(directory),
      redis: filesBelow(memory),
    };
    const canaries = [...SECRETS, REDIS_PASSWORD, key, key.slice(-64), WRONG_KEY, ...signatures()];
    expect(signatures()).not.toHaveLength(0);
    expect(traces.length).toBeGreaterThan(0);
    expect(places.redis).not.toBe('');
    for (const [place, text] of Object.entries(places)) {
      for (const canary of canaries) expect(text.includes(canary), `${place} holds ${canary}`).toBe(false);
    }
  },
);
