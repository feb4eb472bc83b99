import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { createRunPlans } from '../../../src/sandbox/datature-vi/data.js';
import { ORGANIZATION_ID, useDatatureVi } from '../../helpers/datature-vi.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { askRunStore, RUN_STORE_CREDENTIALS } from '../../helpers/run-store.js';

const vi = useDatatureVi({ size: 60 });
const ask = (path: string, request = {}) => askRunStore(vi().server.origin, path, request);
/** Ordinal of a run that has begun and not ended; the next one is running as well. */
const RUNNING = 2;
const plan = (ordinal: number) => vi().plans[ordinal]!;
const epochsOf = async (target: string) => (await ask(target)).fields.items!.map((item) => item.spec?.epoch);

describe('a client that sends a second question mark (contract §7)', () => {
  const outputs = () => `/runs/${vi().planOf((story) => story.epochs === 130).runId}/outputs`;

  it('gets the page size that it asked for', async () => {
    expect(await epochsOf(`${outputs()}?intent=sdkLocalDeploy?pageSize=3`)).toEqual([1, 2, 3]);
  });

  it('gets the page behind its token, and so comes to the end of the list', async () => {
    const { nextPage } = (await ask(`${outputs()}?intent=sdkLocalDeploy?pageSize=3`)).fields;

    const next = await epochsOf(`${outputs()}?intent=sdkLocalDeploy?pageToken=${nextPage}&pageSize=3`);

    expect(next).toEqual([4, 5, 6]);
  });
});

describe('pages', () => {
  it('lead forward to the last and back to the first', async () => {
    const first = (await ask('/runs?pageSize=25')).fields;
    const second = (await ask(`/runs?pageSize=25&pageToken=${first.nextPage}`)).fields;
    const third = (await ask(`/runs?pageSize=25&pageToken=${second.nextPage}`)).fields;
    const back = (await ask(`/runs?pageSize=25&pageToken=${second.prevPage}`)).fields;

    expect([first.items?.length, second.items?.length, third.items?.length]).toEqual([25, 25, 10]);
    expect([first.prevPage, third.nextPage]).toEqual([null, null]);
    expect(back.items).toEqual(first.items);
  });

  it('never end on demand', async () => {
    vi().addFault({ kind: 'endless-paging' });

    const first = (await ask('/runs?pageSize=1000')).fields;
    const second = (await ask(`/runs?pageSize=1000&pageToken=${first.nextPage}`)).fields;

    expect(first.nextPage).toEqual(expect.any(String));
    expect(second.items).toEqual(first.items);
  });
});

describe('outputs', () => {
  it('come latest last, ten where no page size is given', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 130);

    expect(await epochsOf(`/runs/${runId}/outputs`)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each(['outputs', 'runOutputs'])('are served below %s (contract §11)', async (segment) => {
    const { runId } = vi().planOf((story) => story.epochs === 10);

    expect(await epochsOf(`/runs/${runId}/${segment}`)).toHaveLength(10);
    expect(await epochsOf(`/runs/${runId}/${segment}/out_0004`)).toEqual([4]);
  });

  it.each(['out_0004', 'epoch_4', 'ckpt_4', 'checkpoint_4'])('go by the name %s', async (name) => {
    const { runId } = vi().planOf((story) => story.epochs === 10);

    expect(await epochsOf(`/runs/${runId}/outputs/${name}`)).toEqual([4]);
  });

  it('carry a URL only where contents=y asks for it and an export exists', async () => {
    const { runId } = vi().planOf((story) => story.exports === 'but-newest');
    const contentsOf = async (query: string) =>
      (await ask(`/runs/${runId}/outputs?pageSize=100${query}`)).fields.items!.map(
        ({ status }) => status?.contents,
      );

    const asked = await contentsOf('&contents=y');

    expect(asked.slice(0, -1).every((contents) => contents?.downloadUrl.url)).toBe(true);
    expect(asked.at(-1)).toBeNull();
    expect(await contentsOf('')).toEqual(asked.map(() => undefined));
  });
});

describe('archives', () => {
  it.each([
    ['sdk', 'none', 'model_full/run.json'],
    ['sdk', 'gzip', 'model_full/run.json'],
    ['documented', 'none', 'run_config.json'],
    ['documented', 'gzip', 'run_config.json'],
  ] as const)('come in the %s layout with compression %s', async (layout, compression, runConfig) => {
    const { runId } = vi().planOf(
      (story, { ordinal }) =>
        ordinal > RUNNING + 1 && story.layout === layout && story.compression === compression,
    );
    const { fields } = await ask(`/runs/${runId}/outputs/epoch_2?contents=y`);
    const { url, expiresAt } = fields.items![0]!.status!.contents!.downloadUrl;

    const { bytes } = await rawRequest(url);

    const tar = compression === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(await membersOf(tar)).toEqual(expect.arrayContaining(['model_full/model.safetensors', runConfig]));
    expect(expiresAt).toBe(vi().environment.clock.now() + 3_600_000);
  });

  it('are the same bytes under each URL, and others for another epoch', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);
    const bytesOf = async (epoch: number) => {
      const { fields } = await ask(`/runs/${runId}/outputs/epoch_${epoch}?contents=y`);
      return (await rawRequest(fields.items![0]!.status!.contents!.downloadUrl.url)).bytes;
    };

    const [second, again, third] = [await bytesOf(2), await bytesOf(2), await bytesOf(3)];

    expect(again).toEqual(second);
    expect(third).not.toEqual(second);
  });
});

describe('a running run', () => {
  const countOf = async () => (await epochsOf(`/runs/${plan(RUNNING).runId}/outputs?pageSize=100`)).length;

  it('gains outputs while the clock runs, and stands still on demand', async () => {
    const before = await countOf();
    vi().addFault({ kind: 'freeze-progress' });
    await countOf();

    vi().environment.clock.advance(plan(RUNNING).epochMs);
    const frozen = await countOf();
    vi().environment.faults.clear();

    expect(frozen).toBe(before);
    expect(await countOf()).toBe(before + 1);
  });

  it('has its newest output exported a little after it was made', async () => {
    const newestContents = async () => {
      const { items } = (await ask(`/runs/${plan(RUNNING).runId}/outputs?pageSize=100&contents=y`)).fields;
      return items!.at(-1)!.status!.contents;
    };
    // The clock began at the end of an epoch.
    vi().environment.clock.advance(plan(RUNNING).epochMs);
    const made = await newestContents();

    vi().environment.clock.advance(40_000);

    expect(made).toBeNull();
    expect(await newestContents()).toMatchObject({ downloadUrl: { url: expect.any(String) } });
  });

  it('ends after its last epoch', async () => {
    vi().environment.clock.advance(40 * plan(RUNNING).epochMs);

    expect((await ask(`/runs/${plan(RUNNING).runId}`)).body).toMatchObject({
      status: { conditions: [{ condition: 'Started' }, { condition: 'Finished', status: 'Reached' }] },
    });
    expect(await countOf()).toBe(40);
  });
});

describe('an organization in the path that is not the one of the header', () => {
  it('is forbidden', async () => {
    const { status } = await rawRequest(`${vi().server.origin}/workspaces/another/runs`, {
      headers: RUN_STORE_CREDENTIALS,
    });

    expect(status).toBe(403);
  });
});

describe('a deleted run', () => {
  it('is gone, and the answer to its deletion is empty (contract §3)', async () => {
    const { runId } = plan(20);

    const answer = await ask(`/runs/${runId}`, { method: 'DELETE' });

    expect(answer).toMatchObject({ status: 204, body: undefined });
    expect(await ask(`/runs/${runId}`)).toMatchObject({
      status: 404,
      fields: { message: `Run ${ORGANIZATION_ID}_${runId} was not found.` },
    });
    expect((await ask('/runs?pageSize=1000')).fields.items).toHaveLength(59);
  });
});

describe('the data', () => {
  it('of ten thousand runs come newest first, with different ids', () => {
    const plans = createRunPlans({ ...vi().environment.catalog, size: 10_000 });

    expect(new Set(plans.map(({ runId }) => runId)).size).toBe(10_000);
    expect(
      plans.every(({ createdMs }, index) => index === 0 || createdMs < plans[index - 1]!.createdMs),
    ).toBe(true);
  });
});

/** Names of the members of a tar. */
async function membersOf(tar: Buffer): Promise<readonly string[]> {
  const names: string[] = [];
  const extraction = extract();
  extraction.on('entry', ({ name }, stream, next) => {
    names.push(name);
    stream.on('end', next).resume();
  });
  extraction.end(tar);
  await once(extraction, 'finish');
  return names;
}
