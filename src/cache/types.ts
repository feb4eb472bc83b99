import type { ReadKind } from '../http/read-subject.js';

/** How long an answer serves. */
export interface Lifetime {
  /** So long it counts as fresh, in milliseconds; 0: answers of this kind are not kept. */
  readonly ttlMs: number;
  /** So long after that it is still served while a new one is fetched, in milliseconds. */
  readonly staleMs: number;
}

/** Lifetimes at one provider. */
export interface CacheTimes extends Readonly<Record<ReadKind, Lifetime>> {
  /** How long "there is no such thing" serves, at most as long as the kind's own `ttlMs`. */
  readonly missingTtlMs: number;
}

/**
 * What became of a read that may be kept: served fresh from memory (`hit`), from the store that replicas share (`shared`)
 * or old while a new one is fetched (`stale`); not found (`miss`); or asked for anew on purpose (`renewed`).
 */
export type CacheOutcome = 'hit' | 'shared' | 'stale' | 'miss' | 'renewed';

/** Hears of every read that may be kept; for metrics. */
export type CacheObserver = (provider: string, kind: ReadKind, outcome: CacheOutcome) => void;

/** What the shared store says of an answer. */
export interface SharedView {
  /** Another one after every drop that concerns the answer, by whichever replica. */
  readonly generation: string;
  /** What was kept under the key, if it was asked for and is of this generation. */
  readonly text: string | null;
}

/** The right to ask a provider for something on behalf of all replicas. It is held until it is released. */
export interface CallLease {
  /** Gives it back after the answer was kept, or the call has failed, and tells those who wait. */
  release(): void;
}

/** What came of trying to be the one who asks. */
export interface Claim {
  /** Null: another replica is asking. Without a store everybody asks for himself. */
  readonly lease: CallLease | null;
  /** As of {@link SharedStore.look}. */
  readonly view: SharedView | null;
  /** Resolves when the other replica has its answer, as far as one hears of it, and otherwise soon: claim again then. */
  readonly over: Promise<void>;
}

/** Leases that replicas share: who has one makes a call whose answer all of them use. */
export interface CallLeases {
  /** Tries to take the lease and looks at what is there, both at once. Rejects only as `look` does. */
  claim(name: string, look: () => Promise<SharedView | null>): Promise<Claim>;
}

/**
 * A store that replicas share. Nothing here throws or takes long: a store that is away cannot be asked, and what it is
 * told then is lost or done later.
 */
export interface SharedStore {
  /**
   * The generation of answers of `provider` about `subjects`, and the text under `key` unless that is null. Null when the
   * store cannot tell.
   */
  look(provider: string, subjects: readonly string[], key: string | null): Promise<SharedView | null>;
  /** Keeps a text that was read under a generation. */
  keep(
    provider: string,
    key: string,
    answer: { readonly generation: string; readonly text: string },
    lifetimeMs: number,
  ): void;
  forget(provider: string, key: string): void;
  /**
   * Tries to become the one replica that asks the provider for what belongs under `key`, and looks once more at what is
   * there: both in one round trip.
   */
  claim(provider: string, subjects: readonly string[], key: string): Promise<Claim>;
  /** Makes what is known about `subjects` old, or everything of the provider for null. Resolves when every replica knows. */
  drop(provider: string, subjects: readonly string[] | null): Promise<void>;
}
