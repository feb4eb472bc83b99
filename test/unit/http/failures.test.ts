import { describe, expect, it } from 'vitest';
import { defaultFailure, networkError, providerPeer } from '../../../src/http/failures.js';
import { DEFAULT_TIMEOUTS } from '../../../src/http/defaults.js';

describe('defaultFailure', () => {
  it.each([
    [401, 'PROVIDER_AUTH', false],
    [403, 'PROVIDER_FORBIDDEN', false],
    [404, 'PROVIDER_REJECTED', false],
    [408, 'PROVIDER_UNAVAILABLE', true],
    [422, 'PROVIDER_REJECTED', false],
    [429, 'PROVIDER_RATE_LIMITED', true],
    [500, 'PROVIDER_UNAVAILABLE', true],
    [501, 'PROVIDER_UNAVAILABLE', false],
    [503, 'PROVIDER_UNAVAILABLE', true],
  ])('judges %i as %s', (status, code, retryable) => {
    const failure = defaultFailure({ status, headers: {}, body: 'secret body' }, 'registry');

    expect(failure).toMatchObject({ code, retryable });
    expect(failure.message).toContain('registry');
    expect(failure.message).not.toContain('secret body');
  });
});

describe('networkError', () => {
  it.each([
    ['ECONNREFUSED', 'PROVIDER_UNAVAILABLE', true],
    ['ECONNRESET', 'PROVIDER_UNAVAILABLE', true],
    ['CERT_HAS_EXPIRED', 'PROVIDER_UNAVAILABLE', false],
    ['UND_ERR_CONNECT_TIMEOUT', 'PROVIDER_TIMEOUT', true],
    ['UND_ERR_BODY_TIMEOUT', 'PROVIDER_TIMEOUT', true],
    ['UND_ERR_HEADERS_OVERFLOW', 'PROVIDER_PROTOCOL', false],
    ['UND_ERR_DESTROYED', 'CANCELLED', false],
  ])('reads %s as %s', (code, expected, retryable) => {
    const cause = Object.assign(new Error('low level'), { code });

    const error = networkError(providerPeer('registry'), DEFAULT_TIMEOUTS, cause);

    expect(error).toMatchObject({ code: expected, retryable, provider: 'registry', cause });
  });

  it('looks into an AggregateError, which is how a name with several addresses fails', () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

    const error = networkError(providerPeer('local'), DEFAULT_TIMEOUTS, new AggregateError([refused]));

    expect(error.message).toContain('accepts no connections');
  });
});
