import { createHmac, randomBytes } from 'node:crypto';
import type { CallerCredentialPolicy } from '../config/schema.js';
import { Secret } from '../config/secret.js';
import type { ForwardedCredential } from './types.js';

const FINGERPRINT_KEY_BYTES = 32;

/**
 * Makes the reader of what operations bring along for providers that take callers' own credentials. It is given what came
 * under a name. Fingerprints differ from process to process, so that they are of no use elsewhere.
 *
 * @param policies By configured name of the provider.
 */
export function createCredentialReader(
  policies: ReadonlyMap<string, CallerCredentialPolicy>,
): (valueOf: (name: string) => unknown) => ReadonlyMap<string, ForwardedCredential> {
  const key = randomBytes(FINGERPRINT_KEY_BYTES);
  const forwarded = (provider: string, value: string): ForwardedCredential => ({
    secret: new Secret(value),
    fingerprint: createHmac('sha256', key)
      .update(JSON.stringify([provider, value]))
      .digest('base64url'),
  });
  return (valueOf) => {
    const credentials = new Map<string, ForwardedCredential>();
    for (const [provider, { header }] of policies) {
      const value = valueOf(header);
      // What is there and is no text is as good as a wrong credential: the gateway's own must not take its place.
      if (value !== undefined && value !== null)
        credentials.set(provider, forwarded(provider, typeof value === 'string' ? value : ''));
    }
    return credentials;
  };
}
