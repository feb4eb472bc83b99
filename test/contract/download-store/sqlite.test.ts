import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteDownloadStore } from '../../../src/downloads/sqlite-store.js';
import { captureLog } from '../../helpers/capture-log.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { silentLog } from '../../helpers/sandbox.js';
import { storedDownload } from '../../helpers/stored-download.js';
import { describeDownloadStore } from '../download-store-contract.js';

describeDownloadStore('the SQLite', async () => {
  const path = join(await temporaryFolder(), 'downloads.sqlite');
  return () => {
    const store = openSqliteDownloadStore(path, silentLog);
    onTestFinished(() => store.close());
    return store;
  };
});

describe('the SQLite download store', () => {
  it('leaves out what it cannot understand, and says so', async () => {
    const path = join(await temporaryFolder(), 'downloads.sqlite');
    const { log, lines } = captureLog();
    const store = openSqliteDownloadStore(path, log);
    await store.save([storedDownload('a'), storedDownload('b'), storedDownload('c')]);
    const database = new Database(path);
    database.exec(`UPDATE downloads SET body = '{' WHERE id = 'a'`);
    database.exec(`UPDATE downloads SET body = '{"version":2}' WHERE id = 'b'`);
    database.close();

    const { downloads } = await store.load();

    expect(downloads.map(({ record }) => record.id)).toEqual(['c']);
    expect(lines.filter((line) => line.includes('cannot be understood'))).toHaveLength(2);
    await store.close();
  });
});
