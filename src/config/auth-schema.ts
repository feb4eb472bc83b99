import { createPublicKey } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { Secret } from './secret.js';
import { fileNumber, fileSetting } from './setting.js';

/** Signatures that anybody can check and only the identity provider can make. */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Those that whoever can check can make too. Never both kinds: a public key must not be taken for a shared secret. */
const SYMMETRIC = ['HS256', 'HS384', 'HS512'];

/** A shared secret shorter than the hash that it keys can be guessed (RFC 7518 §3.2). */
const SHORTEST_SECRET = 32;

/** Whether only this machine is reached under a host name or address. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/u, '$1');
  return (
    address === 'localhost' || (ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback')
  );
}

function isKeySetUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

function isPublicKey(pem: string): boolean {
  // Node makes a public key of a private one too; that one has no place in the file.
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) return false;
  try {
    return createPublicKey(pem).type === 'public';
  } catch {
    return false;
  }
}

const name = z.string().min(1).max(500);

/** Section `auth` of the file. */
export const authSchema = z.strictObject({
  issuer: fileSetting(name, {
    expected: 'the text that tokens have as `iss`',
    description: 'Required. Whose tokens are accepted.',
    example: 'https://login.example.com/',
  }),
  audience: fileSetting(name, {
    expected: 'a text that tokens have as `aud`',
    description: 'Required. For whom they have to be made out.',
    example: 'modelgate',
  }),
  jwksUrl: fileSetting(z.string().refine(isKeySetUrl).optional(), {
    expected: 'an https URL; http on this machine',
    description: "Where the issuer's public keys are. One of the three: jwksUrl, publicKey, secret.",
    example: 'https://login.example.com/.well-known/jwks.json',
  }),
  publicKey: fileSetting(z.string().refine(isPublicKey).optional(), {
    expected: 'a public key in PEM (SPKI)',
    description: "The issuer's public key itself.",
    example: '"-----BEGIN PUBLIC KEY-----\\n…"',
  }),
  secret: fileSetting(
    z
      .instanceof(Secret)
      .refine((secret) => secret.open().length >= SHORTEST_SECRET)
      .optional(),
    {
      expected: `a secret of at least ${SHORTEST_SECRET} characters as { env: NAME } or { file: path }`,
      description: 'A secret shared with the issuer. Whoever has it can make tokens; prefer public keys.',
      example: '{ env: JWT_SECRET }',
    },
  ),
  algorithms: fileSetting(
    z
      .array(z.enum([...ASYMMETRIC, ...SYMMETRIC]))
      .min(1)
      .optional(),
    {
      expected: `a list of ${ASYMMETRIC.join(', ')}; with a secret of ${SYMMETRIC.join(', ')}`,
      description:
        'Accepted signatures. Without it: RS256, PS256, ES256 and EdDSA; with a secret HS256. Never `none`.',
      example: '[ES256]',
    },
  ),
  clockToleranceSeconds: fileNumber(
    0,
    300,
    30,
    'How far the clocks of issuer and gateway may be apart, in seconds; tokens are good for that much longer.',
  ),
  scopesClaim: fileSetting(name.default('scope'), {
    expected: 'the name of a claim',
    description:
      'Claim with the scopes, as a text with spaces or a list. Without the claim a token has none.',
    example: 'scope',
    defaultText: 'scope',
  }),
  providersClaim: fileSetting(name.default('modelgate_providers'), {
    expected: 'the name of a claim',
    description: 'Claim with the providers that exist for the caller. Without the claim: all.',
    example: 'modelgate_providers',
    defaultText: 'modelgate_providers',
  }),
});

/** What tokens are checked with. */
export type TokenKeys =
  | { readonly from: 'url'; readonly url: string }
  | { readonly from: 'pem'; readonly pem: string }
  | { readonly from: 'secret'; readonly secret: Secret };

/** How tokens are checked. */
export interface AuthConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: TokenKeys;
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly scopesClaim: string;
  readonly providersClaim: string;
}

/** The section, checked as a whole; a text where its parts do not fit each other. */
export function toAuthConfig(section: z.output<typeof authSchema>): AuthConfig | string {
  const { jwksUrl, publicKey, secret, algorithms, ...rest } = section;
  const sources: readonly TokenKeys[] = [
    ...(jwksUrl === undefined ? [] : [{ from: 'url' as const, url: jwksUrl }]),
    ...(publicKey === undefined ? [] : [{ from: 'pem' as const, pem: publicKey }]),
    ...(secret === undefined ? [] : [{ from: 'secret' as const, secret }]),
  ];
  const [keys] = sources;
  if (keys === undefined || sources.length > 1) return 'exactly one of jwksUrl, publicKey and secret';
  const possible = keys.from === 'secret' ? SYMMETRIC : ASYMMETRIC;
  if (algorithms?.some((algorithm) => !possible.includes(algorithm)) === true)
    return `algorithms that fit ${keys.from === 'secret' ? 'a secret' : 'public keys'}: ${possible.join(', ')}`;
  const defaults = keys.from === 'secret' ? ['HS256'] : ['RS256', 'PS256', 'ES256', 'EdDSA'];
  return { ...rest, keys, algorithms: algorithms ?? defaults };
}
