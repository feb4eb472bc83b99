import { open } from 'node:fs/promises';

/** Inverts one byte of a file, as a bad disk might. */
export async function damageFile(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
    await file.write(Buffer.from([buffer[0]! ^ 0xff]), 0, 1, position);
  } finally {
    await file.close();
  }
}
