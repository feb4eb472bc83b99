import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../files/durable-file.js';

const KEY_BYTES = 32;

/**
 * The key that signs cursors, made once and kept in the data folder, so that cursors outlive a restart.
 *
 * @param agree Gives the key that all replicas have, for this one's own; it is then kept in its place.
 */
export async function openCursorKey(
  dataDirectory: string,
  agree: (own: Buffer) => Promise<Buffer> = (own) => Promise.resolve(own),
): Promise<Buffer> {
  const path = join(dataDirectory, 'cursor.key');
  await mkdir(dataDirectory, { recursive: true });
  const own = (await readKey(path)) ?? (await makeKey(path));
  const common = await agree(own);
  if (!common.equals(own)) await writeDurably(path, common);
  return common;
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
