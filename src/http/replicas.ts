import type { PaceLimit } from './pace.js';

/** Tokens of one rate limit that all replicas take from together. */
export interface SharedBucket {
  /** Takes up to `wanted` tokens, at least one. Null when the bucket cannot be reached: then each replica counts alone. */
  take(wanted: number): Promise<TokenGrant | null>;
}

/** What a bucket gave. */
export interface TokenGrant {
  readonly granted: number;
  /** When there will be another token, in milliseconds from now. */
  readonly nextMs: number;
}

/** What replicas tell each other of a provider. */
export type ProviderNews =
  | {
      /** It does not want to be called with this credential for a while. */
      readonly kind: 'hold';
      /** Fingerprint of the credential. */
      readonly account: string;
      readonly waitMs: number;
    }
  | {
      /** A circuit opened after nothing but failures, or closed because a call succeeded. */
      readonly kind: 'circuit';
      readonly isOpen: boolean;
      /** For how long there was no success, in milliseconds; 0 when it closed. */
      readonly failingForMs: number;
    };

/** The other replicas of this gateway. Nothing here throws; while they cannot be reached a process goes by what it sees. */
export interface Replicas {
  /** The same for all of them; turns credentials into fingerprints. */
  readonly key: Buffer;
  /** The bucket of a credential at a provider. */
  bucketOf(provider: string, account: string, limit: PaceLimit): SharedBucket;
  tell(provider: string, news: ProviderNews): void;
  /** Has news of others about a provider delivered. */
  listen(provider: string, hear: (news: ProviderNews) => void): void;
}
