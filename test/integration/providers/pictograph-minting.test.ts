import { describe, expect, it } from 'vitest';
import type { DownloadPlan } from '../../../src/providers/provider.js';
import { downloadsOf, registryCall as call, useRegistry } from '../../helpers/registry.js';
import { rejectionOf } from '../../helpers/rejection.js';

const registry = useRegistry();

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
    const nativeId = await registry().idOf('Wake Gate');
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
    const plan = await downloads.plan({ kind: 'model', nativeId: await registry().idOf('Wake Gate') }, call);
    registry().misbehave({ ...refusal, status: 404 });

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('with 422 is the provider’s affair', async () => {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan({ kind: 'model', nativeId: await registry().idOf('Wake Gate') }, call);
    registry().misbehave({ ...refusal, status: 422 });

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'PROVIDER_REJECTED' });
  });
});

describe('a data URL', () => {
  /** A plan for a generated file of the current version. */
  async function planText(name: string): Promise<DownloadPlan> {
    const downloads = downloadsOf(registry().openAdapter());
    const plan = await downloads.plan(
      { kind: 'model', nativeId: await registry().idOf('溶接検査 / Weld Inspection 2') },
      call,
    );
    return { ...plan, key: plan.key.replace(plan.fileName, name) };
  }

  it('is decoded and fetched from nowhere', async () => {
    const adapter = registry().openAdapter();
    await adapter.editing!.update(
      await registry().idOf('Leaf Segmenter'),
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
    const plan = await downloads.plan({ kind: 'model', nativeId: await registry().idOf('Wake Gate') }, call);

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'PROVIDER_PROTOCOL' });
  });
});
