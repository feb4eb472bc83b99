import type { CORSOptions } from 'graphql-yoga';

/** What pages of configured origins may send and read besides what every page may. */
const ALLOWED_HEADERS = [
  'content-type',
  'accept',
  'authorization',
  'x-request-id',
  'traceparent',
  'tracestate',
];
const EXPOSED_HEADERS = ['x-request-id', 'ratelimit', 'ratelimit-policy', 'retry-after'];

/** How long a browser may remember the answer to a preflight, in seconds. */
const MAX_AGE_SECONDS = 600;

/**
 * What the gateway tells a browser about pages of `origin`: nothing, unless it is configured. Made for each request,
 * because for a list of origins yoga answers strangers with `null`, which is the origin of any sandboxed frame.
 */
export function corsOf(
  origin: string | null,
  allowed: readonly string[],
  forwardedHeaders: readonly string[] = [],
): CORSOptions {
  if (origin === null || !allowed.includes(origin)) return false;
  return {
    origin,
    credentials: false,
    methods: ['GET', 'POST'],
    allowedHeaders: [...ALLOWED_HEADERS, ...forwardedHeaders],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE_SECONDS,
  };
}
