import { describe, expect, it } from 'vitest';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { found, marketCall as call, openMarketAdapter, useMarket } from '../../helpers/market.js';
import { marketPage, thinModel } from '../../helpers/market-wire.js';
import { modelQuery } from '../../helpers/records.js';

describe('the rate limit', () => {
  const market = useMarket({ size: 12, limitsRate: true });

  it('is kept to, so that completing a page meets no refusal (trap 2: 3 requests a second)', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const listing = adapter.models.listings(modelQuery())[0]!;
    const startedMs = performance.now();
    const { items } = await listing.page({ after: null, limit: 9 }, call);

    const filled = found(await adapter.models.fill!(items, call));

    expect(filled.every((model) => model.deferred.length === 0)).toBe(true);
    // The list and the user took two of the three that may come at once, so eight of nine wait for their turn.
    expect(performance.now() - startedMs).toBeGreaterThan(2_500);
    expect(market().server.requests.map((request) => request.status)).not.toContain(429);
  });
});

describe('a refusal for too many requests', () => {
  it('is waited out for the seconds that the reset names (trap 12)', async () => {
    const times: number[] = [];
    const server = await startServer((_request, response) => {
      times.push(performance.now());
      if (times.length > 1) sendJson(response, marketPage([thinModel]));
      else sendJson(response, { detail: 'slow down' }, 429, { 'x-ratelimit-reset': '1' });
    });
    const listing = openMarketAdapter(server.origin, null).models.listings(modelQuery())[0]!;

    const page = await listing.page({ after: null, limit: 5 }, call);

    expect(page.items).toHaveLength(1);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });

  it('that lasts longer than a call may is PROVIDER_RATE_LIMITED and says how long', async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, {}, 429, { 'x-ratelimit-reset': '86400' }),
    );
    const adapter = openMarketAdapter(server.origin, null);

    const [lookup] = await adapter.models.getMany(['greenlab/leaf-segmenter'], call);

    expect(lookup).toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      provider: 'market',
      retryable: true,
      retryAfterMs: 60_000,
    });
    expect(server.requests).toHaveLength(1);
  });
});
