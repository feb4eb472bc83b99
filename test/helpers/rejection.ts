import { isGatewayError, type GatewayError } from '../../src/errors/gateway-error.js';

/** The GatewayError that a promise rejects with; anything else fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<GatewayError> {
  try {
    await promise;
  } catch (error) {
    if (isGatewayError(error)) return error;
    throw error;
  }
  throw new Error('Expected a rejection, but the promise was fulfilled.');
}
