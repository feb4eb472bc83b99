import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../src/errors/codes.js';
import { classify, readSentence } from '../../../../src/providers/datature-vi/errors.js';

const ORGANIZATION_ID = '0c5f6c1e-7a31-4b0e-9d55-2f5f0a6d1b77';

const judge = (status: number) => classify({ status });

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
    expect(judge(404)).toBeNull();
  });
});

describe('the sentence of an error body, for the log', () => {
  const sentenceOf = (body: unknown) => readSentence(body, ORGANIZATION_ID);

  it.each<[string, unknown]>([
    ['message', { error: 'Bad Request', message: 'Bad page size' }],
    ['error where there is no message', { error: 'Bad page size' }],
    ['error where the message is empty', { message: '', error: 'Bad page size' }],
    ['error where the message is no text', { message: { a: 1 }, error: 'Bad page size' }],
  ])('is %s', (_name, body) => {
    expect(sentenceOf(body)).toBe('Bad page size');
  });

  it.each([
    ['HTML', '<html>Bad Request</html>'],
    ['an empty body', null],
    ['an object as error', { error: { code: 7 } }],
    ['a list', ['Bad Request']],
  ])('is none in %s', (_name, body) => {
    expect(sentenceOf(body)).toBeNull();
  });

  it('has bare ids instead of composite ones', () => {
    expect(sentenceOf({ message: `Run ${ORGANIZATION_ID}_run_4f21 is running` })).toBe(
      'Run run_4f21 is running',
    );
  });

  it('holds no URL and no secret key, and is of bounded length', () => {
    const secret = `dtvi_${'x'.repeat(98)}`;
    const message = `See https://storage.example/o?sig=abc for ${secret}\n${'and more '.repeat(90)}`;

    const sentence = sentenceOf({ message }) ?? '';

    expect(sentence).toContain('See [link] for [secret] and more');
    expect(sentence).not.toMatch(/sig=|dtvi_|\n/u);
    expect(sentence.length).toBeLessThanOrEqual(300);
  });
});
