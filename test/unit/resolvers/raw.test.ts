import { describe, expect, it } from 'vitest';
import { publicRaw } from '../../../src/resolvers/raw.js';

const shown = (value: string) => publicRaw({ raw: { value } })['value'];

describe('the raw record that clients see', () => {
  it('is what came, whatever its shape', () => {
    const raw = {
      text: 'a?b=c',
      number: 1.5,
      no: null,
      yes: true,
      list: [1, { deep: ['https://a.example/b#c'] }],
    };

    expect(publicRaw({ raw })).toEqual(raw);
  });

  it.each([
    ['https://storage.example/o/0010.tar?sig=abc&exp=1', 'https://storage.example/o/0010.tar?[removed]'],
    ['gs://bucket/o?X-Goog-Signature=abc', 'gs://bucket/o?[removed]'],
    ['https://me:secret@host.example/log', 'https://host.example/log'],
    ['https://a.example/?token=x#part', 'https://a.example/?[removed]#part'],
    [
      'GET "https://a.example/b?sig=x" failed. See https://c.example/?sig=y now',
      'GET "https://a.example/b?[removed]" failed. See https://c.example/?[removed] now',
    ],
  ])('holds no signature or password of a URL: %s', (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  it('is clean all the way down', () => {
    const raw = { status: { conditions: [{ message: 'Upload to https://s.example/o?sig=abc failed' }] } };

    expect(JSON.stringify(publicRaw({ raw }))).not.toContain('sig=');
  });
});
