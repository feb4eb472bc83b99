import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../helpers/raw-http.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelfProvider } from '../../helpers/shelf.js';

const LIMIT = 256 * 1024;
const bodyOf = (bytes: number) => JSON.stringify({ query: '{ __typename }' }).padEnd(bytes, ' ');

describe('the body of a request', () => {
  it.each([
    ['of 256 KiB is taken', LIMIT, {}, 200],
    ['above 256 KiB is refused', LIMIT + 1, {}, 413],
    [
      'above 256 KiB is refused when its length is not told',
      LIMIT + 1,
      { 'transfer-encoding': 'chunked' },
      413,
    ],
  ])('%s', async (_what, bytes, headers, expected) => {
    const gateway = await gatewayOver([shelfProvider('store', [])]);

    const { status } = await rawRequest(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: bodyOf(bytes),
    });

    expect(status).toBe(expected);
  });
});
