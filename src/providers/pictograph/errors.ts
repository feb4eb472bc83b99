import * as z from 'zod';
import { GatewayError } from '../../errors/gateway-error.js';
import { MAX_WAIT_MS } from '../../http/defaults.js';
import { defaultFailure } from '../../http/failures.js';
import type { Failure, HttpAnswer } from '../../http/types.js';

/** What an error body says, whatever its shape (contract §6). Upstream text: for logs, never for clients. */
export interface ErrorBody {
  /** Such as `not_found`; null where there is none. */
  readonly slug: string | null;
  readonly message: string | null;
  /** Last place of each field error (`limit`, `name`). */
  readonly fields: readonly string[];
  /** What the oldest 429 bodies repeat of `Retry-After`, in seconds. */
  readonly retryAfterSeconds: number | null;
}

const text = z.string().nullable().catch(null);
const fieldErrors = z
  .array(z.object({ loc: z.array(z.union([z.string(), z.int()])).min(1) }))
  .transform((errors) => errors.map(({ loc }) => String(loc.at(-1))))
  .catch([]);

const newestBody = z.object({
  error: z.object({
    code: text,
    message: text,
    details: z.object({ errors: fieldErrors }).catch({ errors: [] }),
  }),
  detail: fieldErrors,
});
const detailBody = z.object({ detail: z.union([z.string(), z.array(z.unknown())]) });
const oldestBody = z.object({
  error: z.string(),
  message: text,
  retry_after: z.number().nonnegative().nullable().catch(null),
});

const NOTHING_SAID: ErrorBody = { slug: null, message: null, fields: [], retryAfterSeconds: null };

/** Reads the three shapes in the contract's order; text and HTML of a proxy say nothing. */
export function parseErrorBody(body: unknown): ErrorBody {
  const newest = newestBody.safeParse(body);
  if (newest.success) {
    const { error, detail } = newest.data;
    const fields = error.details.errors.length > 0 ? error.details.errors : detail;
    return { ...NOTHING_SAID, slug: error.code, message: error.message, fields };
  }
  const detailed = detailBody.safeParse(body);
  if (detailed.success) {
    const { detail } = detailed.data;
    if (typeof detail === 'string') return { ...NOTHING_SAID, message: detail };
    return { ...NOTHING_SAID, fields: fieldErrors.parse(detail) };
  }
  const oldest = oldestBody.safeParse(body);
  if (!oldest.success) return NOTHING_SAID;
  const { error, message, retry_after: retryAfterSeconds } = oldest.data;
  return { ...NOTHING_SAID, slug: error, message: message ?? error, retryAfterSeconds };
}

/**
 * Judges an answer outside 2xx by its status. Null for 400, 404, 409 and 422, whose meaning depends on the call:
 * a 409 is not always "not ready" and a 400 not always "bad input" (contract §10, trap 3).
 */
export function classify(provider: string, answer: HttpAnswer): Failure | null {
  switch (answer.status) {
    case 400:
    case 404:
    case 409:
    case 422:
      return null;
    case 402:
      return {
        code: 'PROVIDER_FORBIDDEN',
        message: `The account behind provider ${provider} has too little compute credit for this. Top it up at Pictograph.`,
        retryable: false,
      };
    case 429: {
      const { retryAfterSeconds } = parseErrorBody(answer.body);
      const failure = defaultFailure(answer, provider);
      if (retryAfterSeconds === null) return failure;
      return { retryAfterMs: Math.min(retryAfterSeconds * 1_000, MAX_WAIT_MS), ...failure };
    }
    default:
      return defaultFailure(answer, provider);
  }
}

/** The failure behind a 400, 409 or 422 to a read, whose parameters the adapter itself has chosen. */
export function readRefused(provider: string, answer: HttpAnswer): GatewayError {
  return new GatewayError(
    'PROVIDER_REJECTED',
    `Provider ${provider} refused the call with status ${answer.status}. Its API may have changed.`,
    { provider, cause: causeOf(answer) },
  );
}

/** Pictograph's names of what can be written, in the gateway's words. */
const FIELD_NAMES: ReadonlyMap<string, string> = new Map([
  ['name', 'name'],
  ['description', 'description'],
  ['readme', 'readme'],
  ['visibility', 'visibility'],
  ['license_id', 'licenseId'],
  ['license_custom_text', 'licenseText'],
]);

/** The failure behind a 400, 409 or 422 to a write: the caller chose the values. */
export function writeRefused(provider: string, answer: HttpAnswer): GatewayError {
  const { slug, fields } = parseErrorBody(answer.body);
  const details = { provider, cause: causeOf(answer) };
  if (answer.status === 409 || slug === 'conflict') {
    return new GatewayError(
      'CONFLICT',
      `Provider ${provider} refused the change because of the present state: another model may have this name already.`,
      details,
    );
  }
  const names = [...new Set(fields.flatMap((field) => FIELD_NAMES.get(field) ?? []))];
  const what = names.length === 0 ? 'the change as not valid' : `these values: ${names.join(', ')}`;
  return new GatewayError(
    'INVALID_ARGUMENT',
    `Provider ${provider} refused ${what}. Correct them and try again; a name must be new in the organization.`,
    details,
  );
}

/** For the log: what the server said, with the id that its support asks for (contract §1). */
function causeOf(answer: HttpAnswer): Error {
  const { slug, message } = parseErrorBody(answer.body);
  const requestId = answer.headers['x-request-id'] ?? 'none';
  return new Error(
    `status ${answer.status}, ${slug ?? 'no slug'}: ${message ?? ''} (request id ${requestId})`,
  );
}
