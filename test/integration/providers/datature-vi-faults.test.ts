import { describe, expect, it, onTestFinished } from 'vitest';
import { freshCall, openAdapter, useDatatureVi } from '../../helpers/datature-vi.js';
import { rejectionOf } from '../../helpers/rejection.js';

const vi = useDatatureVi();
const probe = () => vi().adapter.probe(freshCall());

describe('a failure of the run store (contract §8)', () => {
  it.each([500, 502, 503, 504])('%i is tried again', async (status) => {
    vi().addFault({ kind: 'status', status, times: 1 });

    const targets = await vi().targetsOf(() => expect(probe()).resolves.toEqual({ version: null }));

    expect(targets).toHaveLength(2);
  });

  it.each([
    [400, 'PROVIDER_REJECTED'],
    [401, 'PROVIDER_AUTH'],
    [403, 'PROVIDER_FORBIDDEN'],
    // To a list, 404 cannot mean that there is nothing: the organization is unknown.
    [404, 'PROVIDER_REJECTED'],
    [409, 'CONFLICT'],
    [413, 'PROVIDER_REJECTED'],
    [422, 'PROVIDER_REJECTED'],
    [501, 'PROVIDER_UNAVAILABLE'],
  ])('%i is not tried again and is %s', async (status, code) => {
    vi().addFault({ kind: 'status', status });

    const targets = await vi().targetsOf(async () => {
      expect(await rejectionOf(probe())).toMatchObject({ code, retryable: false, provider: 'runs' });
    });

    expect(targets).toHaveLength(1);
  });

  it.each([
    ['JSON that is cut off', { kind: 'malformed-json' }, 'PROVIDER_PROTOCOL'],
    ['a connection that is dropped', { kind: 'drop' }, 'PROVIDER_UNAVAILABLE'],
  ] as const)('%s is never an empty list', async (_name, fault, code) => {
    vi().addFault(fault);

    expect(await rejectionOf(probe())).toMatchObject({ code });
  });

  it('holds neither the key nor the organization in its message', async () => {
    const organizationId = '0c5f6c1e-7a31-4b0e-9d55-2f5f0a6d1b77';
    const body = JSON.stringify({ message: `Key dtvi_abc of ${organizationId}_run_1 is too old` });
    vi().addFault({ kind: 'status', status: 400, body, headers: { 'content-type': 'application/json' } });

    const { message } = await rejectionOf(probe());

    expect(message).toContain('Key [secret] of run_1 is too old');
  });

  it('429 is told at once with its Retry-After when that is too long to wait for', async () => {
    // An adapter of its own, because the whole client waits as long as it was told.
    const adapter = openAdapter(vi().server.origin);
    onTestFinished(() => adapter.close());
    vi().addFault({ kind: 'status', status: 429, headers: { 'retry-after': '50' } });

    expect(await rejectionOf(adapter.probe(freshCall()))).toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      retryable: true,
      retryAfterMs: 50_000,
    });
  });
});
