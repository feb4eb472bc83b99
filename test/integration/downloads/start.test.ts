import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import {
  adapterWith,
  digestOf,
  downloadToEnd,
  followToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  target,
  untilAborted,
} from '../../helpers/download-rig.js';
import { putArtifact } from '../../helpers/artifacts.js';
import { startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarGzOf } from '../../helpers/tar.js';

const inline = (text: string) => ({ kind: 'inline', bytes: Buffer.from(text) }) as const;

describe('starting a download', () => {
  it('refuses a provider that is not configured', async () => {
    const rig = await openRig([]);

    const error = await rejectionOf(rig.manager.start('nobody', target('m'), rig.call));

    expect(error).toMatchObject({ code: 'NOT_FOUND', retryable: false });
  });

  it('refuses a provider that hands out no weights', async () => {
    const rig = await openRig([adapterWith('market', {})]);

    const error = await rejectionOf(rig.manager.start('market', target('m'), rig.call));

    expect(error).toMatchObject({ code: 'UNSUPPORTED', provider: 'market' });
    expect(error.message).toContain('market');
  });

  it('fails as the plan fails, and leaves no download', async () => {
    const adapter = gatewayAdapter({ locate: () => inline('x') });
    const failing = adapterWith('registry', {
      downloads: {
        ...adapter.downloads!,
        plan: () => Promise.reject(new GatewayError('NOT_READY', 'Still training.')),
      },
    } as Partial<typeof adapter>);
    const rig = await openRig([failing]);

    const error = await rejectionOf(rig.manager.start('registry', target('m'), rig.call));

    expect(error).toMatchObject({ code: 'NOT_READY', provider: 'registry' });
    expect(rig.manager.list()).toEqual([]);
  });

  it('goes through the states in order and gives bytes that were sent inline', async () => {
    const rig = await openRig([
      gatewayAdapter({ locate: () => inline('MIT License'), plan: { fileName: 'LICENSE.md' } }),
    ]);

    const started = await rig.manager.start('registry', target('m'), rig.call);
    const records = await followToEnd(rig.manager, started);

    expect(started).toMatchObject({
      state: 'QUEUED',
      carrier: 'GATEWAY',
      provider: 'registry',
      startedAt: null,
    });
    const sequences = records.map(({ progress }) => progress.sequence);
    expect(sequences).toEqual([...new Set(sequences)].toSorted((one, other) => one - other));
    expect(records.at(-1)).toMatchObject({
      state: 'COMPLETED',
      artifactId: digestOf('sha256', Buffer.from('MIT License')),
    });
    expect((await storedBytes(rig, records.at(-1)!)).toString()).toBe('MIT License');
  });

  it('joins starts of the same bytes, at the same time or later, by whatever target', async () => {
    const adapter = gatewayAdapter({ plan: { key: 'one' }, locate: (_count, call) => untilAborted(call) });
    const rig = await openRig([adapter]);

    const [first, second] = await Promise.all([
      rig.manager.start('registry', target('m'), rig.call),
      rig.manager.start('registry', target('m'), rig.call),
    ]);
    const third = await rig.manager.start('registry', { kind: 'checkpoint', nativeId: 'c' }, rig.call);

    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect(rig.manager.list()).toHaveLength(1);
    expect(rig.manager.latestOf('registry', { kind: 'checkpoint', nativeId: 'c' })?.id).toBe(first.id);
    expect(rig.manager.latestOf('registry', { kind: 'checkpoint', nativeId: 'm' })).toBeNull();
  });

  it('answers from the store without asking for a URL, and anew once the artifact is removed', async () => {
    let located = 0;
    const adapter = gatewayAdapter({
      locate: (count) => {
        located = count + 1;
        return inline('weights');
      },
    });
    const rig = await openRig([adapter]);
    const first = await downloadToEnd(rig);

    const again = await rig.manager.start('registry', target('m'), rig.call);
    expect(again).toMatchObject({ id: first.id, state: 'COMPLETED' });
    expect(located).toBe(1);

    await rig.artifacts.remove(first.artifactId!);
    const anew = await downloadToEnd(rig);
    expect(anew).toMatchObject({ state: 'COMPLETED', artifactId: first.artifactId });
    expect(anew.id).not.toBe(first.id);
    expect(located).toBe(2);
  });

  it('is complete at once when an earlier process stored the bytes', async () => {
    const adapter = gatewayAdapter({ locate: () => Promise.reject(new Error('must not be asked')) });
    const rig = await openRig([adapter]);
    const { id: sha256 } = await putArtifact(rig.artifacts, Buffer.from('weights'), {
      origin: { provider: 'registry', key: 'm' },
    });

    const record = await rig.manager.start('registry', target('m'), rig.call);

    expect(record).toMatchObject({
      state: 'COMPLETED',
      artifactId: sha256,
      progress: { percent: 100, receivedBytes: 7, attempts: 0 },
    });
    expect(await followToEnd(rig.manager, record)).toEqual([record]);
  });

  it('lets a failed download be started again', async () => {
    const adapter = gatewayAdapter({
      locate: (count) =>
        count === 0
          ? Promise.reject(new GatewayError('PROVIDER_UNAVAILABLE', 'Down.', { retryable: true }))
          : inline('ok'),
    });
    const rig = await openRig([adapter]);

    const failed = await downloadToEnd(rig);
    const second = await downloadToEnd(rig);

    expect(failed).toMatchObject({
      state: 'FAILED',
      error: { code: 'PROVIDER_UNAVAILABLE', message: 'Down.', retryable: true },
    });
    expect(second).toMatchObject({ state: 'COMPLETED' });
    expect(rig.manager.list().map(({ id }) => id)).toEqual([second.id, failed.id]);
  });

  it('keeps the reasons of defects out of the record and in the log', async () => {
    const rig = await openRig([
      gatewayAdapter({ locate: () => Promise.reject(new TypeError('secret detail')) }),
    ]);

    const failed = await downloadToEnd(rig);

    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'INTERNAL', retryable: false } });
    expect(JSON.stringify(failed)).not.toContain('secret detail');
    expect(rig.logLines.join('')).toContain('secret detail');
  });

  it('runs only so many at once, the others in order of arrival', async () => {
    const gates = new Map<string, () => void>();
    const server = await startServer((request, response) => {
      gates.set(request.url!.slice(1), () => response.end('x'));
    });
    const adapter = gatewayAdapter({ locate: () => Promise.reject(new Error('replaced')) });
    const byTarget = adapterWith('registry', {
      downloads: {
        ...adapter.downloads!,
        trustedOrigins: [server.origin],
        locate: async (plan: { key: string }) => ({
          kind: 'url',
          url: `${server.origin}/${plan.key}`,
          expiresAt: null,
        }),
      },
    } as Partial<typeof adapter>);
    const rig = await openRig([byTarget], { settings: { concurrency: 2 } });
    const states = () =>
      rig.manager
        .list()
        .map(({ state }) => state)
        .toReversed();

    for (const id of ['a', 'b', 'c', 'd']) await rig.manager.start('registry', target(id), rig.call);
    await expect.poll(() => [...gates.keys()].toSorted()).toEqual(['a', 'b']);
    expect(states().slice(2)).toEqual(['QUEUED', 'QUEUED']);
    gates.get('b')!();

    await expect.poll(() => [...gates.keys()].toSorted()).toEqual(['a', 'b', 'c']);
    expect(states()[3]).toBe('QUEUED');
  });

  it('unpacks an archive', async () => {
    const archive = await tarGzOf({ 'model_full/model.safetensors': 'w', 'model_full/run.json': '{}' });
    const adapter = gatewayAdapter({
      plan: { packaging: 'archive' },
      locate: () => ({ kind: 'inline', bytes: archive }),
    });
    const rig = await openRig([adapter]);

    const started = await rig.manager.start('registry', target('m'), rig.call);
    const records = await followToEnd(rig.manager, started);

    const artifact = rig.artifacts.get(records.at(-1)!.artifactId!);
    expect(artifact?.files.map(({ role }) => role)).toEqual(['WEIGHTS', 'CONFIG']);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('fails with a bad archive and leaves nothing', async () => {
    const adapter = gatewayAdapter({
      plan: { packaging: 'archive' },
      locate: () => inline('PK\u0003\u0004'),
    });
    const rig = await openRig([adapter]);

    expect(await downloadToEnd(rig)).toMatchObject({ state: 'FAILED', error: { code: 'ARCHIVE_INVALID' } });
    expect(await rig.leftovers()).toEqual([]);
  });
});
