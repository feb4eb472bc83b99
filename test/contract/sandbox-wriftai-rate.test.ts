import { describe, expect, it } from 'vitest';
import { SANDBOX_WRIFTAI_TOKEN } from '../../src/sandbox/wriftai/server.js';
import { useMarket } from '../helpers/market.js';
import { loadContract } from '../helpers/openapi.js';

const contract = loadContract('wriftai');

describe('the marketplace’s rate limit', () => {
  const limited = useMarket({ size: 6, limitsRate: true });
  const unlimited = useMarket({ size: 6 });

  /** Sends requests one by one until one is refused. */
  async function untilRefused(headers: Record<string, string>) {
    for (let accepted = 0; accepted < 20; accepted += 1) {
      const response = await fetch(`${limited().server.origin}/v1/models`, { headers });
      const body: unknown = await response.json();
      if (response.status === 429) return { accepted, response, body };
    }
    throw new Error('Nothing was refused.');
  }

  it.each([
    [
      '3 a second and short bursts with a token',
      { authorization: `Bearer ${SANDBOX_WRIFTAI_TOKEN}` },
      '3',
      6,
    ],
    ['1 a second and shorter bursts without', {}, '1', 3],
  ])('is %s', async (_what, headers, limit, burst) => {
    const startedMs = performance.now();
    const { accepted, response, body } = await untilRefused({ ...headers });
    const seconds = (performance.now() - startedMs) / 1_000;

    expect(accepted).toBeGreaterThanOrEqual(burst);
    expect(accepted).toBeLessThanOrEqual(burst + seconds * Number(limit));
    expect(response.headers.get('x-ratelimit-limit')).toBe(limit);
    expect(response.headers.get('x-ratelimit-remaining')).toBe('0');
    const resetMs = Number(response.headers.get('x-ratelimit-reset')) * 1_000 - Date.now();
    expect(Math.abs(resetMs)).toBeLessThanOrEqual(2_000);
    contract.validateAnswer({
      method: 'GET',
      path: '/models',
      status: 429,
      contentType: response.headers.get('content-type'),
      body,
    });
  });

  it.each(['/models', '/models/nobody', '/nowhere', '/models?page_size=1'])(
    'is told with every answer, errors included: %s',
    async (path) => {
      const response = await fetch(`${unlimited().server.origin}/v1${path}`);
      await response.body?.cancel();

      expect(response.headers.get('x-ratelimit-reset')).toMatch(/^\d+$/);
    },
  );
});
