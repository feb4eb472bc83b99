import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope } from '../domain/caller.js';

/** What is kept of an API key: everything but the key itself. */
export interface KeyRecord {
  /** Public: it stands in lists, logs and in the key. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** SHA-256 of the key's secret, in hex. */
  readonly secretHash: string;
  readonly scopes: readonly Scope[];
  /** Configured names of the providers that it is for; null: all. */
  readonly providers: readonly string[] | null;
  readonly createdAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** Null: it was not revoked. */
  readonly revokedAt: Date | null;
}

/** What somebody who makes a key decides. */
export type KeyWish = Pick<KeyRecord, 'name' | 'scopes' | 'providers' | 'expiresAt'>;

/** `mgk_<id>_<secret>`: a form of its own, so that scanners for leaked secrets can find it. */
const KEY = /^mgk_([0-9a-f]{12})_([0-9a-f]{64})$/u;

const ID_BYTES = 6;
const SECRET_BYTES = 32;

/** Compared with where there is no such key, so that the answer takes the same way and the same time. */
const NO_HASH = '0'.repeat(64);

/** Makes a key. Its text is given out once and kept nowhere. */
export function makeKey(wish: KeyWish): { readonly text: string; readonly record: KeyRecord } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  const { name, scopes, providers, expiresAt } = wish;
  const record = {
    id,
    name,
    secretHash: hashOf(secret),
    scopes,
    providers,
    createdAt: new Date(),
    expiresAt,
    revokedAt: null,
  };
  return { text: `mgk_${id}_${secret}`, record };
}

/** The parts of a key; null for a text of another form. */
export function parseKey(text: string): { readonly id: string; readonly secret: string } | null {
  const [id, secret] = KEY.exec(text)?.slice(1) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Whether a secret is that of a key. Takes equally long whatever the answer, and where there is no such key. */
export function isSecretOf(secret: string, record: KeyRecord | undefined): record is KeyRecord {
  const expected = Buffer.from(record?.secretHash ?? NO_HASH, 'hex');
  return timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), expected) && record !== undefined;
}

/** What a key is good for at this moment. */
export type KeyState = 'active' | 'expired' | 'revoked';

/** The state of a key. */
export function stateOf({ revokedAt, expiresAt }: KeyRecord): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= Date.now() ? 'expired' : 'active';
}

/**
 * A fast hash without salt is right here: slow ones make up for secrets that people choose, and nobody can go through 256
 * random bits.
 */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
