import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import { SANDBOX_PICTOGRAPH_KEY } from '../../src/sandbox/pictograph/server.js';
import type { ProviderServerName } from '../../src/sandbox/core/types.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { SANDBOX_WRIFTAI_TOKEN } from '../../src/sandbox/wriftai/server.js';

/** One thing that the sandbox holds, as far as a list's order depends on it. */
export interface Held {
  readonly provider: string;
  readonly ref: string;
  readonly createdMs: number;
}

/** All models of the sandbox, read over the providers' own protocols without any code of the gateway; newest first. */
export async function heldModels(sandbox: Sandbox): Promise<readonly Held[]> {
  const parts = await Promise.all([
    registryModels(sandbox),
    runStoreRuns(sandbox),
    marketModels(sandbox),
    localModels(sandbox),
  ]);
  return newestFirst(parts.flat());
}

/** All runs of the sandbox; newest first. */
export async function heldRuns(sandbox: Sandbox): Promise<readonly Held[]> {
  const parts = await Promise.all([registryRuns(sandbox), runStoreRuns(sandbox)]);
  return newestFirst(parts.flat());
}

/** Newest first; equal times by ref, in code units. */
export function newestFirst(held: readonly Held[]): readonly Held[] {
  return held.toSorted((a, b) => b.createdMs - a.createdMs || (a.ref < b.ref ? -1 : 1));
}

const ACCESS: Readonly<
  Record<ProviderServerName, { readonly basePath: string; readonly headers: Record<string, string> }>
> = {
  registry: { basePath: '/api/v1/developer', headers: { 'x-api-key': SANDBOX_PICTOGRAPH_KEY } },
  runs: {
    basePath: `/workspaces/${SANDBOX_ORGANIZATION_ID}`,
    headers: { authorization: `Bearer ${SANDBOX_SECRET_KEY}`, 'organization-id': SANDBOX_ORGANIZATION_ID },
  },
  market: { basePath: '/v1', headers: { authorization: `Bearer ${SANDBOX_WRIFTAI_TOKEN}` } },
  local: { basePath: '', headers: {} },
};

/** What a provider itself answers to a GET of `path`, which is below its base URL (of the run store: its workspace). */
export async function readUpstream<Answer>(
  { origins }: Pick<Sandbox, 'origins'>,
  server: ProviderServerName,
  path: string,
): Promise<Answer> {
  const { basePath, headers } = ACCESS[server];
  const response = await fetch(`${origins[server]}${basePath}${path}`, { headers });
  if (!response.ok) throw new Error(`${server} answered ${response.status} to ${path}`);
  return (await response.json()) as Answer;
}

const registryModels = (sandbox: Sandbox) => registryItems(sandbox, 'models');
const registryRuns = (sandbox: Sandbox) => registryItems(sandbox, 'training');

interface RegistryPage {
  readonly data: readonly { readonly id: string; readonly created_at: string }[];
  readonly pagination: { readonly has_more: boolean };
}

async function registryItems(sandbox: Sandbox, collection: string): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (let more = true; more;) {
    const path = `/${collection}/?limit=100&offset=${held.length}`;
    const { data, pagination } = await readUpstream<RegistryPage>(sandbox, 'registry', path);
    held.push(...data.map((item) => toHeld('registry', item.id, Date.parse(item.created_at))));
    more = pagination.has_more;
  }
  return held;
}

interface RunPage {
  readonly items: readonly { readonly runId: string; readonly metadata: { readonly timeCreated: number } }[];
  readonly nextPage: string | null;
}

async function runStoreRuns(sandbox: Sandbox): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (let token = ''; ;) {
    const page = await readUpstream<RunPage>(sandbox, 'runs', `/runs?pageSize=100${token}`);
    held.push(...page.items.map((item) => toHeld('runs', item.runId, item.metadata.timeCreated)));
    if (!page.nextPage) return held;
    token = `&pageToken=${encodeURIComponent(page.nextPage)}`;
  }
}

interface MarketPage {
  readonly items: readonly {
    readonly owner: { readonly username: string };
    readonly name: string;
    readonly created_at: string;
  }[];
  readonly next_cursor: string | null;
}

async function marketModels(sandbox: Sandbox): Promise<readonly Held[]> {
  const held = new Map<string, Held>();
  for (const list of ['/models', '/user/models']) {
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `${list}?page_size=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: MarketPage = await readUpstream<MarketPage>(sandbox, 'market', path);
      for (const item of page.items) {
        const key = `${item.owner.username}/${item.name}`;
        held.set(key, toHeld('market', key, Date.parse(item.created_at)));
      }
      cursor = page.next_cursor;
    }
  }
  return [...held.values()];
}

interface LocalModels {
  readonly iterable: readonly { readonly id: string; readonly created: { readonly value: string } }[];
}

async function localModels(sandbox: Sandbox): Promise<readonly Held[]> {
  const { iterable } = await readUpstream<LocalModels>(sandbox, 'local', '/models');
  return iterable.map((item) => toHeld('local', item.id, Date.parse(item.created.value)));
}

function toHeld(provider: string, nativeId: string, createdMs: number): Held {
  return { provider, ref: `${provider}:${nativeId}`, createdMs };
}
