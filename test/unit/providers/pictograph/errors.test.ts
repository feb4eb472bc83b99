import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../../src/http/types.js';
import {
  classify,
  parseErrorBody,
  readRefused,
  writeRefused,
} from '../../../../src/providers/pictograph/errors.js';

const answer = (status: number, body: unknown = null, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  body,
});

describe('parseErrorBody', () => {
  const fieldError = { loc: ['body', 'name'], msg: 'too long', type: 'string_too_long' };

  it.each([
    [
      'the newest shape',
      { error: { code: 'not_found', message: 'No such model', details: {} }, detail: 'No such model' },
      { slug: 'not_found', message: 'No such model', fields: [] },
    ],
    [
      'field errors in the details of the newest shape',
      { error: { code: 'validation_error', message: 'Bad', details: { errors: [fieldError] } } },
      { slug: 'validation_error', fields: ['name'] },
    ],
    [
      'field errors beside the newest shape',
      { error: { code: 'validation_error', message: 'Bad' }, detail: [fieldError] },
      { slug: 'validation_error', fields: ['name'] },
    ],
    ['a detail in words', { detail: 'Role too low' }, { slug: null, message: 'Role too low', fields: [] }],
    [
      'a detail of field errors',
      { detail: [{ loc: ['query', 'limit'], msg: 'too large' }] },
      { slug: null, message: null, fields: ['limit'] },
    ],
    [
      'the oldest shape',
      { error: 'rate_limit_exceeded', message: 'Slow down', retry_after: 120 },
      { slug: 'rate_limit_exceeded', message: 'Slow down', retryAfterSeconds: 120 },
    ],
    [
      'the oldest shape without a message',
      { error: 'forbidden' },
      { slug: 'forbidden', message: 'forbidden' },
    ],
    ['the HTML of a proxy', '<html>Bad gateway</html>', { slug: null, message: null, fields: [] }],
    ['nothing', null, { slug: null, message: null, fields: [] }],
    ['a detail that is an object', { detail: { reason: 'x' } }, { slug: null, message: null, fields: [] }],
  ])('reads %s', (_, body, expected) => {
    expect(parseErrorBody(body)).toMatchObject(expected);
  });
});

describe('classify', () => {
  it.each([400, 404, 409, 422])('leaves %i to the caller, who knows what it means there', (status) => {
    expect(classify('registry', answer(status))).toBeNull();
  });

  it.each([
    [401, 'PROVIDER_AUTH', false],
    [402, 'PROVIDER_FORBIDDEN', false],
    [403, 'PROVIDER_FORBIDDEN', false],
    [408, 'PROVIDER_UNAVAILABLE', true],
    [429, 'PROVIDER_RATE_LIMITED', true],
    [500, 'PROVIDER_UNAVAILABLE', true],
    [502, 'PROVIDER_UNAVAILABLE', true],
    [503, 'PROVIDER_UNAVAILABLE', true],
    [504, 'PROVIDER_UNAVAILABLE', true],
    [418, 'PROVIDER_REJECTED', false],
  ])('judges %i as %s', (status, code, retryable) => {
    expect(classify('registry', answer(status))).toMatchObject({ code, retryable });
  });

  it.each([
    ['the header', { 'retry-after': '7' }, null, 7_000],
    ['the oldest bodies', {}, { error: 'rate_limit_exceeded', retry_after: 120 }, 120_000],
    ['the body, an hour at most', {}, { error: 'rate_limit_exceeded', retry_after: 1e9 }, 3_600_000],
    [
      'the header before the body',
      { 'retry-after': '7' },
      { error: 'rate_limited', retry_after: 120 },
      7_000,
    ],
  ])('takes the wait of a 429 from %s', (_, headers, body, retryAfterMs) => {
    expect(classify('registry', answer(429, body, headers))).toMatchObject({ retryAfterMs });
  });
});

describe('writeRefused', () => {
  it.each([
    ['a conflict', answer(409, { error: { code: 'conflict', message: 'x' } }), 'CONFLICT'],
    ['a conflict told with 400', answer(400, { error: { code: 'conflict', message: 'x' } }), 'CONFLICT'],
    ['a 400', answer(400, { error: { code: 'validation_error', message: 'x' } }), 'INVALID_ARGUMENT'],
    ['a 422', answer(422, { detail: [] }), 'INVALID_ARGUMENT'],
  ])('judges %s', (_, refused, code) => {
    expect(writeRefused('registry', refused)).toMatchObject({ code, provider: 'registry', retryable: false });
  });

  it('names the refused values in the gateway’s words', () => {
    const body = { detail: [{ loc: ['body', 'license_custom_text'] }, { loc: ['body', 'secret_column'] }] };

    const { message } = writeRefused('registry', answer(422, body));

    expect(message).toContain('licenseText');
    expect(message).not.toContain('secret_column');
  });
});

describe('a refused call', () => {
  const body = { error: { code: 'conflict', message: 'upstream words', details: {} } };

  it.each([
    ['read', readRefused],
    ['write', writeRefused],
  ])('tells the upstream text and request id of a %s to the log alone', (_, refused) => {
    const error = refused('registry', answer(409, body, { 'x-request-id': 'req_7' }));

    expect(error.message).not.toContain('upstream words');
    expect(String(error.cause)).toContain('upstream words');
    expect(String(error.cause)).toContain('req_7');
  });

  it('is the provider’s affair when the adapter chose the parameters', () => {
    expect(readRefused('registry', answer(422))).toMatchObject({ code: 'PROVIDER_REJECTED' });
  });
});
