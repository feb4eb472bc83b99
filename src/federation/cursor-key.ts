import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;

/** The key that signs cursors, made once and kept in the data folder, so that cursors outlive a restart. */
export async function openCursorKey(dataDirectory: string): Promise<Buffer> {
  const path = join(dataDirectory, 'cursor.key');
  await mkdir(dataDirectory, { recursive: true });
  return (await readKey(path)) ?? makeKey(path);
}

async function readKey(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Two processes may start at once on one folder: a link is made whole or not at all, and both read the first one's. */
async function makeKey(path: string): Promise<Buffer> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  try {
    await link(temporary, path);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await unlink(temporary);
  }
  return readFile(path);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
