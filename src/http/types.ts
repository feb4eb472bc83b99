import type { StopSignal } from '../async/stop.js';
import type { Secret } from '../config/secret.js';
import type { CallBudget } from '../domain/call-budget.js';
import type { JsonValue } from '../domain/common.js';
import type { ReadLog } from '../domain/read-log.js';
import type { ErrorCode } from '../errors/codes.js';
import type { Logger } from '../observability/logger.js';
import type { CallTrace } from './call-trace.js';
import type { ReadSubject } from './read-subject.js';

/** Header names in lower case; a header that came several times is joined with `, `. */
export type ResponseHeaders = Readonly<Record<string, string>>;

/** What a provider answered, before anybody judged it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** The body parsed as JSON; the text itself where it is not JSON; null where it is empty. */
  readonly body: unknown;
}

/** A call to the configured origin of a provider. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below the base URL, starting with `/`, each segment already percent-encoded. */
  readonly path: string;
  /** Query parameters in order; a name may repeat. Encoded by the client. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Sent as JSON. */
  readonly json?: JsonValue;
  /** Further headers without secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Only of a GET whose answer may be kept. Absent for signed URLs and whatever else must be new each time. */
  readonly reads?: ReadSubject;
}

/** How a provider's folder judges an answer that is not a success. */
export interface Failure {
  readonly code: ErrorCode;
  /** For the client: what happened and what to do. No upstream body, no URL. */
  readonly message: string;
  /** Whether a read may be tried again. */
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

/** What a caller brings along for one provider, instead of the gateway's own credential. */
export interface ForwardedCredential {
  readonly secret: Secret;
  /** Names the credential in keys of caches: a digest under a key that only the replicas have. Not for logs or answers. */
  readonly fingerprint: string;
}

/** What every call takes. */
export interface UpstreamCall {
  readonly signal: StopSignal;
  readonly log: Logger;
  /** By configured name of the provider; where one has no entry, or without any, the gateway's own credential is used. */
  readonly credentials?: ReadonlyMap<string, ForwardedCredential> | undefined;
  /** Follows the calls where somebody collects spans. */
  readonly trace?: CallTrace | undefined;
  readonly freshness?: Freshness | undefined;
  /** Pays for calls that really leave, retries aside; absent: nobody counts. */
  readonly budget?: Pick<CallBudget, 'take'> | undefined;
  /** Hears of all that is read, where the operation's answer may be given again. */
  readonly reads?: ReadLog<UpstreamCall> | undefined;
}

/**
 * `reuse`: an answer that was kept may serve. `renew`: the provider is asked, and what it says replaces what was kept.
 * {@link RecentAnswers}: for copies that are kept elsewhere. Absent: the provider is asked, and its answer is not kept.
 */
export type Freshness = 'reuse' | 'renew' | RecentAnswers;

/**
 * An answer that another replica got lately may serve, so that copies of the same are made from one call. Whoever makes a
 * copy keeps it himself, and has to count the age of what went into it.
 */
export interface RecentAnswers {
  readonly maxAgeMs: number;
  /** Told of each answer that was not the provider's just now: so old it is, in milliseconds. */
  sawAge(ageMs: number): void;
}

/** Settings of one provider instance's client. */
export interface HttpClientOptions {
  /** Configured name of the provider; goes into errors and log lines. */
  readonly provider: string;
  /** Such as `https://api.pictograph.io/api/v1/developer`; a trailing slash does not matter. */
  readonly baseUrl: string;
  /** Sent with every call to the origin of `baseUrl` and to no other. */
  readonly credentials: Readonly<Record<string, Secret>>;
  /** The headers that carry a caller's credential in place of `credentials`. Absent: callers' are of no use here. */
  readonly forward?: (credential: Secret) => Readonly<Record<string, Secret>>;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Judges every answer outside 200 to 299. It may give null for a status that the caller handles itself. */
  classify(answer: HttpAnswer): Failure | null;
  /** Time limits in milliseconds; defaults in src/http/defaults.ts and, for the total, by the provider's resilience. */
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Requests per interval that all calls of this client keep to; null: no limit known. */
  readonly pace?: { readonly requests: number; readonly intervalMs: number; readonly burst: number } | null;
  /** Reads how long the provider wants us to wait, from any answer's headers; null: no wish. */
  readonly readWaitMs?: (answer: HttpAnswer, nowMs: number) => number | null;
}

export interface HttpTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyIdleMs: number;
  /** One total for a metadata call with all its retries. */
  readonly totalMs: number;
}

/** Metadata calls to one provider instance. */
export interface HttpClient {
  /**
   * Makes the call, retries it if it is a read and the failure is retryable, and gives the answer if it is a success
   * or a status for which `classify` gave null. Throws GatewayError otherwise: PROVIDER_TIMEOUT, PROVIDER_UNAVAILABLE,
   * PROVIDER_PROTOCOL (oversized body), CANCELLED when `signal` ended it, or what `classify` said.
   */
  send(request: HttpRequest, call: UpstreamCall): Promise<HttpAnswer>;
  /**
   * Opens a WebSocket on the same origin (`http` becomes `ws`). Resolves when it is open; throws PROVIDER_UNAVAILABLE
   * when it is refused, with `status` in the cause where there was an HTTP answer.
   */
  openSocket(path: string, call: UpstreamCall): Promise<UpstreamSocket>;
  close(): Promise<void>;
}

/** An open upstream WebSocket: text frames in the order they came, until it closes. */
export interface UpstreamSocket {
  readonly frames: AsyncIterable<string>;
  close(): void;
}

/** A successful start of a transfer: headers are here, bytes follow. */
export interface TransferResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Undecoded bytes. Destroying it frees the connection. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(error?: Error): void };
}

export interface TransferRequest {
  readonly url: string;
  /** Origins besides public https that may be fetched and redirected to. */
  readonly trustedOrigins: readonly string[];
  /** `Range` and `If-Range`; never credentials. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Fetches URLs that came out of a provider's answer: strangers, checked, without credentials, redirects by hand. */
export interface TransferClient {
  /**
   * Resolves with any status; the caller judges it. Throws URL_FORBIDDEN when the URL or a redirect is not allowed,
   * PROVIDER_UNAVAILABLE or PROVIDER_TIMEOUT on network trouble, BUDGET_EXCEEDED when the caller's budget is used up.
   */
  open(request: TransferRequest, call: UpstreamCall): Promise<TransferResponse>;
  close(): Promise<void>;
}

/** What adapters get to make their clients with. */
export interface HttpDependencies {
  createClient(options: HttpClientOptions): HttpClient;
}
