import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { joinNativeKey } from '../../../src/domain/native-key.js';
import { createHttp } from '../../../src/http/create-http.js';
import type { DownloadPlan, GatewayCarried } from '../../../src/providers/provider.js';
import { PICTOGRAPH_BASE_PATH, SANDBOX_PICTOGRAPH_KEY } from '../../../src/sandbox/pictograph/server.js';
import { captureLog } from '../../helpers/capture-log.js';
import { downloadsOf, found, registryCall as call, useRegistry } from '../../helpers/registry.js';
import { rejectionOf } from '../../helpers/rejection.js';

const registry = useRegistry();

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
    const nativeId = await registry().idOf('Wake Gate');

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
    const nativeId = await registry().idOf('Wake Gate');
    const requests = registry().watchRequests();

    await downloads.plan({ kind: 'model', nativeId }, call);

    expect(requests().toSorted()).toEqual([`GET /models/${nativeId}`, `GET /models/${nativeId}/files`]);
  });

  it('needs no build in ONNX', async () => {
    const downloads = downloadsOf(registry().openAdapter());

    const plan = await downloads.plan(
      { kind: 'model', nativeId: await registry().idOf('Face Blur (GDPR)') },
      call,
    );

    expect(plan).toMatchObject({ format: 'tflite', fileName: 'face_detection_full_range.tflite' });
    expect(await digestOf(downloads, plan)).toBe(sha256(await file('face-detector-full-range').load()));
  });

  it('says for how long its URL works', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await registry().idOf('Wake Gate') }, call);
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
    const nativeId = await registry().idOf('Tyre Wear');

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
    const nativeId = await registry().idOf('Wake Gate');
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
    const modelId = await registry().idOf('Wake Gate');
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
    const modelId = await registry().idOf('Zellzähler');
    const list = found((await adapter.checkpoints!.ofModels([modelId], null, call))[0]);

    const plan = await downloads.plan({ kind: 'checkpoint', nativeId: list.items[0]!.nativeId }, call);

    expect(await bytesOf(downloads, plan)).toHaveLength(plan.expectedBytes!);
  });

  it('has the same key as the model’s own download when it is the current one', async () => {
    const adapter = registry().openAdapter();
    const downloads = downloadsOf(adapter);
    const nativeId = await registry().idOf('Wake Gate');
    const list = found((await adapter.checkpoints!.ofModels([nativeId], 1, call))[0]);

    const ofModel = await downloads.plan({ kind: 'model', nativeId }, call);
    const ofCheckpoint = await downloads.plan(
      { kind: 'checkpoint', nativeId: list.items[0]!.nativeId },
      call,
    );

    expect(ofCheckpoint.key).toBe(ofModel.key);
  });

  it('of an archived model is refused', async () => {
    const adapter = registry().openAdapter();
    const list = found(
      (await adapter.checkpoints!.ofModels([await registry().idOf('Tyre Wear')], null, call))[0],
    );
    const target = { kind: 'checkpoint', nativeId: list.items[0]!.nativeId } as const;

    expect(await rejectionOf(downloadsOf(adapter).plan(target, call))).toMatchObject({ code: 'NOT_READY' });
  });

  it('that failed is refused although its model is ready', async () => {
    const adapter = registry().openAdapter();
    const list = found(
      (await adapter.checkpoints!.ofModels([await registry().idOf('Wake Gate')], null, call))[0],
    );
    const target = { kind: 'checkpoint', nativeId: list.items[0]!.nativeId } as const;
    registry().misbehave({
      kind: 'tamper',
      match: '/files$',
      pointer: '/data/versions/0/status',
      value: 'failed',
    });

    expect(await rejectionOf(downloadsOf(adapter).plan(target, call))).toMatchObject({ code: 'NOT_READY' });
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
    const plan = await downloads.plan({ kind: 'model', nativeId: await registry().idOf('Wake Gate') }, call);

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
    const plan = await downloads.plan(
      { kind: 'model', nativeId: await registry().idOf('Wake Gate') },
      { ...call, log },
    );

    await downloads.locate(plan, { ...call, log });

    expect(JSON.stringify([lines, plan])).not.toMatch(/X-Goog|Signature|storage/iu);
  });
});
