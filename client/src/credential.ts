import type { Auth } from './options.js';

/** The caller's credential: asked for once, and again when the gateway refuses it. */
export interface Credential {
  /** Value of the header `authorization`; null where nothing was given. Rejects as the caller's function does. */
  header(): Promise<string | null>;
  /** Whether another try makes sense after the gateway has refused `refused`: there is, or can be, another one. */
  renew(refused: string | null): boolean;
}

export function createCredential(auth: Auth | undefined): Credential {
  let current: Promise<string | null> | null = null;
  let known: string | null = null;
  const ask = async () => {
    const token = typeof auth === 'function' ? await auth() : auth;
    known = token === undefined ? null : `Bearer ${token}`;
    return known;
  };
  return {
    header: () => {
      current ??= ask().catch((error: unknown) => {
        current = null;
        throw error;
      });
      return current;
    },
    renew: (refused) => {
      if (typeof auth !== 'function') return false;
      // Calls that were refused together share one new credential.
      if (refused === known) current = null;
      return true;
    },
  };
}
