import { describe, expect, it } from 'vitest';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 3 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const MODEL =
  '{ models(first: 1, filter: { providers: ["registry"], downloadable: true }) { nodes { id } } }';
const START = `mutation ($id: ID!) { startDownload(input: { id: $id, priority: HIGH }) {
  id priority files { path sizeBytes } progress { phase verifiedBytes queuePosition connections waitingUntil }
} }`;
const PAUSE = 'mutation ($id: ID!) { pauseDownload(id: $id) { state progress { phase } } }';
const RESUME = 'mutation ($id: ID!) { resumeDownload(id: $id) { id } }';
const PARTIALS = '{ partials { id receivedBytes ageSeconds download { id } } }';
const DOWNLOAD = 'query ($id: ID!) { download(id: $id) { state artifact { id pinned } } }';

describe('downloads and artifacts through GraphQL', () => {
  it('are paused, resumed, pinned, verified, listed and deleted', async () => {
    const { askText } = gateway();
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 50_000 });
    const { models } = dataOf(await askText(MODEL));
    const { startDownload } = dataOf(await askText(START, models.nodes[0]));
    const { pauseDownload } = dataOf(await askText(PAUSE, startDownload));
    const { partials } = dataOf(await askText(PARTIALS));
    sandbox().faults.clear();
    await askText(RESUME, startDownload);
    const state = async () => dataOf(await askText(DOWNLOAD, startDownload))['download'];
    await expect.poll(async () => (await state()).state, { timeout: 15_000 }).toBe('COMPLETED');
    const { id } = (await state()).artifact;

    const pinned = await askText('mutation ($id: ID!) { pinArtifact(id: $id) { pinned } }', { id });
    const checked = await askText('mutation ($id: ID!) { verifyArtifact(id: $id) { intact } }', { id });
    const listed = await askText('{ artifacts { totalCount nodes { id origins { provider } } } }');
    const deleted = await askText('mutation ($id: ID!) { deleteArtifact(id: $id) }', { id });

    expect(startDownload).toMatchObject({ priority: 'HIGH', files: [{}] });
    expect(pauseDownload).toEqual({ state: 'PAUSED', progress: { phase: null } });
    for (const partial of partials) expect(partial.download).toEqual({ id: startDownload.id });
    expect(dataOf(pinned)['pinArtifact']).toEqual({ pinned: true });
    expect(dataOf(checked)['verifyArtifact']).toEqual({ intact: true });
    expect(dataOf(listed)['artifacts']).toEqual({
      totalCount: 1,
      nodes: [{ id, origins: [{ provider: 'registry' }] }],
    });
    expect(dataOf(deleted)['deleteArtifact']).toBe(id);
    expect((await state()).artifact).toBeNull();
  });
});
