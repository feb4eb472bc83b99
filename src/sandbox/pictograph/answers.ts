import type { SandboxAnswer, SandboxRequest, SandboxRoute } from '../core/types.js';

/** An answer that ends a request from within; `refusable` gives it. */
export class Refusal extends Error {
  readonly answer: SandboxAnswer;

  constructor(answer: SandboxAnswer) {
    super(`refused with status ${answer.status}`);
    this.answer = answer;
  }
}

/** The same route, answering with what was thrown as a {@link Refusal}. */
export function refusable(route: SandboxRoute): SandboxRoute {
  return {
    ...route,
    handle: async (request) => {
      try {
        return await route.handle(request);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
  };
}

/** A success in today's envelope. */
export function data(payload: unknown): SandboxAnswer {
  return { status: 200, json: { data: payload } };
}

/** The newest error shape; `detail` repeats the message for older clients (contract §6). */
export function problem(status: number, code: string, message: string): SandboxAnswer {
  return { status, json: { error: { code, message, details: {} }, detail: message } };
}

/** The oldest error shape. */
export function oldProblem(
  status: number,
  error: string,
  more: Readonly<Record<string, string | number>>,
): SandboxAnswer {
  return { status, json: { error, ...more } };
}

/** The framework's own shape. */
export function detail(status: number, message: string): SandboxAnswer {
  return { status, json: { detail: message } };
}

/** Refuses a parameter or member in the framework's shape. */
export function invalid(loc: readonly (string | number)[], msg: string, type: string): Refusal {
  return new Refusal({ status: 422, json: { detail: [{ loc, msg, type }] } });
}

/** A text parameter of the query that must be there. */
export function requiredParameter(request: SandboxRequest, name: string): string {
  const value = request.query.get(name);
  if (value === null) throw invalid(['query', name], 'Field required', 'missing');
  return value;
}

/** A query parameter that must be one of `allowed`; null when it is absent. */
export function enumParameter(
  request: SandboxRequest,
  name: string,
  allowed: readonly string[],
): string | null {
  const value = request.query.get(name);
  if (value === null || allowed.includes(value)) return value;
  throw invalid(['query', name], `Input should be ${allowed.join(', ')}`, 'enum');
}

/** A whole number in the query; what is above `max` counts as `max` (contract §2). */
export function integerParameter(
  request: SandboxRequest,
  name: string,
  range: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const text = request.query.get(name);
  if (text === null) return range.fallback;
  if (!/^-?\d+$/u.test(text))
    throw invalid(['query', name], 'Input should be a valid integer', 'int_parsing');
  if (Number(text) < range.min) {
    throw invalid(
      ['query', name],
      `Input should be greater than or equal to ${range.min}`,
      'greater_than_equal',
    );
  }
  return Math.min(Number(text), range.max);
}

/** The JSON object in the body. */
export function bodyObject(request: SandboxRequest): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(request.bodyText);
  } catch {
    throw invalid(['body'], 'JSON decode error', 'json_invalid');
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw invalid(['body'], 'Input should be a valid dictionary', 'dict_type');
}
