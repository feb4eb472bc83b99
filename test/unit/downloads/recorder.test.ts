import { expect, it } from 'vitest';
import { DownloadRecorder } from '../../../src/downloads/recorder.js';
import { captureLog } from '../../helpers/capture-log.js';
import { storedDownload } from '../../helpers/stored-download.js';

it('says once that nothing can be stored, and once that it can again', async () => {
  const { log, lines } = captureLog();
  let isAway = true;
  const saved: string[] = [];
  const store = {
    save: async (downloads: readonly { readonly record: { readonly id: string } }[]) => {
      if (isAway) throw new Error('away');
      saved.push(...downloads.map(({ record }) => record.id));
    },
    remove: () => Promise.resolve(),
  };
  const recorder = new DownloadRecorder(store, log);
  const told = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  recorder.note(storedDownload('one'), true);
  await recorder.settled();
  recorder.note(storedDownload('two'), true);
  await recorder.settled();
  expect(told()).toMatchObject([{ level: 50, waiting: 1 }]);
  isAway = false;
  await recorder.settled();

  expect(saved.toSorted()).toEqual(['one', 'two']);
  expect(told().slice(1)).toMatchObject([{ level: 30, stored: 2 }]);
});
