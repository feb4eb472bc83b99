import { expect } from 'vitest';
import { SECRETS } from '../provider-file.js';
import { ROOT } from '../process.js';

/** Stands in what services answer where the gateway must not repeat it. */
export const CANARY = 'canary-7c1d0e';

/** What tells of the gateway's inside: frames of a stack, its packages, its files, a type of error. */
const INSIDE =
  /node_modules|\bat (?:async )?[\w.<>]+ \(|\bfile:\/\/|\/src\/|\b(?:Type|Range|Reference)Error\b|\bECONN|\bENOENT/u;

/** No answer shows a defect of the gateway, and no text that is not the client's business. */
export function expectInnocent(text: string): void {
  expect(text).not.toMatch(/"(?:INTERNAL|INTERNAL_SERVER_ERROR)"/u);
  expect(text).not.toMatch(INSIDE);
  for (const secret of [...SECRETS, CANARY, ROOT]) expect(text).not.toContain(secret);
}

/** What an answer says of failures; data may hold what providers say. */
export function failuresIn(body: string): string {
  const { data, errors } = JSON.parse(body) as {
    readonly data?: Record<string, any>;
    readonly errors?: unknown;
  };
  const unavailable = Object.values(data ?? {}).map((field) => field?.unavailable as unknown);
  return JSON.stringify({ errors, unavailable });
}
