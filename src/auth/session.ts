import { LOCAL_CALLER, type Caller } from '../domain/caller.js';

/** A caller who was let in, for as long as his credential holds. */
export interface Session {
  readonly caller: Caller;
  /** False once the credential has expired or was revoked. Asks nobody: cheap enough for every operation. */
  holds(): boolean;
}

/** Decides who may come in. */
export interface Authenticator {
  /** Whether callers have to say who they are. Becomes true, and stays so, when the first key is made. */
  isRequired(): boolean;
  /**
   * Lets a caller in by the value of his `Authorization` header, or of what stands for it on a WebSocket. Rejects with
   * UNAUTHENTICATED when there is none or it is not good, AUTH_UNAVAILABLE when that cannot be told at the moment. Without a
   * promise where it can be told at once.
   */
  authenticate(authorization: string | undefined): Session | Promise<Session>;
  /** Calls back once, within a second of the session's end. Gives a function that takes the wish back. */
  whenOver(session: Session, callback: () => void): () => void;
  /** Stops looking after sessions. */
  close(): Promise<void>;
}

/** Lets everybody in as the local caller, as a gateway on loopback without configuration does. */
export const EVERYBODY: Authenticator = {
  isRequired: () => false,
  authenticate: () => ({ caller: LOCAL_CALLER, holds: () => true }),
  whenOver: () => () => {},
  close: () => Promise.resolve(),
};
