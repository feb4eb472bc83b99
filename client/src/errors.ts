import type { ErrorCode } from '../generated/graphql.js';

/** Codes that come before the gateway looks at a request: it is no GraphQL, or none that fits the schema. */
type LayerCode =
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'REQUEST_ENTITY_TOO_LARGE';

/**
 * What went wrong: a code of the gateway (docs/errors.md says what to do about each), or `NETWORK` when no gateway
 * answered. A newer gateway may send codes that this list lacks, so a `switch` needs a default.
 */
export type ModelgateErrorCode =
  | Exclude<ErrorCode, '%future added value'>
  | LayerCode
  | 'NETWORK'
  | (string & Record<never, never>);

/** One entry of `errors` in an answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer of the gateway to one operation, or one event of a subscription. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

/** What is known of a failure besides its code and message. */
export interface ErrorDetails {
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number | null;
  readonly provider?: string | null;
  readonly requestId?: string | null;
  readonly path?: readonly (string | number)[] | null;
  readonly errors?: readonly AnswerError[];
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** Why an operation failed. Aborted calls reject with the signal's reason instead, an `AbortError` as a rule. */
export class ModelgateError extends Error {
  override readonly name = 'ModelgateError';
  /** Branch on this; the message is for people. */
  readonly code: ModelgateErrorCode;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** Seconds after which a new try makes sense; null where nobody says so. */
  readonly retryAfterSeconds: number | null;
  /** Configured name of the provider concerned; null when the fault is not one's. */
  readonly provider: string | null;
  /** Leads to the gateway's log line; null when no gateway answered. */
  readonly requestId: string | null;
  /** Field that failed; null when the whole operation did. */
  readonly path: readonly (string | number)[] | null;
  /** All errors of the answer; this one tells of the first. */
  readonly errors: readonly AnswerError[];
  /** The rest of the answer, which is sound; null when there is none. */
  readonly data: unknown;

  constructor(code: ModelgateErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.retryable = details.retryable ?? false;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.provider = details.provider ?? null;
    this.requestId = details.requestId ?? null;
    this.path = details.path ?? null;
    this.errors = details.errors ?? [];
    this.data = details.data ?? null;
  }
}

/** The error that an answer's `errors` make; `requestId` counts where they name none. */
export function errorOf({ data, errors = [] }: Answer, requestId: string | null = null): ModelgateError {
  const [first] = errors;
  const extensions = first?.extensions ?? {};
  return new ModelgateError(
    textOr(extensions['code'], 'INTERNAL'),
    first?.message ?? 'The gateway answered with neither data nor errors.',
    {
      retryable: extensions['retryable'] === true,
      retryAfterSeconds: numberOrNull(extensions['retryAfterSeconds']),
      provider: textOr(extensions['provider'], null),
      requestId: textOr(extensions['requestId'], requestId),
      path: first?.path ?? null,
      errors,
      data,
    },
  );
}

/** The error for everything that kept the gateway from answering. */
export function networkError(message: string, cause?: unknown): ModelgateError {
  return new ModelgateError('NETWORK', message, { retryable: true, cause });
}

/** The error for a credential that the gateway refuses; retryable where there can be another one. */
export function refusal(message: string, isRenewed: boolean): ModelgateError {
  return new ModelgateError('UNAUTHENTICATED', message, { retryable: isRenewed });
}

function textOr<Fallback>(value: unknown, fallback: Fallback): string | Fallback {
  return typeof value === 'string' ? value : fallback;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
