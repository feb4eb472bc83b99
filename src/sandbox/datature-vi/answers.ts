import type { SandboxAnswer } from '../core/types.js';
import { SANDBOX_ORGANIZATION_ID } from './credentials.js';

const ERROR_NAMES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
} as const;

/** An error in the form of contract §8. */
export function failure(status: keyof typeof ERROR_NAMES, message: string): SandboxAnswer {
  return { status, json: { error: ERROR_NAMES[status], message } };
}

/** Ids in messages carry the organization (contract §8). */
export function notFound(kind: string, id: string): SandboxAnswer {
  return failure(404, `${kind} ${SANDBOX_ORGANIZATION_ID}_${id} was not found.`);
}
