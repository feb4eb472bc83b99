import type { GraphQLError } from 'graphql';
import type { Caller } from '../domain/caller.js';
import { limitError } from '../limits/limit-error.js';
import type { Quotas } from '../limits/quotas.js';
import { rateError } from '../limits/rate-error.js';
import type { Connection } from './web-socket-door.js';

/** Codes of RFC 6455. Clients of the protocol come back after the second. */
const NORMAL_CLOSURE = 1000;
const TRY_AGAIN_LATER = 1013;

/** What one connection may ask for. */
export interface SocketLimits {
  /** Largest message: an operation with its variables. */
  readonly requestKibibytes: number;
  /** Operations at the same time. */
  readonly operationsPerConnection: number;
  /** How long it may be open before `connection_init`. */
  readonly connectionInitMs: number;
  /** How long it may be open without an operation, about. */
  readonly idleMs: number;
}

export interface SocketQuotas {
  readonly quotas: Quotas;
  readonly limits: SocketLimits;
}

/** Gives a connection its place among its caller's, or closes it; and closes it when it is idle for long. */
export function takePlace(connection: Connection, caller: Caller, { quotas, limits }: SocketQuotas): boolean {
  const { socket, request } = connection.extra;
  const release = quotas.takeCaller(caller, request);
  if (release === null) {
    socket.close(TRY_AGAIN_LATER, 'Too many connections of this caller');
    return false;
  }
  socket.once('close', release);
  let wasIdle = false;
  const watch = setInterval(() => {
    const isIdle = Object.keys(connection.subscriptions).length === 0;
    if (isIdle && wasIdle) socket.close(NORMAL_CLOSURE, 'Idle');
    wasIdle = isIdle;
  }, limits.idleMs);
  socket.once('close', () => clearInterval(watch));
  return true;
}

/** Why an operation may not run; null: it may. The library keeps the list of operations that run, also when they end. */
export async function refusalOf(
  { subscriptions, extra: { request } }: Connection,
  caller: Caller,
  { quotas, limits: { operationsPerConnection: maximum } }: SocketQuotas,
): Promise<GraphQLError | null> {
  if (Object.keys(subscriptions).length > maximum)
    return limitError('operationsPerConnection', maximum, null);
  const verdict = await quotas.takeOperation(caller, request);
  if (verdict === null || verdict.isAllowed) return null;
  return rateError(verdict);
}
