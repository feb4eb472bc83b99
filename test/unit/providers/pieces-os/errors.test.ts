import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/errors/gateway-error.js';
import {
  classifyAnswer,
  explainLoss,
  isConnectionLoss,
  isServerFailure,
} from '../../../../src/providers/pieces-os/errors.js';

describe('answers that are no success', () => {
  it.each([
    [404, 'UNSUPPORTED', false],
    [500, 'PROVIDER_REJECTED', true],
    [503, 'PROVIDER_UNAVAILABLE', true],
    [401, 'PROVIDER_AUTH', false],
    [400, 'PROVIDER_REJECTED', false],
  ])('%i is %s', (status, code, retryable) => {
    const failure = classifyAnswer('local')({ status, headers: {}, body: 'Model download failed.' });

    expect(failure).toMatchObject({ code, retryable });
    expect(failure?.message).not.toContain('Model download failed.');
  });

  it('leaves 410 to the caller, since it means that there is no such model', () => {
    expect(classifyAnswer('local')({ status: 410, headers: {}, body: 'Gone.' })).toBeNull();
  });
});

describe('failures of the connection', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:39300'), { code: 'ECONNREFUSED' });
  const lost = (cause: unknown) =>
    new GatewayError('PROVIDER_UNAVAILABLE', 'Lost.', { provider: 'local', retryable: true, cause });

  it.each([
    ['one address', refused],
    ['several addresses', new AggregateError([refused, refused])],
  ])('a refused connection to %s says that the runtime is not running', (_name, cause) => {
    const error = explainLoss('local', lost(cause));

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'local', retryable: true });
    expect(error.message).toMatch(/not running\. Start it/u);
  });

  it('any other loss keeps its own words', () => {
    const error = lost(new Error('reset'));

    expect(explainLoss('local', error)).toBe(error);
  });

  it('are told apart from a failure that the runtime answered with', () => {
    const answered = new GatewayError('PROVIDER_REJECTED', 'Failed.', { retryable: true });

    expect([isConnectionLoss(answered), isServerFailure(answered)]).toEqual([false, true]);
    expect([isConnectionLoss(lost(refused)), isServerFailure(lost(refused))]).toEqual([true, false]);
  });
});
