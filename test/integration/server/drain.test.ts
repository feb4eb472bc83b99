import { describe, expect, it } from 'vitest';
import { startGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { sandboxProviders } from '../../helpers/gateway.js';
import { ProviderHealthChangedDocument } from '../../../client/generated/graphql.js';
import { followOverWebSocket } from '../../helpers/follow.js';

describe('a gateway that drains', () => {
  const sandbox = useSandbox({ size: 2 });

  it('says that it leaves, answers without keeping connections, and ends subscriptions only afterwards', async () => {
    const drainMs = 700;
    const gateway = await startGateway({ providers: sandboxProviders(sandbox()), config: { drainMs } });
    const watching = followOverWebSocket(gateway.url, ProviderHealthChangedDocument, {});
    await watching.first;
    const closedMs = watching.closed.then(() => performance.now());

    const startedMs = performance.now();
    const closing = gateway.close();
    const ready = await fetch(`${gateway.origin}/ready`);
    const answer = await gateway.askText('{ models(first: 1) { nodes { ref } } }');

    expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping' }]);
    expect(answer).toMatchObject({ status: 200, errors: [], data: { models: { nodes: [{}] } } });
    expect(answer.headers.get('connection')).toBe('close');
    await closing;
    expect((await closedMs) - startedMs).toBeGreaterThanOrEqual(drainMs);
    await expect(fetch(`${gateway.origin}/ready`)).rejects.toThrow(TypeError);
  });
});
