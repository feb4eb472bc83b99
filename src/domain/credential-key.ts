/** By configured name of the provider: what callers brought along for it. */
type Credentials = ReadonlyMap<string, { readonly fingerprint: string }>;

/**
 * Names whose credential a call to a provider carries; empty: the gateway's own. It belongs into every key under which
 * an answer is shared or kept, so that nothing that was read with one credential reaches a caller with another.
 */
export function credentialKey(
  call: { readonly credentials?: Credentials | undefined },
  provider: string,
): string {
  return call.credentials?.get(provider)?.fingerprint ?? '';
}
