import { open, readFile, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { SCOPES } from '../domain/caller.js';
import { GatewayError } from '../errors/gateway-error.js';
import { writeDurably } from '../files/durable-file.js';
import type { KeyRecord } from './key.js';

const LOCK_RETRY_MS = 25;
const LOCK_PATIENCE_MS = 5_000;

const date = z.iso.datetime().transform((text) => new Date(text));

/** A key as JSON. */
export const keySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/u),
  name: z.string(),
  secretHash: z.string().regex(/^[0-9a-f]{64}$/u),
  scopes: z.array(z.enum(SCOPES)),
  providers: z.array(z.string()).nullable(),
  createdAt: date,
  expiresAt: date.nullable(),
  revokedAt: date.nullable(),
});

const fileSchema = z.strictObject({ version: z.literal(1), keys: z.array(keySchema) });

/**
 * The keys of a key file in the order in which they were made; null where there is no file. Throws CONFIGURATION when
 * the file cannot be used.
 */
export async function readKeyFile(path: string): Promise<readonly KeyRecord[] | null> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8'))).keys;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    const advice = "It has to be as `modelgate keys` wrote it, and readable for the gateway's user.";
    throw new GatewayError('CONFIGURATION', `The key file ${path} cannot be read. ${advice}`, {
      cause: error,
    });
  }
}

/** Replaces the keys of a key file in one step, while nobody else does. */
export async function changeKeyFile(
  path: string,
  change: (keys: readonly KeyRecord[]) => readonly KeyRecord[],
): Promise<void> {
  const unlock = await lock(`${path}.lock`);
  try {
    const keys = change((await readKeyFile(path)) ?? []);
    await writeDurably(path, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`);
  } finally {
    await unlock();
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  const giveUpAtMs = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.close();
      return () => unlink(path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (performance.now() > giveUpAtMs)
      throw new GatewayError(
        'CONFLICT',
        `Another command changes the keys. If none is running, remove ${path} and try again.`,
      );
    await sleep(LOCK_RETRY_MS);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
