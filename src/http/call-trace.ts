import type { ErrorCode } from '../errors/codes.js';

/** Follows the calls to providers that one operation causes. */
export interface CallTrace {
  begin(call: { readonly provider: string; readonly method: string }): TracedCall;
}

/** One try of a call that is under way. */
export interface TracedCall {
  /** Header of this name (W3C Trace Context) for a provider that is to take part in the trace. */
  readonly traceparent: string;
  /** It ended: null is no failure. */
  end(failure: ErrorCode | null): void;
}
