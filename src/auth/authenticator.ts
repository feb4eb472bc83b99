import { LOCAL_CALLER } from '../domain/caller.js';
import { isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { bearerOf, notAccepted } from './credential.js';
import { openKeySession } from './key-sessions.js';
import type { KeyStore } from './key-store.js';
import type { Authenticator, Session } from './session.js';
import type { OpenTokenSession } from './token-sessions.js';

/** How often the sessions of open connections are looked at. */
const LOOK_MS = 500;

export interface AuthenticatorOptions {
  readonly keys: KeyStore;
  /** Null: tokens are not accepted. */
  readonly openTokenSession: OpenTokenSession | null;
  readonly log: Logger;
}

/** Makes the one place that decides who comes in, over HTTP, server-sent events and WebSocket alike. */
export function createAuthenticator({ keys, openTokenSession, log }: AuthenticatorOptions): Authenticator {
  const isRequired = (): boolean => openTokenSession !== null || keys.isConfigured();
  const everybody: Session = { caller: LOCAL_CALLER, holds: () => !isRequired() };
  const openByToken = async (credential: string): Promise<Session> => {
    const session = await openTokenSession?.(credential);
    if (session === undefined) throw notAccepted();
    return session;
  };
  const watch = createSessionWatch();
  return {
    isRequired,
    authenticate: (authorization) => {
      if (!isRequired()) return everybody;
      const refuse = (error: unknown): Promise<never> => {
        if (isGatewayError(error)) report(error.code, error.cause, log);
        return Promise.reject(error);
      };
      try {
        const credential = bearerOf(authorization);
        return openKeySession(credential, keys) ?? openByToken(credential).catch(refuse);
      } catch (error) {
        return refuse(error);
      }
    },
    whenOver: watch.add,
    close: async () => {
      watch.close();
      await keys.close();
    },
  };
}

/** Never the credential: what the libraries throw has no part of it. */
function report(code: string, cause: unknown, log: Logger): void {
  if (code === 'AUTH_UNAVAILABLE') log.warn({ err: cause }, 'The keys for tokens cannot be fetched');
  else if (cause instanceof Error) log.info({ reason: cause.message }, 'Refused a credential');
}

/** One clock for all sessions: it sees expiry, revocation and a clock that was set, and costs a connection no timer. */
function createSessionWatch() {
  const watched = new Set<{ readonly session: Session; readonly callback: () => void }>();
  const timer = setInterval(() => {
    for (const entry of watched) {
      if (entry.session.holds()) continue;
      watched.delete(entry);
      entry.callback();
    }
  }, LOOK_MS);
  timer.unref();
  return {
    add: (session: Session, callback: () => void): (() => void) => {
      const entry = { session, callback };
      watched.add(entry);
      return () => void watched.delete(entry);
    },
    close: () => clearInterval(timer),
  };
}
