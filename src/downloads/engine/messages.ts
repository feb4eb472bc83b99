import type { MessagePort } from 'node:worker_threads';
import type { ObjectDigests } from '../../domain/download.js';
import type { ErrorCode } from '../../errors/codes.js';
import { GatewayError, isGatewayError } from '../../errors/gateway-error.js';
import type { Span } from './parts.js';
import type { Tuning } from './tuning.js';
import type { TransferJob, TransferProgress, TransferredObject } from './types.js';
import type { SummedPiece } from './wire-sums.js';

/** What the engine gives its transfer worker at its start. */
export interface TransferWorkerData {
  /** One to each hash worker. */
  readonly hashPorts: readonly [MessagePort, MessagePort];
  /** Of all transfers together; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  readonly tuning: Tuning;
}

/** What the engine gives its hash worker at its start. */
export interface HashWorkerData {
  readonly port: MessagePort;
  /** Whether the thread leaves a core that others want to these. */
  readonly standsBack: boolean;
}

/** From the engine to its transfer worker. `id` names a job. */
export type ToTransferWorker =
  | { readonly kind: 'begin'; readonly id: number; readonly job: TransferJob }
  | { readonly kind: 'cancel'; readonly id: number }
  | {
      readonly kind: 'located';
      readonly id: number;
      readonly url: string;
      /** Milliseconds since 1970; null where it is not said. */
      readonly expiresAtMs: number | null;
    }
  /** The owner keeps the reason. */
  | { readonly kind: 'notLocated'; readonly id: number };

/** From the transfer worker to the engine. */
export type FromTransferWorker =
  | { readonly kind: 'locate'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: TransferProgress }
  | { readonly kind: 'done'; readonly id: number; readonly object: TransferredObject }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: FailureMessage };

/** From the transfer worker to the hash worker. `id` names one epoch of a job. */
export type ToHashWorker =
  | {
      readonly kind: 'follow';
      readonly id: number;
      readonly path: string;
      readonly digests: TransferJob['digests'];
      /** What an earlier run left of it: each is compared before it is hashed. Sorted, disjoint. */
      readonly checks: readonly SummedPiece[];
    }
  /** The file has these bytes from its start on; `isWhole`: and will have no more. */
  | {
      readonly kind: 'advance';
      readonly id: number;
      readonly availableBytes: number;
      readonly isWhole: boolean;
    }
  /** The piece that was reported as damaged counts as missing: what was said to be there before is void. */
  | { readonly kind: 'missed'; readonly id: number }
  | { readonly kind: 'forget'; readonly id: number };

/** From the hash worker to the transfer worker. */
export type FromHashWorker =
  | { readonly kind: 'hashed'; readonly id: number; readonly hashedBytes: number }
  /** Nothing more is hashed until it is missed and there again. */
  | { readonly kind: 'damaged'; readonly id: number; readonly piece: Span }
  | {
      readonly kind: 'digested';
      readonly id: number;
      /** Null where one was not asked for. */
      readonly digests: ObjectDigests;
    }
  | { readonly kind: 'broken'; readonly id: number; readonly failure: FailureMessage };

/** A failure that can cross a thread: error objects lose their type there. */
export interface FailureMessage {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** For the log; null where nothing more is known. */
  readonly cause: string | null;
}

export function packFailure(error: unknown): FailureMessage {
  const failure = isGatewayError(error)
    ? error
    : new GatewayError('INTERNAL', 'The transfer failed because of a defect of the gateway. See its log.', {
        cause: error,
      });
  const { code, message, retryable, retryAfterMs, cause } = failure;
  return {
    code,
    message,
    retryable,
    retryAfterMs: retryAfterMs ?? null,
    cause: cause instanceof Error ? (cause.stack ?? cause.message) : null,
  };
}

export function unpackFailure({
  code,
  message,
  retryable,
  retryAfterMs,
  cause,
}: FailureMessage): GatewayError {
  return new GatewayError(code, message, {
    retryable,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(cause === null ? {} : { cause: new Error(cause) }),
  });
}
