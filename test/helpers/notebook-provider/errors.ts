import { defaultFailure } from '../../../src/http/failures.js';
import type { Failure, HttpAnswer } from '../../../src/http/types.js';

/** The service has no error bodies. 404 is for the caller, to whom it means that there is no such notebook. */
export function classify(provider: string, answer: HttpAnswer): Failure | null {
  return answer.status === 404 ? null : defaultFailure(answer, provider);
}
