import type { FaultBoard, SandboxAnswer, SandboxRequest } from '../core/types.js';
import { unauthorized } from './answers.js';
import type { MarketData, MarketUser } from './records.js';
import type { MarketStore } from './store.js';

/** What the routes answer from. */
export interface MarketParts {
  readonly data: MarketData;
  readonly store: MarketStore;
  readonly faults: FaultBoard;
  /** When the sandbox was made; the catalogue of hardware is older. */
  readonly epochMs: number;
}

/** One endpoint; it may throw a Refusal. */
export interface MarketRoute {
  readonly method: string;
  /** Below the base path. */
  readonly pattern: string;
  /** `viewer` is the token's user, null without a token. */
  handle(request: SandboxRequest, viewer: MarketUser | null): SandboxAnswer;
}

/**
 * What a delete answers: the JSON value null. The service's own client parses every 2xx as JSON, so that an empty 204
 * would break it (contract §7, trap 3).
 */
export const JSON_NULL: SandboxAnswer = { status: 200, json: null };

/** The token's user where one is needed. Throws a 401. */
export function required(viewer: MarketUser | null): MarketUser {
  if (viewer === null) throw unauthorized();
  return viewer;
}
