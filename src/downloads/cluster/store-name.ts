import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ingests } from '../../artifacts/types.js';

const NAME_FILE = 'store-name';

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
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const given = await readFile(path, 'utf8');
  // Somebody is just writing it.
  return given === '' ? readStoreName(ingests) : given;
}
