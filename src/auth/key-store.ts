import type { KeyRecord } from './key.js';

/** The keys as a running gateway sees them. Answers out of memory; whoever implements it keeps that up to date. */
export interface KeyStore {
  /** Whether a key was ever seen: callers then have to have one, also when all of them are gone. */
  isConfigured(): boolean;
  find(id: string): KeyRecord | undefined;
  /** Notes that a key was used, to about an hour. Never fails and never waits. */
  noteUse(id: string): void;
  close(): Promise<void>;
}
