import Database from 'libsql';
import * as z from 'zod';
import type { Logger } from '../observability/logger.js';
import type { DownloadStore } from './download-store.js';
import { readStored, writeStored } from './stored-form.js';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS downloads (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS generations (id INTEGER PRIMARY KEY CHECK (id = 0), value INTEGER NOT NULL) STRICT;
`;
const NEXT_GENERATION = `
  INSERT INTO generations (id, value) VALUES (0, 0)
  ON CONFLICT (id) DO UPDATE SET value = value + 1 RETURNING value
`;
const UPSERT = `
  INSERT INTO downloads (id, created_at, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body
`;

const generationRow = z.object({ value: z.number().int() });
const downloadRow = z.object({ id: z.string(), body: z.string() });

/**
 * Opens a store in one SQLite file, made if it is not there, which belongs to this process alone. Every call blocks for the
 * time of one small transaction (tens of microseconds). With the write-ahead log and `synchronous = NORMAL` nothing is lost
 * when the process is killed; a power cut may cost the last moments, but never the file.
 */
export function openSqliteDownloadStore(path: string, log: Logger): DownloadStore {
  const database = new Database(path);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec(SCHEMA);
  const upsert = database.prepare(UPSERT);
  const remove = database.prepare('DELETE FROM downloads WHERE id = ?');

  return {
    load: async () => {
      const { value: generation } = generationRow.parse(database.prepare(NEXT_GENERATION).get());
      const rows = database.prepare('SELECT id, body FROM downloads ORDER BY created_at, rowid').all();
      const downloads = rows.flatMap((row) => {
        const { id, body } = downloadRow.parse(row);
        const download = readStored(body);
        if (download === null) log.warn({ download: id }, 'A stored download cannot be understood');
        return download ?? [];
      });
      return { generation, downloads };
    },
    save: async (downloads) => {
      database.transaction(() => {
        for (const download of downloads) {
          const { id, createdAt } = download.record;
          upsert.run(id, createdAt.getTime(), writeStored(download));
        }
      })();
    },
    remove: async (ids) => {
      database.transaction(() => {
        for (const id of ids) remove.run(id);
      })();
    },
    close: async () => {
      database.close();
    },
  };
}
