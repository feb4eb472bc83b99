import { createHmac } from 'node:crypto';
import { validateHeaderValue } from 'node:http';
import type { CallerCredentialPolicy } from '../config/schema.js';
import { Secret } from '../config/secret.js';
import type { ForwardedCredential } from './types.js';

const NONE: ReadonlyMap<string, ForwardedCredential> = new Map();

/**
 * Makes the reader of what operations bring along for providers that take callers' own credentials. It is given what came
 * under a name.
 *
 * @param policies By configured name of the provider.
 * @param secret The same on all replicas, so that they know a credential by the same fingerprint, and nobody else does.
 */
export function createCredentialReader(
  policies: ReadonlyMap<string, CallerCredentialPolicy>,
  secret: Buffer,
): (valueOf: (name: string) => unknown) => ReadonlyMap<string, ForwardedCredential> {
  const key = createHmac('sha256', secret).update('callers-credentials').digest();
  const forwarded = (provider: string, value: string): ForwardedCredential => ({
    secret: new Secret(value),
    fingerprint: createHmac('sha256', key)
      .update(JSON.stringify([provider, value]))
      .digest('base64url'),
  });
  if (policies.size === 0) return () => NONE;
  return (valueOf) => {
    const credentials = new Map<string, ForwardedCredential>();
    for (const [provider, { header }] of policies) {
      const value = valueOf(header);
      // What is there and cannot be sent is as good as a wrong credential: the gateway's own must not take its place.
      if (value !== undefined && value !== null)
        credentials.set(provider, forwarded(provider, canBeSent(value) ? value : ''));
    }
    return credentials;
  };
}

/**
 * Whether a value can stand in a header. Over WebSocket anything may come; a call with such a header would fail as if the
 * provider were to blame, for all callers before long.
 */
function canBeSent(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    validateHeaderValue('credential', value);
    return true;
  } catch {
    return false;
  }
}
