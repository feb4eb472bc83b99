import { describe, expect, it } from 'vitest';
import type { DownloadStore } from '../../src/downloads/download-store.js';
import { storedDownload } from '../helpers/stored-download.js';

/**
 * What every store of downloads promises. `open` gives a store over what the earlier ones of the same test left, as the next
 * process would; whoever wrote before need not have closed.
 */
export function describeDownloadStore(name: string, prepare: () => Promise<() => DownloadStore>): void {
  describe(`${name} download store`, () => {
    it('has nothing at first', async () => {
      const open = await prepare();

      expect(await open().load()).toEqual({ generation: 0, downloads: [] });
    });

    it('gives back what was saved, field by field, to a process that comes after a kill', async () => {
      const open = await prepare();
      const failed = storedDownload(
        'failed',
        { plan: null, caller: 'ann' },
        {
          carrier: 'PROVIDER',
          state: 'FAILED',
          fileName: null,
          error: { code: 'PROVIDER_REJECTED', message: 'No.', retryable: true },
          finishedAt: new Date('2026-01-02T03:04:06Z'),
        },
      );
      const held = storedDownload('held', {}, { state: 'WAITING_FOR_SPACE', stateReason: 'full' });
      const first = open();
      await first.load();

      await first.save([failed, held]);

      expect((await open().load()).downloads).toEqual([failed, held]);
    });

    it('keeps the last form of a download, in its place', async () => {
      const open = await prepare();
      const store = open();
      await store.load();
      await store.save([storedDownload('a'), storedDownload('b')]);

      await store.save([storedDownload('a', {}, { state: 'PAUSED' })]);

      const { downloads } = await open().load();
      expect(downloads.map(({ record }) => [record.id, record.state])).toEqual([
        ['a', 'PAUSED'],
        ['b', 'QUEUED'],
      ]);
    });

    it('gives downloads in the order in which they were asked for', async () => {
      const open = await prepare();
      const store = open();
      await store.load();
      const at = (id: string, ms: number) => storedDownload(id, {}, { createdAt: new Date(ms) });

      await store.save([at('late', 3_000), at('early', 1_000)]);
      await store.save([at('middle', 2_000)]);

      const { downloads } = await open().load();
      expect(downloads.map(({ record }) => record.id)).toEqual(['early', 'middle', 'late']);
    });

    it('forgets what is removed, and only that', async () => {
      const open = await prepare();
      const store = open();
      await store.load();
      await store.save([storedDownload('a'), storedDownload('b'), storedDownload('c')]);

      await store.remove(['a', 'c', 'unknown']);

      expect((await open().load()).downloads.map(({ record }) => record.id)).toEqual(['b']);
    });

    it('counts the processes that came', async () => {
      const open = await prepare();

      const generations = [await open().load(), await open().load(), await open().load()];

      expect(generations.map(({ generation }) => generation)).toEqual([0, 1, 2]);
    });
  });
}
