import type { HttpTimeouts } from './types.js';

/** Time limits of a metadata call where the client's options name no others. */
export const DEFAULT_TIMEOUTS: HttpTimeouts = {
  connectMs: 3_000,
  headersMs: 10_000,
  bodyIdleMs: 30_000,
  totalMs: 10_000,
};

/** Largest answer of a metadata call, counted while it comes. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Most that is remembered of the last answers of all providers, in bytes as they came; see body-memory.ts. */
export const MAX_REMEMBERED_BYTES = 8 * 1024 * 1024;

/** Retries of one read after network faults and retryable answers; rate-limited reads are bounded by time alone. */
export const MAX_RETRIES = 2;
/** The first back-off is random between 0 and this; the range doubles with each retry up to the cap. */
export const BACKOFF_BASE_MS = 200;
export const BACKOFF_CAP_MS = 5_000;

/** Callers' credentials whose rate limits are remembered at a time. */
export const MAX_PACES = 1_000;

/** Longest wait that a provider's headers can impose; a garbled reset time must not silence a provider for years. */
export const MAX_WAIT_MS = 3_600_000;

/** Same-origin redirects that a metadata read follows. */
export const MAX_API_REDIRECTS = 3;
/** Redirects that a transfer follows; each hop is checked. */
export const MAX_TRANSFER_REDIRECTS = 5;

/** Largest text frame of an upstream WebSocket. */
export const MAX_FRAME_BYTES = 256 * 1024;
/** Frames that wait unread before the upstream socket is paused. */
export const MAX_WAITING_FRAMES = 64;
/** How long a closing upstream WebSocket may take to say goodbye before it is cut. */
export const SOCKET_CLOSE_MS = 1_000;

/** Sent with every request unless a provider wants another. */
export const USER_AGENT = 'modelgate';
