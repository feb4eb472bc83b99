import type { z } from 'zod';
import type { SandboxAnswer } from '../core/types.js';

/** One entry of a validation answer (contract §5). */
export interface Invalid {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** Ends a request with an answer that is no success; thrown by what checks a request. */
export class Refusal extends Error {
  readonly answer: SandboxAnswer;

  constructor(answer: SandboxAnswer) {
    super(`refused with status ${answer.status}`);
    this.answer = answer;
  }
}

/** 422 with the only documented error body. */
export function invalid(...detail: readonly Invalid[]): Refusal {
  return new Refusal({ status: 422, json: { detail } });
}

/** 422 out of what zod found in one part of the request. */
export function invalidPart(part: 'body' | 'query' | 'path', error: z.ZodError): Refusal {
  return invalid(
    ...error.issues.map(({ path, message, code }) => ({
      loc: [part, ...path.map((step) => (typeof step === 'number' ? step : String(step)))],
      msg: message,
      type: code,
    })),
  );
}

export const unauthorized = (): Refusal =>
  new Refusal({ status: 401, json: { detail: 'not authenticated' } });
export const forbidden = (): Refusal => new Refusal({ status: 403, json: { detail: 'not allowed' } });
/** The shape that the service's own client uses in its test of a 404 (contract §5). */
export const notFound = (): Refusal => new Refusal({ status: 404, json: { error: 'not found' } });
export const nameTaken = (): Refusal => new Refusal({ status: 409, json: { detail: 'name already taken' } });
export const rateLimited = (): SandboxAnswer => ({
  status: 429,
  json: { detail: 'rate limit exceeded' },
});
