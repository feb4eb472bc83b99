import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../src/errors/codes.js';
import { classify } from '../../../../src/providers/datature-vi/errors.js';

const ORGANIZATION_ID = '0c5f6c1e-7a31-4b0e-9d55-2f5f0a6d1b77';

const judge = (status: number, body: unknown = null) =>
  classify({ status, headers: {}, body }, ORGANIZATION_ID);

describe('the meaning of a status (contract §8)', () => {
  it.each<[number, ErrorCode, boolean]>([
    [400, 'PROVIDER_REJECTED', false],
    [401, 'PROVIDER_AUTH', false],
    [403, 'PROVIDER_FORBIDDEN', false],
    [409, 'CONFLICT', false],
    [413, 'PROVIDER_REJECTED', false],
    [422, 'PROVIDER_REJECTED', false],
    [429, 'PROVIDER_RATE_LIMITED', true],
    [500, 'PROVIDER_UNAVAILABLE', true],
    [501, 'PROVIDER_UNAVAILABLE', false],
    [502, 'PROVIDER_UNAVAILABLE', true],
    [503, 'PROVIDER_UNAVAILABLE', true],
    [504, 'PROVIDER_TIMEOUT', true],
    [418, 'PROVIDER_REJECTED', false],
  ])('%i is %s, retryable: %s', (status, code, retryable) => {
    expect(judge(status)).toMatchObject({ code, retryable });
  });

  it('leaves 404 to the caller, to whom it means that there is no such thing', () => {
    expect(judge(404, { error: 'Not Found', message: 'Resource not found' })).toBeNull();
  });
});

describe('the message of a failure', () => {
  it.each<[string, unknown, string]>([
    ['message', { error: 'Bad Request', message: 'pageSize is too large' }, 'pageSize is too large'],
    ['error where there is no message', { error: 'Bad page size' }, 'Bad page size'],
    ['error where the message is empty', { message: '', error: 'Bad page size' }, 'Bad page size'],
    ['error where the message is no text', { message: { a: 1 }, error: 'Bad page size' }, 'Bad page size'],
  ])('tells the cause of a refusal from %s', (_name, body, cause) => {
    expect(judge(400, body)?.message).toBe(`Datature Vi refused the request as not valid. It says: ${cause}`);
  });

  it.each([
    ['HTML', '<html>Bad Request</html>'],
    ['an empty body', null],
    ['an object as error', { error: { code: 7 } }],
    ['a list', ['Bad Request']],
  ])('passes nothing on from %s', (_name, body) => {
    expect(judge(400, body)?.message).toBe('Datature Vi refused the request as not valid.');
  });

  it.each([401, 403, 429, 500, 503])('passes nothing on from the body of a %i', (status) => {
    expect(judge(status, { message: 'internal details' })?.message).not.toContain('internal details');
  });

  it('rewrites composite ids to the bare id', () => {
    const message = judge(409, { message: `Run ${ORGANIZATION_ID}_run_4f21 is running` })?.message;

    expect(message).toContain('It says: Run run_4f21 is running');
    expect(message).not.toContain(ORGANIZATION_ID);
  });

  it('holds no URL and no secret key, and is of bounded length', () => {
    const secret = `dtvi_${'x'.repeat(98)}`;
    const body = {
      message: `See https://storage.example/o?sig=abc for ${secret}\n${'and more '.repeat(90)}`,
    };

    const message = judge(400, body)?.message ?? '';

    expect(message).toContain('See [link] for [secret] and more');
    expect(message).not.toMatch(/sig=|dtvi_|\n/u);
    expect(message.length).toBeLessThan(400);
  });
});
