import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { openRegistryAdapter, registryCall as call, useRegistry } from '../../helpers/registry.js';
import { rejectionOf } from '../../helpers/rejection.js';

const startMs = Date.now();
const clock = createManualClock(startMs);
const registry = useRegistry({ requestsPerHour: 3, clock, startMs });

const page = { data: [], pagination: { limit: 1, offset: 0, total: 0, has_more: false } };

describe('the hourly limit', () => {
  it('is kept to once an answer says that nothing is left, without asking for a refusal', async () => {
    const adapter = registry().openAdapter();
    for (let calls = 0; calls < 3; calls += 1) await adapter.probe(call);
    const requests = registry().watchRequests();

    const error = await rejectionOf(adapter.probe(call));

    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', provider: 'registry', retryable: true });
    expect(error.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(requests()).toEqual([]);
  });

  it('of a refusal is told to the caller when it is longer than the call may last', async () => {
    const adapter = registry().openAdapter();

    const error = await rejectionOf(adapter.probe(call));

    expect(registry().server.requests.at(-1)?.status).toBe(429);
    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryable: true });
    expect(error.retryAfterMs).toBeGreaterThan(3_500_000);
  });

  it('is over when the window has moved on', async () => {
    clock.advance(3_600_000);

    expect(await registry().openAdapter().probe(call)).toEqual({ version: null });
  });
});

describe('trap 11: Retry-After', () => {
  it.each([
    ['on 503, where the SDK ignores it', 503],
    ['on 429', 429],
  ])('is honoured %s', async (_, status) => {
    const times: number[] = [];
    const server = await startServer((_request, response) => {
      times.push(performance.now());
      if (times.length > 1) return sendJson(response, page);
      return sendJson(response, { detail: 'later' }, status, { 'retry-after': '1' });
    });

    await openRegistryAdapter(server.origin).probe(call);

    expect(times).toHaveLength(2);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });

  it('stands in the oldest bodies when the header is missing', async () => {
    const server = await startServer((_request, response) => {
      sendJson(response, { error: 'rate_limit_exceeded', message: 'Slow down', retry_after: 120 }, 429);
    });

    const error = await rejectionOf(openRegistryAdapter(server.origin).probe(call));

    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 120_000 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('other failures', () => {
  it.each([500, 502, 503, 504, 408])('of status %i are tried again', async (status) => {
    let answers = 0;
    const server = await startServer((_request, response) => {
      answers += 1;
      if (answers > 1) sendJson(response, page);
      else response.writeHead(status, { 'content-type': 'text/html' }).end('<html>bad gateway</html>');
    });

    await openRegistryAdapter(server.origin).probe(call);

    expect(answers).toBe(2);
  });

  it.each([400, 401, 402, 403, 409, 422])('of status %i are not', async (status) => {
    const server = await startServer((_request, response) =>
      sendJson(response, { detail: 'upstream words' }, status),
    );

    const error = await rejectionOf(openRegistryAdapter(server.origin).probe(call));

    expect(error.retryable).toBe(false);
    expect(error.message).not.toContain('upstream words');
    expect(server.requests).toHaveLength(1);
  });

  it('a success that is no JSON is a breach of protocol', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>welcome</html>');
    });

    expect(await rejectionOf(openRegistryAdapter(server.origin).probe(call))).toMatchObject({
      code: 'PROVIDER_PROTOCOL',
    });
  });
});
