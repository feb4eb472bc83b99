import type { IncomingMessage } from 'node:http';
import { LOCAL_CALLER, type Caller } from '../domain/caller.js';
import { createAddressReader } from './client-address.js';
import { Places } from './places.js';
import { createRateLimit, type RateVerdict, type SharedRates } from './rate-limit.js';

/** What one caller and one address may take at the same time and in a minute. */
export interface QuotaLimits {
  readonly connectionsPerCaller: number;
  readonly connectionsPerAddress: number;
  readonly operationsPerMinute: number;
  readonly anonymousOperationsPerMinute: number;
  readonly trustedProxies: readonly string[];
}

export interface QuotasOptions {
  readonly limits: QuotaLimits;
  /** Whether quotas apply at present. */
  readonly isOn: () => boolean;
  /** Where rates are counted for all replicas; null: in memory. */
  readonly redis: SharedRates | null;
}

type Request = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Gives a place back; may be called again. */
export type Release = () => void;

/** Shares the gateway out among its callers. Where quotas do not apply everything is allowed. */
export interface Quotas {
  readonly limits: QuotaLimits;
  /** A place for a lasting connection from the request's address; null when it has too many. */
  takeAddress(request: Request): Release | null;
  /** A place for a lasting connection of a caller; null when he has too many. */
  takeCaller(caller: Caller, request: Request): Release | null;
  /** Counts an operation; null, at once, where nobody counts. Never fails. */
  takeOperation(caller: Caller, request: Request): Promise<RateVerdict> | null;
}

const NOTHING: Release = () => {};

/** Makes the quotas of a gateway. */
export function createQuotas({ limits, isOn, redis }: QuotasOptions): Quotas {
  const addressOf = createAddressReader(limits.trustedProxies);
  const ofAddress = new Places(limits.connectionsPerAddress);
  const ofCaller = new Places(limits.connectionsPerCaller);
  const rateOf = (perMinute: number, prefix: string) =>
    createRateLimit({
      perMinute,
      redis: redis === null ? null : { ...redis, prefix: redis.prefix + prefix },
    });
  const known = rateOf(limits.operationsPerMinute, 'caller');
  const anonymous = rateOf(limits.anonymousOperationsPerMinute, 'address');
  return {
    limits,
    takeAddress: (request) => (isOn() ? ofAddress.take(addressOf(request)) : NOTHING),
    takeCaller: (caller, request) => {
      if (!isOn()) return NOTHING;
      return ofCaller.take(isAnonymous(caller) ? addressOf(request) : caller.id);
    },
    takeOperation: (caller, request) => {
      if (!isOn()) return null;
      return isAnonymous(caller) ? anonymous.take(addressOf(request)) : known.take(caller.id);
    },
  };
}

/** Everybody on a gateway without authentication is one caller; then the address has to do. */
function isAnonymous({ id }: Caller): boolean {
  return id === LOCAL_CALLER.id;
}
