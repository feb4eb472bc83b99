import { describe, expect, it, onTestFinished } from 'vitest';
import { captureLog } from '../../helpers/capture-log.js';
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

  it.each([400, 401, 409, 413, 422, 500])(
    '%i tells the words of the service to the log alone',
    async (status) => {
      const { log, lines } = captureLog();
      const adapter = openAdapter(vi().server.origin, {}, log);
      onTestFinished(() => adapter.close());
      const body = JSON.stringify({ message: 'Key dtvi_abc of other-org_run_1 is too old' });
      vi().addFault({ kind: 'status', status, body, headers: { 'content-type': 'application/json' } });

      const { message } = await rejectionOf(adapter.probe(freshCall()));

      expect(message).not.toMatch(/too old|other-org|dtvi_/u);
      expect(lines.join()).toContain('Key [secret] of other-org_run_1 is too old');
    },
  );

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
