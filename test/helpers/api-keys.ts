import { join } from 'node:path';
import { changeKeyFile } from '../../src/auth/key-file.js';
import { makeKey, type KeyWish } from '../../src/auth/key.js';

/** A key as its bearer has it. */
export interface TestKey {
  readonly id: string;
  /** The key itself. */
  readonly text: string;
  /** Value of the `Authorization` header. */
  readonly bearer: string;
}

/** Makes a key in a data directory, as the command does. */
export async function createKey(dataDirectory: string, wish: Partial<KeyWish> = {}): Promise<TestKey> {
  const { text, record } = makeKey({
    name: 'test',
    scopes: ['read'],
    providers: null,
    expiresAt: null,
    ...wish,
  });
  await changeKeyFile(join(dataDirectory, 'keys.json'), (keys) => [...keys, record]);
  return { id: record.id, text, bearer: `Bearer ${text}` };
}

/** Revokes a key of a data directory, as the command does. */
export async function revokeKey(dataDirectory: string, id: string): Promise<void> {
  await changeKeyFile(join(dataDirectory, 'keys.json'), (keys) =>
    keys.map((key) => (key.id === id ? { ...key, revokedAt: new Date() } : key)),
  );
}
