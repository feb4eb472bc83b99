import { statfs } from 'node:fs/promises';

/** What an unprivileged process may still write to the volume of a directory, in bytes. */
export async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
