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
export const CACHE_OUTCOMES = ['hit', 'shared', 'stale', 'miss', 'renewed'] as const;
export type CacheOutcome = (typeof CACHE_OUTCOMES)[number];

/** Hears of every read that may be kept; for metrics. */
export type CacheObserver = (provider: string, kind: ReadKind, outcome: CacheOutcome) => void;

/** What the shared store says of an answer. */
export interface SharedView {
  /** Another one after every drop that concerns the answer, by whichever replica. */
  readonly generation: string;
  /** What was kept under the key, if it was asked for and is of this generation. */
  readonly text: string | null;
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
  /** Makes what is known about `subjects` old, or everything of the provider for null. Resolves when every replica knows. */
  drop(provider: string, subjects: readonly string[] | null): Promise<void>;
}
