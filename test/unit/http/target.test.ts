import { describe, expect, it } from 'vitest';
import { parseBaseUrl, requestTarget } from '../../../src/http/target.js';

const base = parseBaseUrl('market', 'https://api.example.com/v1/');

describe('parseBaseUrl', () => {
  it('keeps the path and drops the trailing slash', () => {
    expect(base).toEqual({ origin: 'https://api.example.com', prefix: '/v1' });
  });

  it.each([
    '',
    'api.example.com',
    'ftp://a.example',
    'https://user:p@a.example',
    'https://a.example/?q=1',
    'https://a.example/#f',
  ])('refuses %s', (url) => {
    expect(() => parseBaseUrl('market', url)).toThrow(expect.objectContaining({ code: 'CONFIGURATION' }));
  });
});

describe('requestTarget', () => {
  it('encodes query values, keeps their order and lets names repeat', () => {
    const query = [
      ['tag', 'a b'],
      ['tag', 'c&d'],
      ['q', 'ü?=/#'],
    ] as const;

    expect(requestTarget('market', base, { method: 'GET', path: '/models', query })).toBe(
      '/v1/models?tag=a%20b&tag=c%26d&q=%C3%BC%3F%3D%2F%23',
    );
  });

  it('keeps encoded segments and trailing slashes as they are', () => {
    const path = `/models/${encodeURIComponent('a/b c')}/`;

    expect(requestTarget('market', base, { method: 'GET', path })).toBe('/v1/models/a%2Fb%20c/');
  });

  it.each(['/models/..', '/models/../user', '/./x', '/models/%2e%2E/user', '/models/.%2e'])(
    'refuses the path %s, which a server may read as another one',
    (path) => {
      expect(() => requestTarget('market', base, { method: 'GET', path })).toThrow(
        expect.objectContaining({ code: 'INVALID_ID' }),
      );
    },
  );

  it.each(['models', '/a b', '/a?b', '/a#b', '/a\r\nx: y', '/ü'])(
    'treats the unencoded path %j as a bug',
    (path) => {
      expect(() => requestTarget('market', base, { method: 'GET', path })).toThrow(TypeError);
    },
  );

  it.each(['\ud800', 'a\udc00b'])('refuses a query with half a character: %j', (value) => {
    const query = [['search', value]] as const;

    expect(() => requestTarget('market', base, { method: 'GET', path: '/models', query })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
