import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { joinNativeKey } from '../../../src/domain/native-key.js';
import { createHttp } from '../../../src/http/create-http.js';
import type { DownloadPlan, GatewayCarried, ProviderAdapter } from '../../../src/providers/provider.js';
import { PICTOGRAPH_BASE_PATH, SANDBOX_PICTOGRAPH_KEY } from '../../../src/sandbox/pictograph/server.js';
import { captureLog } from '../../helpers/capture-log.js';
import { found, registryCall as call, useRegistry } from '../../helpers/registry.js';
import { rejectionOf } from '../../helpers/rejection.js';

const registry = useRegistry();

function downloadsOf(adapter: ProviderAdapter): GatewayCarried {
  if (adapter.downloads?.carrier !== 'gateway') throw new Error('Expected gateway-carried downloads.');
  return adapter.downloads;
}

async function idOf(name: string) {
  const { models } = registry().openAdapter();
  return found((await models.getMany([name], call))[0]).nativeId;
}

/** Pins a version as an administrator would, or clears the pin with null. */
async function pin(modelId: string, versionId: string | null) {
  const response = await fetch(
    `${registry().server.origin}${PICTOGRAPH_BASE_PATH}/models/${modelId}/current-version`,
    {
      method: 'PATCH',
      headers: { 'x-api-key': SANDBOX_PICTOGRAPH_KEY },
      body: JSON.stringify({ version_id: versionId }),
    },
  );
  expect(response.status).toBe(200);
}

async function bytesOf(downloads: GatewayCarried, plan: DownloadPlan): Promise<Buffer> {
  const location = await downloads.locate(plan, call);
  if (location.kind === 'inline') return Buffer.from(location.bytes);
  const http = createHttp();
  onTestFinished(() => http.close());
  const trustedOrigins = [registry().environment.storage.origin];
  const response = await http.transfers.open({ url: location.url, trustedOrigins }, call);
  expect(response.status).toBe(200);
  return buffer(response.body);
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const digestOf = async (downloads: GatewayCarried, plan: DownloadPlan) =>
  sha256(await bytesOf(downloads, plan));
const file = (id: string) => registry().environment.catalog.weights.file(id);

describe('the download of a model', () => {
  it('is the real weights of its current version', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const nativeId = await idOf('Wake Gate');

    const plan = await downloads.plan({ kind: 'model', nativeId }, call);

    expect(plan).toMatchObject({
      fileName: 'silero_vad_v6.onnx',
      packaging: 'file',
      format: 'onnx',
      expectedBytes: file('silero-vad-v6').sizeBytes,
      expectedDigests: { md5: null, crc32c: null, sha256: null },
    });
    expect(await digestOf(downloads, plan)).toBe(sha256(await file('silero-vad-v6').load()));
  });

  it('mints no URL before it is to be fetched', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const nativeId = await idOf('Wake Gate');
    const requests = registry().watchRequests();

    await downloads.plan({ kind: 'model', nativeId }, call);

    expect(requests().toSorted()).toEqual([`GET /models/${nativeId}`, `GET /models/${nativeId}/files`]);
  });

  it('needs no build in ONNX', async () => {
    const downloads = downloadsOf(registry().openAdapter());

    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Face Blur (GDPR)') }, call);

    expect(plan).toMatchObject({ format: 'tflite', fileName: 'face_detection_full_range.tflite' });
    expect(await digestOf(downloads, plan)).toBe(sha256(await file('face-detector-full-range').load()));
  });

  it('says for how long its URL works', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Wake Gate') }, call);
    const before = Date.now();

    const location = await downloads.locate(plan, call);

    expect(location.kind).toBe('url');
    const expiresAt = location.kind === 'url' ? location.expiresAt!.getTime() : 0;
    expect(expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it.each([
    ['is training', 'Hand Gestures ✋', 'NOT_READY'],
    ['has failed', 'Smoke Alarm Camera', 'NOT_READY'],
    ['does not exist', '00000000-0000-4000-8000-000000000000', 'NOT_FOUND'],
  ])('is refused when the model %s', async (_, nativeId, code) => {
    const downloads = downloadsOf(registry().openAdapter());

    const error = await rejectionOf(downloads.plan({ kind: 'model', nativeId }, call));

    expect(error).toMatchObject({ code, provider: 'registry', retryable: false });
  });

  it('is refused when the model is archived', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const nativeId = await idOf('Tyre Wear');

    expect(await rejectionOf(downloads.plan({ kind: 'model', nativeId }, call))).toMatchObject({
      code: 'NOT_READY',
      message: expect.stringContaining('archived'),
    });
  });
});

describe('trap 9: a pin changes what a model’s id downloads', () => {
  it('so the key names the version, and a URL minted late is still for the planned bytes', async () => {
    const adapter = registry().openAdapter();
    const downloads = downloadsOf(adapter);
    const nativeId = await idOf('Wake Gate');
    const list = found((await adapter.checkpoints!.ofModels([nativeId], null, call))[0]);
    const oldest = list.items.at(-1)!.nativeId.split('/')[1]!;
    const before = await downloads.plan({ kind: 'model', nativeId }, call);

    await pin(nativeId, oldest);
    const after = await downloads.plan({ kind: 'model', nativeId }, call);
    const late = await digestOf(downloads, before);
    await pin(nativeId, null);

    expect(after).toMatchObject({ fileName: 'silero_vad_legacy.onnx' });
    expect(after.key).not.toBe(before.key);
    expect(late).toBe(sha256(await file('silero-vad-v6').load()));
  });
});

describe('trap 10: an older version', () => {
  it('is had by its checkpoint, not as the model’s download', async () => {
    const adapter = registry().openAdapter();
    const downloads = downloadsOf(adapter);
    const modelId = await idOf('Wake Gate');
    const list = found((await adapter.checkpoints!.ofModels([modelId], null, call))[0]);
    const older = list.items.find(({ name }) => name === '2.0.0')!;
    const requests = registry().watchRequests();

    const plan = await downloads.plan({ kind: 'checkpoint', nativeId: older.nativeId }, call);

    expect(plan.fileName).toBe('silero_vad_v5.onnx');
    expect(await digestOf(downloads, plan)).toBe(sha256(await file('silero-vad-v5').load()));
    expect(requests().at(-1)).toContain('/files/download?version_id=');
  });

  it('of a model that is being trained again is there meanwhile', async () => {
    const adapter = registry().openAdapter();
    const downloads = downloadsOf(adapter);
    const modelId = await idOf('Zellzähler');
    const list = found((await adapter.checkpoints!.ofModels([modelId], null, call))[0]);

    const plan = await downloads.plan({ kind: 'checkpoint', nativeId: list.items[0]!.nativeId }, call);

    expect(await bytesOf(downloads, plan)).toHaveLength(plan.expectedBytes!);
  });

  it('has the same key as the model’s own download when it is the current one', async () => {
    const adapter = registry().openAdapter();
    const downloads = downloadsOf(adapter);
    const nativeId = await idOf('Wake Gate');
    const list = found((await adapter.checkpoints!.ofModels([nativeId], 1, call))[0]);

    const ofModel = await downloads.plan({ kind: 'model', nativeId }, call);
    const ofCheckpoint = await downloads.plan(
      { kind: 'checkpoint', nativeId: list.items[0]!.nativeId },
      call,
    );

    expect(ofCheckpoint.key).toBe(ofModel.key);
  });

  it.each(['nonsense', 'a/b/c', joinNativeKey('..', 'v', 'f')])('does not exist for %s', async (nativeId) => {
    const downloads = downloadsOf(registry().openAdapter());

    const { code } = await rejectionOf(downloads.plan({ kind: 'checkpoint', nativeId }, call));

    expect(['NOT_FOUND', 'INVALID_ID']).toContain(code);
  });
});

describe('trap 1: the key of the API', () => {
  it('never goes to the storage host', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Wake Gate') }, call);

    await bytesOf(downloads, plan);

    const seen = registry().environment.storage.requests;
    expect(seen.length).toBeGreaterThan(0);
    expect(JSON.stringify(seen)).not.toContain('pk_live_');
    expect(downloads.trustedOrigins).toEqual([]);
  });
});

describe('trap 2: a signed URL', () => {
  it('is in no log line, no plan and no error', async () => {
    const { log, lines } = captureLog();
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Wake Gate') }, { ...call, log });

    await downloads.locate(plan, { ...call, log });

    expect(JSON.stringify([lines, plan])).not.toMatch(/X-Goog|Signature|storage/iu);
  });
});

describe('trap 3: what a refused mint means', () => {
  const refusal = { kind: 'status', match: '/files/download', body: '{"detail":"no"}' } as const;

  it.each([
    [400, 'ready', 'PROVIDER_REJECTED'],
    [409, 'ready', 'UNSUPPORTED'],
    [400, 'training', 'NOT_READY'],
    [409, 'archived', 'NOT_READY'],
    [409, 'failed', 'NOT_READY'],
  ])('with %i stands in the model’s status: %s', async (status, modelStatus, code) => {
    const downloads = downloadsOf(registry().openAdapter());
    const nativeId = await idOf('Wake Gate');
    const plan = await downloads.plan({ kind: 'model', nativeId }, call);
    registry().misbehave({ ...refusal, status });
    registry().misbehave({
      kind: 'tamper',
      match: `${nativeId}$`,
      pointer: '/data/status',
      value: modelStatus,
    });

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code, provider: 'registry' });
  });

  it('with 404 is that the weights are gone', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Wake Gate') }, call);
    registry().misbehave({ ...refusal, status: 404 });

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('with 422 is the provider’s affair', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Wake Gate') }, call);
    registry().misbehave({ ...refusal, status: 422 });

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'PROVIDER_REJECTED' });
  });
});

describe('a data URL', () => {
  /** A plan for a generated file of the current version. */
  async function planText(name: string): Promise<DownloadPlan> {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan(
      { kind: 'model', nativeId: await idOf('溶接検査 / Weld Inspection 2') },
      call,
    );
    return { ...plan, key: plan.key.replace(plan.fileName, name) };
  }

  it('is decoded and fetched from nowhere', async () => {
    const adapter = registry().openAdapter();
    await adapter.editing!.update(
      await idOf('Leaf Segmenter'),
      { name: '溶接検査 / Weld Inspection 2', readme: '# 溶接\n100 % café' },
      call,
    );

    const location = await downloadsOf(adapter).locate(await planText('README.md'), call);

    expect(location.kind).toBe('inline');
    const text = location.kind === 'inline' ? Buffer.from(location.bytes).toString('utf8') : '';
    expect(text).toBe('# 溶接\n100 % café');
  });

  it('that cannot be decoded is a breach of protocol', async () => {
    registry().misbehave({
      kind: 'tamper',
      match: '/files/download',
      pointer: '/data/download_url',
      value: 'data:text/markdown,%E0%A4%A',
    });
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await idOf('Wake Gate') }, call);

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'PROVIDER_PROTOCOL' });
  });
});
