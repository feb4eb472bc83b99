import { createAuthenticator } from '../auth/authenticator.js';
import { openFileKeyStore } from '../auth/file-key-store.js';
import type { KeyExchange } from '../auth/key-exchange.js';
import type { Authenticator } from '../auth/session.js';
import type { OpenTokenSession } from '../auth/token-sessions.js';
import { isLoopback } from '../config/auth-schema.js';
import { exposureProblem } from '../config/exposure.js';
import { ConfigurationError } from '../config/problems.js';
import type { GatewayConfig } from '../config/schema.js';
import { openKeyExchange } from '../replicas/key-exchange.js';
import type { Foundation } from './foundation.js';

/** Who may come in, by key or token. */
export async function openAuthenticator(
  { keyFile, auth }: GatewayConfig,
  foundation: Foundation,
): Promise<Authenticator> {
  const { log } = foundation;
  const keys = await openFileKeyStore(keyFile, log, await joinKeyExchange(keyFile, foundation));
  return createAuthenticator({
    keys,
    openTokenSession: auth === null ? null : await openTokens(auth),
    log,
  });
}

/** Null: this process works alone. */
async function joinKeyExchange(
  path: string,
  { redis, pubSub, log }: Foundation,
): Promise<KeyExchange | null> {
  return redis === null ? null : openKeyExchange({ path, link: redis, pubSub, log });
}

/**
 * Where replicas share their keys, whether there are any is known only when Redis was asked. Throws ConfigurationError when
 * others could reach a gateway that lets everybody in.
 */
export function refuseExposure({ host, allowsOpen }: GatewayConfig, authenticator: Authenticator): void {
  if (isLoopback(host) || allowsOpen || authenticator.isRequired()) return;
  throw new ConfigurationError([exposureProblem(host)]);
}

/** Imported here: most gateways know callers by their keys alone. */
async function openTokens(auth: NonNullable<GatewayConfig['auth']>): Promise<OpenTokenSession> {
  const { createTokenSessions } = await import('../auth/token-sessions.js');
  return createTokenSessions(auth);
}
