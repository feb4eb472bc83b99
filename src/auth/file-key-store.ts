import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from '../observability/logger.js';
import type { KeyExchange } from './key-exchange.js';
import { readKeyFile } from './key-file.js';
import type { KeyStore } from './key-store.js';
import { KeyUsage, readKeyUsage } from './key-usage.js';
import type { KeyRecord } from './key.js';

/** How often the file is looked at. Its directory may be on a network share, where nobody tells of changes. */
const LOOK_MS = 400;

/**
 * Opens the keys of a key file and follows its changes. A file that becomes unreadable leaves the keys as they were; one
 * that is removed revokes all of them, unless replicas have them, too. Throws CONFIGURATION when the file cannot be used to
 * begin with.
 *
 * @param exchange Null: no other replica has keys. Ends with the store.
 */
export async function openFileKeyStore(
  path: string,
  log: Logger,
  exchange: KeyExchange | null = null,
): Promise<KeyStore> {
  const usage = new KeyUsage(path, log, await readKeyUsage(path));
  let keys: ReadonlyMap<string, KeyRecord> = new Map();
  let isConfigured = false;
  const load = async (): Promise<void> => {
    await exchange?.exchange();
    const records = await readKeyFile(path);
    if (records !== null) isConfigured = true;
    keys = new Map((records ?? []).map((record) => [record.id, record]));
  };
  // Before the first read: what changes in between is then read again.
  const reload = (): void => {
    load().catch((error: unknown) => log.error({ err: error }, 'The keys stay as they were'));
  };
  watchFile(path, { interval: LOOK_MS, persistent: false }, reload);
  exchange?.onNews(reload);
  const close = async (): Promise<void> => {
    unwatchFile(path, reload);
    await exchange?.close();
    await usage.close();
  };
  try {
    await load();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    isConfigured: () => isConfigured,
    find: (id) => keys.get(id),
    noteUse: (id) => usage.note(id),
    close,
  };
}
