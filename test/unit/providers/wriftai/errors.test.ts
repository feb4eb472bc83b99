import { describe, expect, it } from 'vitest';
import { classify, readWaitMs } from '../../../../src/providers/wriftai/errors.js';

const answer = (status: number, body: unknown = null, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body,
});
const invalid = (...loc: readonly (string | number)[]) => ({
  detail: [{ loc, msg: 'secret-looking text', type: 'value_error' }],
});

describe('the judgement of an answer', () => {
  it.each([
    [400, 'PROVIDER_REJECTED', false],
    [401, 'PROVIDER_AUTH', false],
    [403, 'PROVIDER_FORBIDDEN', false],
    [409, 'CONFLICT', false],
    [422, 'PROVIDER_REJECTED', false],
    [429, 'PROVIDER_RATE_LIMITED', true],
    [500, 'PROVIDER_UNAVAILABLE', true],
    [503, 'PROVIDER_UNAVAILABLE', true],
  ])('status %i is %s', (status, code, retryable) => {
    expect(classify('market', answer(status))).toMatchObject({ code, retryable });
  });

  it('leaves 404 to the caller', () => {
    expect(classify('market', answer(404, { error: 'not found' }))).toBeNull();
  });

  it('blames the caller for refused values and names the fields in the gateway’s words', () => {
    const body = {
      detail: [
        ...invalid('body', 'hardware_identifier').detail,
        ...invalid('body', 'category_slugs', 0).detail,
      ],
    };

    const failure = classify('market', answer(422, body));

    expect(failure?.code).toBe('INVALID_ARGUMENT');
    expect(failure?.message).toContain('hardware, categories');
  });

  it.each([
    ['a parameter of ours', invalid('query', 'page_size')],
    ['a part of the path that is called like a field', invalid('path', 'name')],
    ['a field that nobody set', invalid('body', 'nonsense')],
    ['no place at all', invalid()],
    ['a detail of text', { detail: 'text' }],
    ['an error of text', { error: 'text' }],
    ['HTML', '<html>'],
    ['nothing', null],
  ])('survives a 422 with %s', (_what, body) => {
    expect(classify('market', answer(422, body))?.code).toBe('PROVIDER_REJECTED');
  });

  it.each([401, 403, 409, 422, 429, 500])('tells a client nothing of the body of a %i', (status) => {
    const bodies = [
      { detail: 'leaked' },
      { error: 'leaked' },
      'leaked',
      { detail: [{ loc: ['leaked'], msg: 'leaked', type: 'leaked' }] },
    ];

    for (const body of bodies) {
      expect(classify('market', answer(status, body))?.message).not.toContain('leaked');
    }
  });
});

describe('the wait after a refusal (trap 12: two clocks for x-ratelimit-reset)', () => {
  const nowMs = Date.parse('2026-03-01T10:00:00Z');
  const inSeconds = (seconds: number) => String(nowMs / 1_000 + seconds);

  it.each([
    ['seconds to wait', '7', 7_000],
    ['a Unix timestamp', inSeconds(7), 7_000],
    ['more than a minute of seconds, which is capped', '86400', 60_000],
    ['a timestamp of tomorrow, which is capped', inSeconds(86_400), 60_000],
    ['a timestamp in milliseconds, which is capped', String(nowMs + 7_000), 60_000],
    ['a timestamp of the past', inSeconds(-7), 0],
    ['a word', 'soon', null],
    ['nothing', '', null],
  ])('takes %s', (_what, reset, waitMs) => {
    expect(readWaitMs(answer(429, null, { 'x-ratelimit-reset': reset }), nowMs)).toBe(waitMs);
  });

  it('is not asked for by an answer that leaves some requests', () => {
    const headers = { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '7' };

    expect(readWaitMs(answer(200, null, headers), nowMs)).toBeNull();
  });
});
