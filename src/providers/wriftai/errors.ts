import * as z from 'zod';
import { defaultFailure } from '../../http/failures.js';
import type { Failure, HttpAnswer } from '../../http/types.js';
import { readRateLimitWaitMs } from '../../http/wait-headers.js';

/** Longest wait taken from a header: the limits are per second, so a longer one comes from a wrong clock. */
const MAX_WAIT_MS = 60_000;

/** The only documented error body, that of status 422 (contract §5). */
const validationBody = z.object({
  detail: z.array(z.object({ loc: z.array(z.union([z.string(), z.int()])) })),
});

/** The marketplace's names of what can be written, and the gateway's. */
const FIELD_NAMES: ReadonlyMap<string | number, string> = new Map([
  ['name', 'name'],
  ['description', 'description'],
  ['visibility', 'visibility'],
  ['overview', 'overview'],
  ['hardware_identifier', 'hardware'],
  ['source_url', 'sourceUrl'],
  ['license_url', 'licenseUrl'],
  ['paper_url', 'paperUrl'],
  ['category_slugs', 'categories'],
]);

/**
 * Judges an answer outside 2xx by its status (contract §5): bodies are not documented but for that of 422. Null for
 * 404, which means to the caller that there is no such thing.
 */
export function classify(provider: string, answer: HttpAnswer): Failure | null {
  switch (answer.status) {
    case 404:
      return null;
    case 409:
      return {
        code: 'CONFLICT',
        message: `Provider ${provider} refused the change because the name is taken. Choose another name.`,
        retryable: false,
      };
    case 422:
      return classifyValidation(provider, answer.body);
    default:
      return defaultFailure(answer, provider);
  }
}

/** How long the marketplace wants us to wait, in milliseconds; null when it does not say (contract §6). */
export function readWaitMs(answer: HttpAnswer, nowMs: number): number | null {
  const waitMs = readRateLimitWaitMs(answer, nowMs);
  return waitMs === null ? null : Math.min(waitMs, MAX_WAIT_MS);
}

/** Only names of fields leave this function: the texts of the answer may quote what was sent. */
function classifyValidation(provider: string, body: unknown): Failure {
  const parsed = validationBody.safeParse(body);
  const places = parsed.success ? parsed.data.detail.map((entry) => entry.loc) : [];
  const fields = places.flatMap(([part, field = '']) =>
    part === 'body' ? (FIELD_NAMES.get(field) ?? []) : [],
  );
  if (fields.length === 0) {
    return {
      code: 'PROVIDER_REJECTED',
      message: `Provider ${provider} refused the request as not valid.`,
      retryable: false,
    };
  }
  return {
    code: 'INVALID_ARGUMENT',
    message: `Provider ${provider} refused these values: ${[...new Set(fields)].join(', ')}. Correct them.`,
    retryable: false,
  };
}
