import { describe, expect, it, onTestFinished } from 'vitest';
import type { DownloadTarget } from '../../../src/domain/download.js';
import type { DownloadPlan, GatewayCarried } from '../../../src/providers/provider.js';
import { contractOutput, freshCall, openAdapter, useDatatureVi } from '../../helpers/datature-vi.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { rejectionOf } from '../../helpers/rejection.js';

const vi = useDatatureVi();
const downloads = () => vi().adapter.downloads as GatewayCarried;
const plan = (target: DownloadTarget) => downloads().plan(target, freshCall());
const planModel = (nativeId: string) => plan({ kind: 'model', nativeId });
const planCheckpoint = (nativeId: string) => plan({ kind: 'checkpoint', nativeId });

/** Where the bytes of a plan are; the run store gives URLs only. */
async function locate(planned: DownloadPlan) {
  const location = await downloads().locate(planned, freshCall());
  if (location.kind !== 'url') throw new Error('A URL was expected.');
  return location;
}

describe('a planned download', () => {
  it('names the archive, its output and its revision', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);

    expect(await planCheckpoint(`${runId}/out_0004`)).toEqual({
      target: { kind: 'checkpoint', nativeId: `${runId}/out_0004` },
      key: `${runId}/out_0004@e-1`,
      fileName: `${runId}-epoch_4.tar`,
      packaging: 'archive',
      format: 'tar',
      expectedBytes: null,
      expectedDigests: { md5: null, crc32c: null, sha256: null },
    });
  });

  it('of another checkpoint of the same run is another one (§9: the cache key is not the run)', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);

    const [third, fourth] = await Promise.all([
      planCheckpoint(`${runId}/out_0003`),
      planCheckpoint(`${runId}/out_0004`),
    ]);

    expect(third.key).not.toBe(fourth.key);
  });

  it('of a checkpoint mints no URL', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);

    const targets = await vi().targetsOf(() => planCheckpoint(`${runId}/out_0004`));

    expect(targets).toEqual([expect.stringMatching(/\/outputs\/out_0004\?intent=sdkLocalDeploy$/u)]);
  });

  it('of a model is that of its newest checkpoint, on whatever page it stands (trap 2)', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 130);

    expect(await planModel(runId)).toMatchObject({
      target: { kind: 'model', nativeId: runId },
      key: `${runId}/out_0130@e-1`,
    });
  });

  it('of a model is the newest that has an export when the last has none yet (trap 6)', async () => {
    const { runId } = vi().planOf((story) => story.exports === 'but-newest');

    expect(await planModel(runId)).toMatchObject({ key: `${runId}/out_0011@e-1` });
  });

  it('of a failed run is that of the last checkpoint that it left', async () => {
    const { runId } = vi().planOf((story) => story.outcome === 'failed' && story.epochs === 3);

    expect(await planModel(runId)).toMatchObject({ key: `${runId}/out_0003@e-1` });
  });

  it.each([
    ['has no export', 'none', 4],
    ['has no outputs', 'all', 0],
  ] as const)('of a model that %s is NOT_READY (trap 6)', async (_name, exports, epochs) => {
    const { runId } = vi().planOf(
      (story, { ordinal }) => ordinal > 3 && story.exports === exports && story.epochs === epochs,
    );

    expect(await rejectionOf(planModel(runId))).toMatchObject({ code: 'NOT_READY', provider: 'runs' });
  });

  it.each([
    ['model', 'run_absent'],
    ['model', '../runs'],
    ['checkpoint', 'run_absent/out_0001'],
    ['checkpoint', 'run_absent'],
  ] as const)('of a %s that does not exist (%s) is NOT_FOUND', async (kind, nativeId) => {
    expect(await rejectionOf(plan({ kind, nativeId }))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the place of a download', () => {
  it('gives the archive without any credentials of the API (§9 step 3)', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);
    const location = await locate(await planCheckpoint(`${runId}/out_0004`));

    const answer = await rawRequest(location.url);

    expect(answer).toMatchObject({ status: 200, isComplete: true });
    expect(answer.bytes.byteLength).toBeGreaterThan(0);
    expect(downloads().trustedOrigins).toEqual([new URL(location.url).origin]);
  });

  it('is asked for with contents=y and ends when the store says, in milliseconds', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);
    const planned = await planCheckpoint(`${runId}/out_0004`);

    let expiresAt: Date | null = null;
    const targets = await vi().targetsOf(async () => ({ expiresAt } = await locate(planned)));

    expect(targets).toEqual([
      expect.stringMatching(/\/outputs\/out_0004\?intent=sdkLocalDeploy&contents=y$/u),
    ]);
    expect(expiresAt).toEqual(new Date(vi().environment.clock.now() + 3_600_000));
  });

  it('is minted anew after the URL has expired, for the same bytes (§9 step 5)', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);
    const planned = await planCheckpoint(`${runId}/out_0004`);
    const early = await locate(planned);
    const { bytes } = await rawRequest(early.url);

    vi().environment.clock.advance(3_600_001);
    const late = await locate(planned);

    expect((await rawRequest(early.url)).status).toBe(403);
    expect((await rawRequest(late.url)).bytes).toEqual(bytes);
  });

  it('is NOT_READY while the export is pending (trap 6)', async () => {
    const { runId } = vi().planOf((story) => story.exports === 'but-newest');
    const planned = await planCheckpoint(`${runId}/out_0012`);

    expect(await rejectionOf(downloads().locate(planned, freshCall()))).toMatchObject({ code: 'NOT_READY' });
  });

  it('is refused when the output has changed since the plan (§9 step 5: same output and etag)', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);
    const planned = await planCheckpoint(`${runId}/out_0004`);

    vi().addFault({ kind: 'tamper', pointer: '/items/0/etag', value: 'e-2' });

    expect(await rejectionOf(downloads().locate(planned, freshCall()))).toMatchObject({
      code: 'SOURCE_CHANGED',
    });
  });

  it('is NOT_FOUND when the run has been deleted meanwhile', async () => {
    const { runId } = vi().planOf((story) => story.outcome === 'killed' && story.epochs === 8);
    const planned = await planCheckpoint(`${runId}/out_0004`);

    await rawRequest(`${vi().server.origin}/workspaces/0c5f6c1e-7a31-4b0e-9d55-2f5f0a6d1b77/runs/${runId}`, {
      method: 'DELETE',
      headers: vi().server.requests.at(-1)?.headers as Record<string, string>,
    });

    expect(await rejectionOf(downloads().locate(planned, freshCall()))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('may end at a time in seconds (§2: the unit is not stated)', async () => {
    const downloadUrl = { url: 'https://storage.example/o/0010.tar?sig=abc', expiresAt: 1_760_003_600 };
    const server = await startServer((_request, response) =>
      sendJson(response, contractOutput({}, { contents: { downloadUrl } })),
    );
    const adapter = openAdapter(server.origin);
    onTestFinished(() => adapter.close());
    const { plan: planOf, locate: locateOf } = adapter.downloads as GatewayCarried;

    const planned = await planOf({ kind: 'checkpoint', nativeId: 'run_4f21/out_0010' }, freshCall());

    expect(await locateOf(planned, freshCall())).toEqual({
      kind: 'url',
      url: downloadUrl.url,
      expiresAt: new Date(1_760_003_600_000),
    });
  });
});
