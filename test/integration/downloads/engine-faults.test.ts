import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../src/downloads/engine/types.js';
import { isGatewayError, type GatewayError } from '../../../src/errors/gateway-error.js';
import { shareEngine, transferOnce, useDirectory } from '../../helpers/engine-rig.js';
import {
  objectBytes,
  sha256,
  startObjectHost,
  type Behaviour,
  type HostedObject,
} from '../../helpers/object-host.js';

/** `npm run bench:downloads` asks for more. */
const RUNS = Number(process.env['FAULT_RUNS'] ?? 100);

const ALLOWED: ReadonlySet<string> = new Set([
  'SOURCE_CHANGED',
  'URL_EXPIRED',
  'URL_FORBIDDEN',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_RATE_LIMITED',
  'PROVIDER_TIMEOUT',
  'PROVIDER_PROTOCOL',
]);

const SIZE_BYTES = 150 * 1024;
const STALL_MS = 80;
const versions = [1, 2, 3].map((seed) => objectBytes(SIZE_BYTES, seed));

type EtagKind = 'strong' | 'weak' | 'none';
type Fault = Behaviour | { readonly kind: 'replace' } | { readonly kind: 'none' };

const count = fc.integer({ min: 0, max: 40 * 1024 });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 3, arbitrary: count.map((afterBytes) => ({ kind: 'cut' as const, afterBytes })) },
  fc.constantFrom<Fault>(
    { kind: 'replace' },
    { kind: 'ignoreRange' },
    { kind: 'shiftRange' },
    { kind: 'gzip' },
    { kind: 'corrupt' },
    { kind: 'status', status: 416 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, retryAfter: '0' },
    { kind: 'status', status: 429, retryAfter: '0' },
    { kind: 'status', status: 400 },
    { kind: 'status', status: 403 },
    { kind: 'redirect', to: 'http://169.254.169.254/latest/meta-data' },
    { kind: 'redirect', to: 'http://127.0.0.1:9/inside' },
    { kind: 'silent', afterBytes: null },
    { kind: 'silent', afterBytes: 5_000 },
  ),
);

const script = fc.record({
  etag: fc.constantFrom<EtagKind>('strong', 'strong', 'weak', 'none'),
  faults: fc.array(fault, { maxLength: 8 }),
  hasExpectedDigest: fc.boolean(),
  maxConnections: fc.integer({ min: 1, max: 4 }),
  bytesPerSecond: fc.constantFrom(null, 1024 * 1024),
  cancelAfterBytes: fc.option(fc.integer({ min: 0, max: SIZE_BYTES })),
});

function hosted(version: number, kind: EtagKind): HostedObject {
  const etag = { strong: `"v${version}"`, weak: `W/"v${version}"`, none: null }[kind];
  return { bytes: versions[version % versions.length]!, etag };
}

/** Progress of one call: never back within an epoch, never more than there is. */
function checkProgress(seen: readonly TransferProgress[]): void {
  let last: TransferProgress | undefined;
  for (const progress of seen) {
    expect(progress.receivedBytes).toBeLessThanOrEqual(SIZE_BYTES);
    expect(progress.verifiedBytes).toBeLessThanOrEqual(progress.receivedBytes);
    if (last !== undefined) expect(progress.epoch).toBeGreaterThanOrEqual(last.epoch);
    if (last !== undefined && last.epoch === progress.epoch) {
      expect(progress.receivedBytes).toBeGreaterThanOrEqual(last.receivedBytes);
      expect(progress.verifiedBytes).toBeGreaterThanOrEqual(last.verifiedBytes);
    }
    last = progress;
  }
}

describe('a storage host that misbehaves in any order', () => {
  const engine = shareEngine();

  it(
    'never makes a wrong file, a false success, a hang or progress that falls',
    async () => {
      await fc.assert(
        fc.asyncProperty(script, async (plan) => {
          let version = 0;
          const host = await startObjectHost(hosted(0, plan.etag));
          host.bytesPerSecond = plan.bytesPerSecond;
          host.behave = (request) => {
            const next = plan.faults[request] ?? { kind: 'none' };
            if (next.kind === 'replace') {
              version += 1;
              host.object = hosted(version, plan.etag);
            }
            return next.kind === 'replace' || next.kind === 'none' ? null : next;
          };
          const directory = await useDirectory();
          const run = async (cancelAfterBytes: number | null): Promise<string> => {
            const seen: TransferProgress[] = [];
            const leaving = new AbortController();
            try {
              const { digests } = await transferOnce(engine, {
                directory,
                url: host.url,
                signal: leaving.signal,
                job: { expectedBytes: SIZE_BYTES, hasExpectedDigest: plan.hasExpectedDigest },
                limits: { stallAfterMs: STALL_MS, maxConnections: plan.maxConnections },
                onProgress: (progress) => {
                  seen.push(progress);
                  if (cancelAfterBytes !== null && progress.receivedBytes >= cancelAfterBytes)
                    leaving.abort();
                },
              });
              const file = await readFile(join(directory, 'data'));
              // What is reported is what is there, so that whoever knows the right digest finds every corruption.
              expect(digests.sha256).toBe(sha256(file));
              const mayBeMixed =
                plan.faults.some(({ kind }) => kind === 'corrupt') ||
                (plan.etag === 'none' && plan.hasExpectedDigest);
              if (!mayBeMixed) expect(versions.some((bytes) => bytes.equals(file))).toBe(true);
              return 'done';
            } catch (error) {
              if (!isGatewayError(error)) throw error;
              return checkedCode(error, leaving.signal.aborted);
            } finally {
              checkProgress(seen);
            }
          };
          // Whatever happened, calling again gets there once the host behaves.
          let outcome = await run(plan.cancelAfterBytes);
          for (let calls = 0; outcome !== 'done' && calls < 12; calls += 1) outcome = await run(null);
          expect(outcome).toBe('done');
          await host.close();
        }),
        { numRuns: RUNS },
      );
    },
    30_000 + RUNS * 2_000,
  );
});

function checkedCode(error: GatewayError, wasCancelled: boolean): string {
  if (error.code === 'CANCELLED') expect(wasCancelled).toBe(true);
  else expect(ALLOWED).toContain(error.code);
  return error.code;
}
