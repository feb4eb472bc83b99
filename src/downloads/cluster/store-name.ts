import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ingests } from '../../artifacts/types.js';
import { fileErrorCode } from '../../files/durable-file.js';

const NAME_FILE = 'store-name';
/** Who makes the file writes the name at once; when it is empty for so long, he has died or found no room. */
const MAX_EMPTY_MS = 2_000;
const RECHECK_MS = 50;

/**
 * Names the place where objects are on their way in, the same for all replicas that share it: they can go on with what
 * another one has received. Given by the first that comes.
 */
export async function readStoreName(ingests: Ingests): Promise<string> {
  const path = join(dirname(ingests.directoryOf('0')), NAME_FILE);
  const name = randomUUID();
  try {
    await writeFile(path, name, { flag: 'wx', mode: 0o600 });
    return name;
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST') throw error;
  }
  for (let emptyMs = 0; ; emptyMs += RECHECK_MS) {
    const given = await readFile(path, 'utf8');
    if (given !== '') return given;
    // Others may do the same now: the last one counts, for all read it again.
    if (emptyMs >= MAX_EMPTY_MS) await writeFile(path, name, { flag: 'r+' });
    await sleep(RECHECK_MS);
  }
}
