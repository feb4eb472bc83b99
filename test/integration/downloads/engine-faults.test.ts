import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../src/downloads/engine/types.js';
import { isGatewayError } from '../../../src/errors/gateway-error.js';
import { damageFile } from '../../helpers/damage.js';
import { shareEngine, transferOnce, useDirectory } from '../../helpers/engine-rig.js';
import {
  objectBytes,
  sha256,
  startObjectHost,
  type Behaviour,
  type HostedObject,
} from '../../helpers/object-host.js';

/** `npm run bench:downloads` asks for more. */
const RUNS = Number(process.env['FAULT_RUNS'] ?? 40);

const ALLOWED: ReadonlySet<string> = new Set([
  'CANCELLED',
  'SOURCE_CHANGED',
  'URL_EXPIRED',
  'URL_FORBIDDEN',
  // For a 416 to a request without a range.
  'PROVIDER_REJECTED',
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
  { weight: 2, arbitrary: fc.constant({ kind: 'replace' as const }) },
  fc.constantFrom<Fault>(
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
    { kind: 'trickle', afterBytes: 12_000 },
    { kind: 'wrongLength', surplusBytes: 1 },
    { kind: 'wrongLength', surplusBytes: -1 },
  ),
);

const script = fc.record({
  etag: fc.constantFrom<EtagKind>('strong', 'strong', 'weak', 'none'),
  faults: fc.array(fault, { maxLength: 8 }),
  hasExpectedDigest: fc.boolean(),
  maxConnections: fc.integer({ min: 1, max: 4 }),
  bytesPerSecond: fc.constantFrom(null, 1024 * 1024),
  /** A byte that the disk damages after each call that did not get there, where a digest could tell. */
  damageAt: fc.option(fc.integer({ min: 0, max: SIZE_BYTES - 1 })),
  cancelAfterBytes: fc.option(fc.integer({ min: 0, max: SIZE_BYTES })),
});

function hosted(version: number, kind: EtagKind): HostedObject {
  const etag = { strong: `"v${version}"`, weak: `W/"v${version}"`, none: null }[kind];
  return { bytes: versions[version % versions.length]!, etag };
}

/** What is wrong with the progress of one call: nothing may fall within an epoch or tell more than there is. */
function flawsOf(seen: readonly TransferProgress[]): readonly TransferProgress[] {
  return seen.filter((progress, place) => {
    const last = seen[place - 1];
    const { receivedBytes, verifiedBytes, epoch } = progress;
    const isBounded = receivedBytes <= SIZE_BYTES && verifiedBytes <= receivedBytes;
    if (last === undefined) return !isBounded;
    const hasFallen = receivedBytes < last.receivedBytes || verifiedBytes < last.verifiedBytes;
    return !isBounded || epoch < last.epoch || (epoch === last.epoch && hasFallen);
  });
}

describe('a storage host that misbehaves in any order', () => {
  const engine = shareEngine({ tuning: { slowAfterMs: 60 } });

  it(
    'never makes a wrong file, a false success, a hang or progress that falls',
    async () => {
      await fc.assert(
        fc.asyncProperty(script, async (plan) => {
          let version = 0;
          let lateReports = 0;
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
          const mayBeMixed =
            plan.faults.some(({ kind }) => kind === 'corrupt') ||
            (plan.etag === 'none' && plan.hasExpectedDigest);
          const run = async (cancelAfterBytes: number | null): Promise<string> => {
            const seen: TransferProgress[] = [];
            let isSettled = false;
            const leaving = new AbortController();
            const outcome = await transferOnce(engine, {
              directory,
              url: host.url,
              signal: leaving.signal,
              job: { expectedBytes: SIZE_BYTES, hasExpectedDigest: plan.hasExpectedDigest },
              limits: { stallAfterMs: STALL_MS, maxConnections: plan.maxConnections },
              onProgress: (progress) => {
                seen.push(progress);
                if (isSettled) lateReports += 1;
                if (cancelAfterBytes !== null && progress.receivedBytes >= cancelAfterBytes) leaving.abort();
              },
            }).then(
              async ({ digests }) => {
                const file = await readFile(join(directory, 'data'));
                // What is reported is what is there, so that whoever knows the right digest finds every corruption.
                if (digests.sha256 !== sha256(file)) return 'false digest';
                return mayBeMixed || versions.some((bytes) => bytes.equals(file)) ? 'done' : 'wrong file';
              },
              (error: unknown) => codeOf(error, leaving.signal.aborted),
            );
            isSettled = true;
            expect(flawsOf(seen)).toEqual([]);
            return outcome;
          };
          // Whatever happened, calling again gets there once the host behaves.
          const outcomes = [await run(plan.cancelAfterBytes)];
          // A first answer that announces another length than the provider ends the call.
          const hasWrongLength = plan.faults.some(({ kind }) => kind === 'wrongLength');
          const mayGoOn = (outcome = ''): boolean =>
            ALLOWED.has(outcome) || (hasWrongLength && outcome === 'INTEGRITY_MISMATCH');
          while (mayGoOn(outcomes.at(-1)) && outcomes.length < 12) {
            if (plan.damageAt !== null && plan.hasExpectedDigest)
              await damageIfThere(join(directory, 'data'), plan.damageAt);
            outcomes.push(await run(null));
          }
          expect({ plan, last: outcomes.at(-1), lateReports }).toEqual({
            plan,
            last: 'done',
            lateReports: 0,
          });
          await host.close();
        }),
        { numRuns: RUNS },
      );
    },
    30_000 + RUNS * 2_000,
  );
});

async function damageIfThere(path: string, position: number): Promise<void> {
  const { size } = await stat(path);
  if (position < size) await damageFile(path, position);
}

/** The code of a failure; something that no caller expects where it is not one that the host explains. */
function codeOf(error: unknown, wasCancelled: boolean): string {
  if (!isGatewayError(error)) return `not a GatewayError: ${String(error)}`;
  return error.code === 'CANCELLED' && !wasCancelled ? 'cancelled by nobody' : error.code;
}
