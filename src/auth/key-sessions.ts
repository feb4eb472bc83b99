import type { Caller } from '../domain/caller.js';
import { GatewayError } from '../errors/gateway-error.js';
import { notAccepted } from './credential.js';
import type { KeyStore } from './key-store.js';
import { isSecretOf, parseKey, stateOf, type KeyRecord } from './key.js';
import type { Session } from './session.js';

/** The session of an API key; null for a text that has not the form of one. Throws UNAUTHENTICATED. */
export function openKeySession(text: string, keys: KeyStore): Session | null {
  const parsed = parseKey(text);
  if (parsed === null) return null;
  const record = keys.find(parsed.id);
  if (!isSecretOf(parsed.secret, record)) throw notAccepted();
  const state = stateOf(record);
  // Only who has the whole key is told so.
  if (state !== 'active')
    throw new GatewayError('UNAUTHENTICATED', `The API key ${record.id} is ${state}. Use another one.`);
  keys.noteUse(record.id);
  return { caller: toCaller(record), holds: () => holds(keys.find(record.id)) };
}

function holds(record: KeyRecord | undefined): boolean {
  return record !== undefined && stateOf(record) === 'active';
}

function toCaller({ id, name, scopes, providers, expiresAt }: KeyRecord): Caller {
  return {
    id: `key:${id}`,
    name,
    scopes: new Set(scopes),
    providers: providers === null ? null : new Set(providers),
    expiresAt,
  };
}
