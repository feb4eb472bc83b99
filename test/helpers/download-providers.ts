import type { DownloadPlan, GatewayCarried, ProviderAdapter } from '../../src/providers/provider.js';
import { gatewayAdapter, providerAdapter } from './download-rig.js';
import { objectBytes, startObjectHost } from './object-host.js';

export const SIZE_BYTES = 200_000;
/** What `startHost` gives away. */
export const bytes = objectBytes(SIZE_BYTES, 1);

/** A storage host at such a pace that a download takes some seconds, or as fast as it can. */
export async function startHost(bytesPerSecond: number | null = null, plan: Partial<DownloadPlan> = {}) {
  const host = await startObjectHost({ bytes, etag: '"v1"' });
  host.bytesPerSecond = bytesPerSecond;
  const adapter = gatewayAdapter({
    plan,
    locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
    trustedOrigins: [host.origin],
  });
  return { host, adapter };
}

/** A provider with something `large`, which has SIZE_BYTES, and something `small`. */
export async function sizedProvider(): Promise<ProviderAdapter> {
  const objects = { large: bytes, small: bytes.subarray(0, SIZE_BYTES / 4) };
  const hosts = {
    large: await startObjectHost({ bytes: objects.large, etag: '"v1"' }),
    small: await startObjectHost({ bytes: objects.small, etag: '"v1"' }),
  };
  const sizeOf = (name: string) => (name === 'large' ? 'large' : 'small');
  const { downloads, ...adapter } = gatewayAdapter({
    locate: () => Promise.reject(new Error('Not by name')),
  });
  const facet = downloads as GatewayCarried;
  return {
    ...adapter,
    downloads: {
      ...facet,
      trustedOrigins: Object.values(hosts).map(({ origin }) => origin),
      plan: async (wanted, call) => ({
        ...(await facet.plan(wanted, call)),
        expectedBytes: objects[sizeOf(wanted.nativeId)].length,
      }),
      locate: async ({ key }) => ({ kind: 'url', url: hosts[sizeOf(key)].url, expiresAt: null }),
    },
  };
}

/** A provider that carries by itself, until it is told how the download ends. */
export function scriptedProvider() {
  const state = { starts: 0, cancels: 0, end: (_how: 'completed' | 'failed'): void => {} };
  const ended = new Promise<'completed' | 'failed'>((resolve) => (state.end = resolve));
  const adapter = providerAdapter({
    plan: async () => ({ key: 'k', totalBytes: null, present: false }),
    start: async () => void (state.starts += 1),
    cancel: async () => void (state.cancels += 1),
    watch: async function* watch(_target, { signal }, onReady) {
      onReady();
      yield { state: 'transferring', percent: 40 };
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      yield { state: await Promise.race([ended, aborted]), percent: 100 };
    },
  });
  return { state, adapter };
}
