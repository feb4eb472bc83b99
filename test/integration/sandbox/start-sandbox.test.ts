import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { FAULT_DESCRIPTIONS } from '../../../src/sandbox/core/faults.js';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../../src/sandbox/datature-vi/credentials.js';
import { SANDBOX_PICTOGRAPH_KEY } from '../../../src/sandbox/pictograph/server.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/start-sandbox.js';
import { datatureVi } from '../../../src/providers/datature-vi/index.js';
import { pictograph } from '../../../src/providers/pictograph/index.js';
import { piecesOs } from '../../../src/providers/pieces-os/index.js';
import { wriftai } from '../../../src/providers/wriftai/index.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { silentLog, useSandbox } from '../../helpers/sandbox.js';

const START_MS = Date.parse('2026-03-01T12:00:00Z');

/** The first page of each provider. */
function readLists({ origins }: Sandbox) {
  return Promise.all([
    rawRequest(`${origins.registry}/api/v1/developer/models/?limit=100`, {
      headers: { 'x-api-key': SANDBOX_PICTOGRAPH_KEY },
    }),
    rawRequest(`${origins.runs}/workspaces/${SANDBOX_ORGANIZATION_ID}/runs?pageSize=100`, {
      headers: {
        authorization: `Bearer ${SANDBOX_SECRET_KEY}`,
        'organization-id': SANDBOX_ORGANIZATION_ID,
      },
    }),
    rawRequest(`${origins.market}/v1/models?page_size=50`),
    rawRequest(`${origins.local}/models`),
  ]);
}

async function listsOf(options: Omit<SandboxOptions, 'log'>) {
  const sandbox = await startSandbox({ log: silentLog, ...options });
  try {
    const answers = await readLists(sandbox);
    return answers.map(({ status, bytes }) => ({
      status,
      text: bytes.toString().replaceAll(/127\.0\.0\.1:\d+/gu, 'HOST'),
    }));
  } finally {
    await sandbox.close();
  }
}

describe('the sandbox', () => {
  it('gives the same data for the same seed, size and start, and other data for another seed', async () => {
    const listsOfSeed = (seed: number) =>
      listsOf({ seed, size: 5, startMs: START_MS, clock: createManualClock(START_MS) });

    const [first, again, other] = [await listsOfSeed(4), await listsOfSeed(4), await listsOfSeed(5)];

    expect(again).toEqual(first);
    for (const [index, { status, text }] of first.entries()) {
      expect(status).toBe(200);
      expect(text).not.toBe(other[index]?.text);
    }
  });

  it('starts with 10,000 models on each provider', async () => {
    const lists = await listsOf({ size: 10_000 });

    expect(lists.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('leaves nothing running when a port is taken', async () => {
    const first = await startSandbox({ log: silentLog, size: 1 });
    const taken = Number(new URL(first.origins.local).port);
    const storage = await startSandbox({ log: silentLog, size: 1 });
    const freed = Number(new URL(storage.origins.storage).port);
    await storage.close();

    await expect(
      startSandbox({ log: silentLog, size: 1, ports: { storage: freed, local: taken } }),
    ).rejects.toThrow(/EADDRINUSE/u);

    await expect(rawRequest(`http://127.0.0.1:${freed}/`)).rejects.toThrow(/ECONNREFUSED/u);
    await first.close();
  });
});

describe('its providers', () => {
  const sandbox = useSandbox({ size: 3 });
  const types = { pictograph, 'datature-vi': datatureVi, wriftai, 'pieces-os': piecesOs };

  it('are settings that each provider type takes', () => {
    for (const { type, settings } of sandbox().providers) {
      const schema = Object.entries(types).find(([name]) => name === type)?.[1].settings;
      expect([type, schema?.safeParse(settings).success]).toEqual([type, true]);
    }
    expect(sandbox().providers.map(({ name }) => name)).toEqual(['registry', 'runs', 'market', 'local']);
  });
});

describe('the admin routes', () => {
  const sandbox = useSandbox({ size: 3 });
  const admin = (method: string, path: string, body?: unknown) =>
    rawRequest(`${sandbox().origins.admin}/__sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const jsonOf = (answer: { readonly bytes: Buffer }): unknown => JSON.parse(answer.bytes.toString());

  it('tell what the sandbox is', async () => {
    expect(jsonOf(await admin('GET', 'state'))).toMatchObject({
      seed: 1,
      size: 3,
      origins: { market: sandbox().origins.market },
      faults: [],
    });
  });

  it('add a fault, list it and remove it', async () => {
    const fault = { server: 'market', kind: 'status', status: 503, match: '^/v1/models' };

    expect((await admin('POST', 'faults', fault)).status).toBe(201);
    expect(jsonOf(await admin('GET', 'faults'))).toEqual([fault]);
    expect((await rawRequest(`${sandbox().origins.market}/v1/models`)).status).toBe(503);

    expect((await admin('DELETE', 'faults')).status).toBe(204);
    expect(jsonOf(await admin('GET', 'faults'))).toEqual([]);
  });

  it.each([
    [{ server: 'market', kind: 'explode' }, 'kind'],
    [{ server: 'market', kind: 'cut' }, 'afterBytes'],
    [{ server: 'admin', kind: 'drop' }, 'server'],
    [{ server: 'market', kind: 'drop', match: '(' }, 'match'],
    [{ server: 'market', kind: 'drop', sometimes: true }, 'sometimes'],
    ['not a fault', 'object'],
  ])('refuse %j and name what is wrong', async (fault, named) => {
    const answer = await admin('POST', 'faults', fault);

    expect(answer.status).toBe(400);
    expect(answer.bytes.toString()).toContain(named);
    expect(sandbox().faults.list()).toEqual([]);
  });

  it('move time forward', async () => {
    const before = sandbox().clock.now();

    expect((await admin('POST', 'clock', { advanceMs: 3_600_000 })).status).toBe(200);

    expect(sandbox().clock.now()).toBeGreaterThanOrEqual(before + 3_600_000);
    expect((await admin('POST', 'clock', { advanceMs: -1 })).status).toBe(400);
  });
});

describe('the README', () => {
  it('describes every fault in the words of the code', () => {
    const readme = readFileSync(new URL('../../../src/sandbox/README.md', import.meta.url), 'utf8');
    const described = [...readme.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gmu)].map(([, kind, text]) => [
      kind,
      text,
    ]);

    expect(described).toEqual(expect.arrayContaining(Object.entries(FAULT_DESCRIPTIONS)));
  });
});
