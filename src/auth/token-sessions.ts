import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import type { AuthConfig } from '../config/auth-schema.js';
import { SCOPES, type Caller } from '../domain/caller.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { notAccepted } from './credential.js';
import type { Session } from './session.js';

/** How long the keys of an identity provider may take to come. */
const FETCH_TIMEOUT_MS = 3_000;
/** How long they are good: a key that the provider withdraws is accepted for no longer than this. */
const KEYS_MAX_AGE_MS = 600_000;
/** Least time between two fetches because of a key that is not known: tokens with made-up ids must not cause more. */
const FETCH_COOLDOWN_MS = 10_000;

/** Opens the session of a JSON Web Token. Throws UNAUTHENTICATED or AUTH_UNAVAILABLE. */
export type OpenTokenSession = (token: string) => Promise<Session>;

/** Makes the check of JSON Web Tokens. Fetches nothing before the first token comes. */
export function createTokenSessions(settings: AuthConfig): OpenTokenSession {
  const keyFor = toKeySource(settings);
  const { issuer, audience, clockToleranceSeconds: clockTolerance } = settings;
  const algorithms = [...settings.algorithms];
  const requiredClaims = ['exp', 'sub'];
  return async (token) => {
    const { payload } = await jwtVerify(token, keyFor, {
      issuer,
      audience,
      algorithms,
      clockTolerance,
      requiredClaims,
    }).catch((error: unknown) => {
      throw isGatewayError(error) ? error : refusalOf(error);
    });
    const caller = toCaller(payload, settings);
    return { caller, holds: () => caller.expiresAt === null || caller.expiresAt.getTime() > Date.now() };
  };
}

/** Where the keys come from; that they cannot be had is not the token's fault. */
function toKeySource({ keys }: AuthConfig): JWTVerifyGetKey {
  if (keys.from !== 'url') {
    const key: KeyObject =
      keys.from === 'secret' ? createSecretKey(keys.secret.open(), 'utf8') : createPublicKey(keys.pem);
    return () => key;
  }
  const remote = createRemoteJWKSet(new URL(keys.url), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: FETCH_COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      throw new GatewayError(
        'AUTH_UNAVAILABLE',
        'The keys that tokens are checked with cannot be fetched. This is no verdict on the token: try again.',
        { retryable: true, cause: error },
      );
    }
  };
}

/** Whether the keys are there and the token names none of them. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

/** Claims are looked at after the signature: who is told about one has a genuine token. */
function refusalOf(error: unknown): GatewayError {
  if (error instanceof errors.JWTExpired)
    return new GatewayError('UNAUTHENTICATED', 'The token has expired. Get a new one.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new GatewayError(
      'UNAUTHENTICATED',
      `The token's claim "${error.claim}" does not fit this gateway. Get a token that is made out for it.`,
    );
  return notAccepted(error);
}

/** Scopes come as one text (RFC 8693 §4.2) or as a list. */
const namesSchema = z.union([
  z.string().transform((text) => text.split(' ').filter((name) => name !== '')),
  z.array(z.string()),
]);

function toCaller(payload: JWTPayload, { scopesClaim, providersClaim, ...settings }: AuthConfig): Caller {
  const { sub = '', exp = 0 } = payload;
  const scopes: ReadonlySet<string> = new Set(namesIn(payload, scopesClaim) ?? []);
  const providers = namesIn(payload, providersClaim);
  return {
    id: `jwt:${settings.issuer}|${sub}`,
    name: sub,
    // Identity providers put further scopes into tokens, such as openid.
    scopes: new Set(SCOPES.filter((scope) => scopes.has(scope))),
    providers: providers === null ? null : new Set(providers),
    expiresAt: new Date((exp + settings.clockToleranceSeconds) * 1_000),
  };
}

/** The names in a claim; null where there is no such claim. One of another form grants nothing: the token is refused. */
function namesIn(payload: JWTPayload, claim: string): readonly string[] | null {
  const value = payload[claim];
  if (value === undefined) return null;
  const parsed = namesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GatewayError(
    'UNAUTHENTICATED',
    `The token's claim "${claim}" is neither a text nor a list of texts.`,
  );
}
