import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import { toGlobalId } from '../../../src/domain/global-id.js';
import { captureLog } from '../../helpers/capture-log.js';
import { silentLog } from '../../helpers/sandbox.js';
import { tellOverHttp, tellOverSse, tellOverWebSocket, type Tell } from '../../helpers/callers.js';
import { startGateway, type TestGateway } from '../../helpers/gateway.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { notebook } from '../../helpers/notebook-provider/index.js';

/** More runs for longer searches; a few in the usual suite. */
const RUNS = Number(process.env['TENANT_RUNS'] ?? 4);

const HEADER = 'x-notebook-key';
const GATEWAY_TOKEN = 'token-of-the-gateway';

/** Whoever uses the gateway with a credential of his own. Both texts are his secrets. */
interface Tenant {
  readonly token: string;
  /** Stands in everything that the service shows for his token, and nowhere else. */
  readonly mark: string;
}

function makeTenant(): Tenant {
  return { token: `token-${randomUUID()}`, mark: `mark-${randomUUID()}` };
}

/** A service that shows every token other notebooks under the same ids, and refuses tokens that it does not know. */
async function startTenantService(tenants: readonly Tenant[]) {
  const marks = new Map(tenants.map(({ token, mark }) => [token, mark]));
  /** Which token came with the call for a notebook that only one tenant asks for. */
  const callers: { readonly id: string; readonly token: string }[] = [];
  /** Where pages began, for which token. */
  const pages: { readonly offset: number; readonly token: string }[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const mark = marks.get(token);
    const { pathname, searchParams } = new URL(request.url!, 'http://service');
    const id = decodeURIComponent(pathname.replace('/notebooks/', ''));
    if (id.startsWith('probe-')) callers.push({ id, token });
    if (mark === undefined) return sendJson(response, { error: 'unknown' }, 401);
    const notebookOf = (key: string, index = 0) => ({
      id: key,
      title: `${key} of ${mark}`,
      // The newest first.
      saved_at: new Date(Date.UTC(2026, 0, 28 - index)).toISOString(),
      state: 'published',
    });
    if (pathname !== '/notebooks') return sendJson(response, notebookOf(id));
    const offset = Number(searchParams.get('offset'));
    pages.push({ offset, token });
    const ids = Array.from({ length: 25 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    const all = ids.map(notebookOf);
    const notebooks = all.slice(offset, offset + Number(searchParams.get('limit')));
    return sendJson(response, { notebooks, total: ids.length });
  };
  // Answers overlap and overtake each other, or nothing that is shared could be shared wrongly.
  const server = await startServer((request, response) => void setImmediate(answer, request, response));
  return { origin: server.origin, callers, pages };
}

async function startFor(origin: string, required: boolean, log = silentLog): Promise<TestGateway> {
  const gateway = await startGateway({
    providers: [
      {
        name: 'notes',
        type: 'notebook',
        settings: { baseUrl: origin, token: new Secret(GATEWAY_TOKEN) },
        callerCredentials: { header: HEADER, required },
      },
    ],
    providerTypes: [notebook],
    log,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

const modelId = (nativeId: string) => toGlobalId({ type: 'Model', provider: 'notes', nativeId });

const LIST = (order: string) =>
  `{ models(first: 7, orderBy: { field: ${order} }) { nodes { name } pageInfo { endCursor } unavailable { code message } } }`;
const QUERIES = [
  LIST('CREATED_AT'),
  LIST('NAME'),
  `{ node(id: "${modelId('n01')}") { ... on Model { name raw } } }`,
  `{ model(by: { ref: "notes:n02" }) { name } provider(name: "notes") { health { state lastError { message } } } }`,
];
const WATCHES = [`subscription { modelChanged(id: "${modelId('n03')}") { name } }`];

/** What a tenant does next: an operation of {@link QUERIES} or {@link WATCHES}, and how it is sent. */
const deeds = fc.array(
  fc.record({
    tenant: fc.nat(7),
    deed: fc.oneof(
      fc.record({
        tell: fc.constantFrom<Tell>(tellOverHttp, tellOverWebSocket),
        query: fc.constantFrom(...QUERIES),
      }),
      fc.record({
        tell: fc.constantFrom<Tell>(tellOverSse, tellOverWebSocket),
        query: fc.constantFrom(...WATCHES),
      }),
    ),
  }),
  { minLength: 20, maxLength: 40 },
);

describe('many tenants with credentials of their own', () => {
  it('never see each other, whatever they do at the same time', async () => {
    const tenants = Array.from({ length: 8 }, makeTenant);
    // The last one's is wrong.
    const { origin, callers } = await startTenantService(tenants.slice(0, -1));
    const { log, lines } = captureLog();
    const gateway = await startFor(origin, true, log);

    await fc.assert(
      fc.asyncProperty(deeds, async (all) => {
        await Promise.all(
          all.map(async ({ tenant: index, deed }) => {
            const tenant = tenants[index]!;
            const probe = `probe-${randomUUID()}`;
            const credentials = { [HEADER]: tenant.token };
            const [told, probed] = await Promise.all([
              deed.tell(gateway.url, credentials, deed.query),
              tellOverHttp(gateway.url, credentials, `{ model(by: { ref: "notes:${probe}" }) { name } }`),
            ]);

            const text = JSON.stringify([told, probed]);
            const foreign = tenants.filter((other) => other !== tenant).map(({ mark }) => mark);
            const hidden = [...tenants.map(({ token }) => token), ...foreign];
            expect(hidden.filter((secret) => text.includes(secret))).toEqual([]);
            const isKnown = index < tenants.length - 1;
            expect(JSON.stringify(probed).includes(tenant.mark)).toBe(isKnown);
            expect(JSON.stringify(told).includes(tenant.mark)).toBe(isKnown);
            expect(text.includes('PROVIDER_AUTH')).toBe(!isKnown);
            const tokens = callers.filter(({ id }) => id === probe).map(({ token }) => token);
            expect(new Set(tokens)).toEqual(new Set([tenant.token]));
          }),
        );
      }),
      // Shrinking would take minutes and find little: what matters is which pair met.
      { numRuns: RUNS, endOnFailure: true },
    );

    const logged = JSON.stringify(lines);
    expect(logged).toContain('upstream call');
    expect(tenants.filter(({ token }) => logged.includes(token))).toEqual([]);
  });

  it('are asked for the credential when it is missing or is none, before the provider is called', async () => {
    const { origin, callers } = await startTenantService([]);
    const gateway = await startFor(origin, true);
    const query = '{ model(by: { ref: "notes:probe-1" }) { name } }';

    const without = await tellOverHttp(gateway.url, {}, query);
    const malformed = await tellOverWebSocket(gateway.url, { [HEADER]: 'two\nlines' }, query);

    expect(without.errors).toMatchObject([{ extensions: { code: 'PROVIDER_AUTH', provider: 'notes' } }]);
    expect(without.errors![0]!.message).toContain(HEADER);
    expect(malformed.errors).toMatchObject([{ extensions: { code: 'PROVIDER_AUTH' } }]);
    expect(callers).toEqual([]);
  });

  it('use the gateway’s own where theirs is optional, and none of them gets what came of it in place of his own', async () => {
    const own = { token: GATEWAY_TOKEN, mark: 'mark-of-the-gateway' };
    const tenant = makeTenant();
    const { origin } = await startTenantService([own, tenant]);
    const gateway = await startFor(origin, false);
    const namesFor = async (credentials: Record<string, string>) => {
      const { data } = await tellOverHttp(gateway.url, credentials, LIST('NAME'));
      return data!['models'].nodes.map(({ name }: { name: string }) => name) as string[];
    };

    expect((await namesFor({})).every((name) => name.includes(own.mark))).toBe(true);
    expect((await namesFor({ [HEADER]: tenant.token })).every((name) => name.includes(tenant.mark))).toBe(
      true,
    );
    expect((await namesFor({})).every((name) => name.includes(own.mark))).toBe(true);
  });

  it('go on behind a cursor with what is theirs, and the page tokens in it only go back with the credential they came for', async () => {
    const [one, other] = [makeTenant(), makeTenant()];
    const { origin, pages } = await startTenantService([one, other]);
    const gateway = await startFor(origin, true);
    const NEXT = `query ($after: String) {
      models(first: 7, after: $after) { nodes { name } pageInfo { endCursor } }
    }`;
    const askFor = async ({ token }: Tenant, after: string | null) => {
      const { data } = await tellOverHttp(gateway.url, { [HEADER]: token }, NEXT, { after });
      return data!['models'] as { nodes: { name: string }[]; pageInfo: { endCursor: string } };
    };
    const first = await askFor(one, null);
    const second = await askFor(one, first.pageInfo.endCursor);

    const { nodes } = await askFor(other, second.pageInfo.endCursor);
    const asked = pages.length;
    await askFor(one, second.pageInfo.endCursor);

    expect(nodes.map(({ name }) => name)).toEqual(
      Array.from({ length: 7 }, (_, index) => `n${String(index + 14).padStart(2, '0')} of ${other.mark}`),
    );
    expect(pages.find(({ token }) => token === other.token)).toMatchObject({ offset: 0 });
    expect(pages[asked]!.offset).toBeGreaterThan(0);
  });
});
