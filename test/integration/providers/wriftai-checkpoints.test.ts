import { describe, expect, it } from 'vitest';
import type { CheckpointList, CheckpointReader } from '../../../src/providers/provider.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { found, marketCall as call, openMarketAdapter, useMarket } from '../../helpers/market.js';
import { marketPage, thinVersion } from '../../helpers/market-wire.js';
import { modelQuery } from '../../helpers/records.js';

/** Versions of the sandbox's longest history. */
const LONG_HISTORY = 57;

const market = useMarket({ size: 14 });

function openReader(): CheckpointReader {
  return openMarketAdapter(market().server.origin).checkpoints!;
}

async function longestModel(): Promise<string> {
  const adapter = openMarketAdapter(market().server.origin);
  const search = adapter.models.listings(modelQuery({ search: 'dock-door-detector' }))[0]!;
  const { items } = await search.page({ after: null, limit: 5 }, call);
  return items[0]!.nativeId;
}

async function listOf(
  reader: CheckpointReader,
  modelId: string,
  limit: number | null,
): Promise<CheckpointList> {
  const [list] = found(await reader.ofModels([modelId], limit, call));
  return list!;
}

describe('the versions of a model', () => {
  it('come newest first, over as many pages as it takes', async () => {
    const reader = openReader();
    const modelId = await longestModel();
    const targets = market().watchTargets();

    const list = await listOf(reader, modelId, null);

    const names = Array.from({ length: LONG_HISTORY }, (_, index) => String(LONG_HISTORY - index));
    expect(list.items.map((version) => version.name)).toEqual(names);
    expect(list.hasMore).toBe(false);
    expect(targets()).toHaveLength(2);
  });

  it('are asked for in pages of five at least and then cut (trap 1: page_size below 5 is refused)', async () => {
    const reader = openReader();
    const modelId = await longestModel();
    const targets = market().watchTargets();

    const list = await listOf(reader, modelId, 1);

    expect(list.items.map((version) => version.name)).toEqual(['57']);
    expect(list.hasMore).toBe(true);
    expect(targets()).toEqual([expect.stringContaining('page_size=5')]);
  });

  it('are asked for in pages of fifty at most (trap 1: page_size above 50 is refused)', async () => {
    const reader = openReader();
    const modelId = await longestModel();

    const list = await listOf(reader, modelId, LONG_HISTORY);

    expect(list.items).toHaveLength(LONG_HISTORY);
    expect(list.hasMore).toBe(false);
  });

  it('count as more when only a part of the last page was asked for', async () => {
    const versions = [thinVersion, { ...thinVersion, number: 2 }, { ...thinVersion, number: 1 }];
    const server = await startServer((_request, response) => sendJson(response, marketPage(versions)));
    const reader = openMarketAdapter(server.origin).checkpoints!;

    expect(await listOf(reader, 'greenlab/leaf-segmenter', 2)).toMatchObject({
      items: [{ name: '3' }, { name: '2' }],
      hasMore: true,
    });
    expect((await listOf(reader, 'greenlab/leaf-segmenter', 3)).hasMore).toBe(false);
  });

  it('are as many as were asked for, also when a page comes short or an item is unreadable', async () => {
    const versionOf = (number: number) => ({ ...thinVersion, number });
    const pages = new Map([
      [null, marketPage([versionOf(9), { number: 8 }, versionOf(7)], 'second')],
      ['second', marketPage([versionOf(6), versionOf(5), versionOf(4), versionOf(3)], 'third')],
    ]);
    const server = await startServer((request, response) => {
      const cursor = new URL(request.url!, 'http://localhost').searchParams.get('cursor');
      sendJson(response, pages.get(cursor));
    });
    const reader = openMarketAdapter(server.origin).checkpoints!;

    const list = await listOf(reader, 'greenlab/leaf-segmenter', 5);

    expect(list.items.map((version) => version.name)).toEqual(['9', '7', '6', '5', '4']);
    expect(list.hasMore).toBe(true);
  });

  it('that were cut off are still there: a larger limit shows them', async () => {
    const reader = openReader();
    const modelId = await longestModel();

    const four = await listOf(reader, modelId, 4);
    const six = await listOf(reader, modelId, 6);

    expect(six.items.slice(0, 4)).toEqual(four.items);
    expect(six.items[4]?.name).toBe('53');
  });

  it('are none for a model without versions, and null for a model that does not exist', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    await adapter.editing!.create!({ name: 'empty', hardware: 'cpu' }, call);

    const lists = await adapter.checkpoints!.ofModels(
      ['greenlab/empty', 'greenlab/nothing', 'greenlab/'],
      5,
      call,
    );

    expect(lists).toEqual([{ items: [], hasMore: false }, null, null]);
  });

  it('end with an error when the pages go in a circle', async () => {
    market().misbehave({ kind: 'endless-paging', match: '/versions' });
    const modelId = await longestModel();

    const [list] = await openReader().ofModels([modelId], null, call);

    expect(list).toMatchObject({ code: 'PROVIDER_PROTOCOL', provider: 'market' });
  });

  it('are bounded when every page names another one', async () => {
    let requests = 0;
    const server = await startServer((_request, response) => {
      requests += 1;
      sendJson(response, marketPage([], `cursor-${requests}`));
    });
    const reader = openMarketAdapter(server.origin).checkpoints!;

    const list = await listOf(reader, 'greenlab/leaf-segmenter', 100);

    expect(list).toEqual({ items: [], hasMore: true });
    // Twice as many as full pages would need.
    expect(requests).toBe(4);
  });

  it('lose only the one that cannot be read', async () => {
    const versions = [thinVersion, { ...thinVersion, number: 'two' }, { ...thinVersion, number: 1 }];
    const server = await startServer((_request, response) => sendJson(response, marketPage(versions)));

    const list = await listOf(openMarketAdapter(server.origin).checkpoints!, 'greenlab/leaf-segmenter', null);

    expect(list.items.map((version) => version.name)).toEqual(['3', '1']);
  });
});

describe('a version', () => {
  it('is found by its key, with its schemas', async () => {
    const reader = openReader();
    const modelId = await longestModel();

    const [version, missing, malformed] = await reader.getMany(
      [`${modelId}/57`, `${modelId}/58`, `${modelId}/latest`],
      call,
    );

    expect(version).toMatchObject({
      nativeId: `${modelId}/57`,
      modelId,
      name: '57',
      format: 'container-image',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      inputSchema: { type: 'object' },
      downloadable: false,
      deferred: [],
    });
    expect(missing).toBeNull();
    expect(malformed).toBeNull();
  });

  it('of a list is completed by one read (trap 2: version lists have no schemas)', async () => {
    const reader = openReader();
    const { items } = await listOf(reader, await longestModel(), 1);
    const targets = market().watchTargets();

    const fill = reader.fill!;
    const filled = found(await fill(items, call));
    await fill(filled, call);

    expect(items[0]).toMatchObject({ inputSchema: null, deferred: ['inputSchema', 'outputSchema'] });
    expect(filled).toMatchObject([
      { nativeId: items[0]!.nativeId, inputSchema: { type: 'object' }, deferred: [] },
    ]);
    expect(targets()).toHaveLength(1);
  });

  it('is the model’s latest one under the key that the model names', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const modelId = await longestModel();

    const [model] = found(await adapter.models.getMany([modelId], call));
    const [latest] = found(await adapter.checkpoints!.getMany([model!.listing!.latestVersionKey!], call));

    expect(latest).toMatchObject({ name: '57', modelId });
  });
});
