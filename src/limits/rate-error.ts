import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors/codes.js';
import { WINDOW_SECONDS, type RateVerdict } from './rate-limit.js';

const CODE: ErrorCode = 'RATE_LIMITED';

/** What a caller gets whose operation was one too many. */
export function rateError({ quota, resetMs }: RateVerdict): GraphQLError {
  const retryAfterSeconds = Math.ceil(resetMs / 1_000);
  return new GraphQLError(
    `${quota} operations in ${WINDOW_SECONDS} s are allowed here. Wait ${retryAfterSeconds} s, then go on.`,
    { extensions: { code: CODE, retryable: true, retryAfterSeconds } },
  );
}
