import type { JsonObject, JsonValue } from '../domain/common.js';

/**
 * A provider's own record as clients see it: as it came, but for what can be a secret in its URLs, which are user names
 * with passwords and queries. Providers put signed URLs into fields and texts that nobody announces.
 */
export function publicRaw({ raw }: { readonly raw: JsonObject }): JsonObject {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, withoutUrlSecrets(value)]));
}

function withoutUrlSecrets(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.includes('://') ? cleanUrls(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? value.map(withoutUrlSecrets) : publicRaw({ raw: value });
}

/** `Array.isArray` does not know read-only arrays. */
function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function cleanUrls(text: string): string {
  return text
    .replaceAll(/:\/\/[^\s/?#@"'<>]+@/gu, '://')
    .replaceAll(/(:\/\/[^\s?#"'<>]*)\?[^\s#"'<>]*/gu, '$1?[removed]');
}
