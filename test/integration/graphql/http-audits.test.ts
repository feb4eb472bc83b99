import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAudits } from 'graphql-http';
import { expect, it } from 'vitest';
import { createKey } from '../../helpers/api-keys.js';
import { sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { useRunning, useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 4 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

/** Audits of level MAY that are not met, each with its reason. */
const UNMET_MAY: Readonly<Record<string, string>> = {};

/** A gateway whose callers need a key. */
const closed = useRunning(
  async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'modelgate-test-'));
    const { bearer } = await createKey(dataDirectory);
    const running = await startGateway({
      config: { dataDirectory },
      providers: sandboxProviders(sandbox()),
    });
    return { ...running, bearer };
  },
  async ({ close, dataDirectory }) => {
    await close();
    await rm(dataDirectory, { recursive: true, force: true });
  },
);

/** The same requests with a credential. */
const withKey: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', closed().bearer);
  return fetch(input, { ...init, headers });
};

it.each([
  ['open to everybody', () => ({ url: gateway().url, fetchFn: fetch })],
  ['that asks for credentials', () => ({ url: closed().url, fetchFn: withKey })],
])(
  'a gateway %s meets every MUST and SHOULD of the GraphQL over HTTP audits, and names each MAY that it does not',
  async (_name, options) => {
    const audits = serverAudits(options());

    const results = await Promise.all(audits.map((audit) => audit.fn()));

    const unmet = results.filter(({ status }) => status !== 'ok');
    expect(results).toHaveLength(61);
    expect(unmet.map(({ id }) => id).toSorted()).toEqual(Object.keys(UNMET_MAY).toSorted());
    expect(unmet.every(({ status }) => status === 'notice')).toBe(true);
  },
);
