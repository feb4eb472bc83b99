import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import { SANDBOX_PICTOGRAPH_KEY } from '../../src/sandbox/pictograph/server.js';
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
function newestFirst(held: readonly Held[]): readonly Held[] {
  return held.toSorted((a, b) => b.createdMs - a.createdMs || (a.ref < b.ref ? -1 : 1));
}

async function getJson(url: string, headers: Record<string, string> = {}): Promise<any> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

const registryModels = (sandbox: Sandbox) => registryItems(sandbox, 'models');
const registryRuns = (sandbox: Sandbox) => registryItems(sandbox, 'training');

async function registryItems(sandbox: Sandbox, collection: string): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (let more = true; more;) {
    const url = `${sandbox.origins.registry}/api/v1/developer/${collection}/?limit=100&offset=${held.length}`;
    const { data, pagination } = await getJson(url, { 'x-api-key': SANDBOX_PICTOGRAPH_KEY });
    held.push(...data.map((item: any) => toHeld('registry', item.id, Date.parse(item.created_at))));
    more = pagination.has_more;
  }
  return held;
}

async function runStoreRuns(sandbox: Sandbox): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (let token = ''; ;) {
    const page = await getJson(
      `${sandbox.origins.runs}/workspaces/${SANDBOX_ORGANIZATION_ID}/runs?pageSize=100${token}`,
      { authorization: `Bearer ${SANDBOX_SECRET_KEY}`, 'organization-id': SANDBOX_ORGANIZATION_ID },
    );
    held.push(...page.items.map((item: any) => toHeld('runs', item.runId, item.metadata.timeCreated)));
    if (!page.nextPage) return held;
    token = `&pageToken=${encodeURIComponent(page.nextPage)}`;
  }
}

async function marketModels(sandbox: Sandbox): Promise<readonly Held[]> {
  const held = new Map<string, Held>();
  for (const path of ['models', 'user/models']) {
    for (let cursor: string | null = ''; cursor !== null;) {
      const url = `${sandbox.origins.market}/v1/${path}?page_size=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = await getJson(url, { authorization: `Bearer ${SANDBOX_WRIFTAI_TOKEN}` });
      for (const item of page.items) {
        const key = `${item.owner.username}/${item.name}`;
        held.set(key, toHeld('market', key, Date.parse(item.created_at)));
      }
      cursor = page.next_cursor;
    }
  }
  return [...held.values()];
}

async function localModels(sandbox: Sandbox): Promise<readonly Held[]> {
  const { iterable } = await getJson(`${sandbox.origins.local}/models`);
  return iterable.map((item: any) => toHeld('local', item.id, Date.parse(item.created.value)));
}

function toHeld(provider: string, nativeId: string, createdMs: number): Held {
  return { provider, ref: `${provider}:${nativeId}`, createdMs };
}
