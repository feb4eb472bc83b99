import { onTestFinished } from 'vitest';
import { ProviderClient } from '../../src/http/client.js';
import { GATEWAY_CREDENTIALS, type CallOptions, type ProviderAdapter } from '../../src/providers/provider.js';
import { createAdapters, PROVIDER_TYPES } from '../../src/providers/registry.js';
import type { ProviderServerName } from '../../src/sandbox/core/types.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { silentLog } from './sandbox.js';

/** Options of a call, which ends with `signal` if one is given. */
export function callOptions(signal: AbortSignal = new AbortController().signal): CallOptions {
  return { signal, log: silentLog, credentials: GATEWAY_CREDENTIALS };
}

/**
 * The adapter of one sandbox provider over the real HTTP layer, without its own pace so that tests need not wait for
 * it; closed when the test ends. `totalMs`: time limit of each call.
 */
export function openAdapter(sandbox: Sandbox, name: ProviderServerName, totalMs = 10_000): ProviderAdapter {
  const configured = sandbox.providers.find((provider) => provider.name === name)!;
  const type = PROVIDER_TYPES.find((candidate) => candidate.type === configured.type)!;
  const http = {
    createClient: (options: ConstructorParameters<typeof ProviderClient>[0]) =>
      new ProviderClient({ ...options, pace: null, timeouts: { totalMs } }),
  };
  const provider = { name, type: type.type, settings: type.settings.parse(configured.settings) };
  const adapter = createAdapters([provider], PROVIDER_TYPES, { http, log: silentLog }).get(name)!;
  onTestFinished(() => adapter.close());
  return adapter;
}
