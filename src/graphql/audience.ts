import { SCOPES, type Caller } from '../domain/caller.js';
import type { CallOptions } from '../providers/provider.js';

/**
 * Everything that what a caller sees depends on, as a key: scopes, providers, and whose credentials providers are asked
 * with. Who he is makes no difference.
 */
export function audienceOf(caller: Caller, credentials: CallOptions['credentials']): string {
  const scopes = scopesOf(caller.scopes);
  if (caller.providers === null && credentials.size === 0) return scopes;
  const providers = caller.providers === null ? null : [...caller.providers].toSorted();
  const fingerprints = [...credentials].map(([provider, { fingerprint }]) => [provider, fingerprint]);
  return JSON.stringify([scopes, providers, fingerprints]);
}

function scopesOf(scopes: Caller['scopes']): string {
  let text = '';
  for (const scope of SCOPES) if (scopes.has(scope)) text += text === '' ? scope : ` ${scope}`;
  return text;
}
