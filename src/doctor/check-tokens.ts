import { createPublicKey } from 'node:crypto';
import * as z from 'zod';
import type { AuthConfig } from '../config/auth-schema.js';
import type { GatewayConfig } from '../config/schema.js';
import { reasonOf } from '../config/secret-references.js';
import { fine, type Finding } from './finding.js';

/** As long as the gateway waits for the keys of an identity provider. */
const PATIENCE_MS = 3_000;

/** A public key as identity providers publish it (RFC 7517 §4). */
const jwkSchema = z.looseObject({
  kty: z.string(),
  crv: z.string().optional(),
  use: z.string().optional(),
  alg: z.string().optional(),
});
type Jwk = z.output<typeof jwkSchema>;

/** A set of keys (RFC 7517 §5). */
const keySetSchema = z.object({ keys: z.array(jwkSchema) });

/** Whether tokens of the identity provider can be checked. Nothing where no tokens are configured. */
export async function checkTokens({ auth }: GatewayConfig): Promise<readonly Finding[]> {
  if (auth === null) return [];
  const { keys, issuer } = auth;
  if (keys.from === 'secret')
    return [fine('tokens', `Tokens of ${issuer} are checked with the shared secret.`)];
  if (keys.from === 'pem')
    return [judge([jwkSchema.parse(createPublicKey(keys.pem).export({ format: 'jwk' }))], auth, 'publicKey')];
  const found = await fetchKeys(keys.url);
  if ('problem' in found) return [broken(found.problem, found.fix)];
  if (found.keys.length > 0) return [judge(found.keys, auth, keys.url)];
  const message = `${keys.url} has no keys: every token is refused.`;
  return [broken(message, 'Have the issuer publish its keys there.')];
}

const RIGHT_URL = "Set auth.jwksUrl to the `jwks_uri` of the issuer's `/.well-known/openid-configuration`.";

type Fetched = { readonly keys: readonly Jwk[] } | { readonly problem: string; readonly fix: string };

async function fetchKeys(url: string): Promise<Fetched> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) {
      await answer.body?.cancel();
      return {
        problem: `${url} answers with status ${answer.status}: callers with tokens get AUTH_UNAVAILABLE.`,
        fix: RIGHT_URL,
      };
    }
    const parsed = keySetSchema.safeParse(await answer.json().catch(() => null));
    if (parsed.success) return parsed.data;
    return {
      problem: `${url} is no set of keys: callers with tokens get AUTH_UNAVAILABLE.`,
      fix: RIGHT_URL,
    };
  } catch (error) {
    return {
      problem: `${url} cannot be reached (${reasonOf(error instanceof Error ? (error.cause ?? error) : error)}): callers with tokens get AUTH_UNAVAILABLE.`,
      fix: 'Check auth.jwksUrl, and that name lookup, proxy and firewall let this machine reach it.',
    };
  }
}

/** Whether some of the keys make signatures that are accepted. */
function judge(keys: readonly Jwk[], { issuer, algorithms }: AuthConfig, where: string): Finding {
  const fitting = keys.filter(
    ({ use, ...key }) =>
      use !== 'enc' &&
      (key.alg === undefined ? signaturesOf(key) : [key.alg]).some((each) => algorithms.includes(each)),
  );
  const count = `${fitting.length} of the ${keys.length} key${keys.length === 1 ? '' : 's'} of ${issuer}`;
  if (fitting.length > 0) return fine('tokens', `${count} can check ${algorithms.join(', ')} (${where}).`);
  const made = [...new Set(keys.flatMap((key) => (key.alg === undefined ? signaturesOf(key) : [key.alg])))];
  return broken(
    `No key of ${where} fits the accepted signatures ${algorithms.join(', ')}: every token is refused.`,
    `Set auth.algorithms to what the issuer signs with; its keys are for ${made.join(', ') || 'other purposes'}.`,
  );
}

const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['EdDSA'],
};

/** The signatures that a key makes which does not say so (RFC 7518 §3.1, RFC 8037 §3.1). */
function signaturesOf({ kty, crv }: Pick<Jwk, 'kty' | 'crv'>): readonly string[] {
  return BY_TYPE[crv === undefined ? kty : `${kty} ${crv}`] ?? [];
}

function broken(message: string, fix: string): Finding {
  return { subject: 'tokens', name: null, verdict: 'broken', message, fix };
}
