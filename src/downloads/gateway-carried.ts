import type { ArtifactStore } from '../artifacts/types.js';
import type { ArtifactRecord, DownloadRecord, ObjectDigests, Verification } from '../domain/download.js';
import {
  GATEWAY_CREDENTIALS,
  type DownloadLocation,
  type DownloadPlan,
  type GatewayCarried,
} from '../providers/provider.js';
import { GatewayError } from '../errors/gateway-error.js';
import type {
  PartialObject,
  TransferEngine,
  TransferLimits,
  TransferredObject,
  TransferProgress,
} from './engine/types.js';
import { ArrivingArchive } from './arriving-archive.js';
import { storeInline } from './inline.js';
import { createTransferReporter } from './transfer-reporter.js';
import { createUploadFollower, type UploadFollower } from './upload-follower.js';
import type { DownloadRun } from './run.js';
import type { SpaceClaim, SpaceKeeper } from './space.js';
import type { SpaceForecast } from './space-forecast.js';
import { NO_DIGESTS, verifyDigests } from './verify.js';

/** What the gateway needs to carry downloads by itself. */
export interface GatewayCarrier {
  readonly engine: TransferEngine;
  readonly artifacts: ArtifactStore;
  readonly space: SpaceKeeper;
  readonly limits: TransferLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is to be carried. */
export interface CarriedObject {
  readonly plan: DownloadPlan;
  /** Learns how much room it takes. */
  readonly forecast: SpaceForecast;
}

/**
 * Brings the bytes of a plan into the artifact store, from QUEUED to COMPLETED, going on from what an earlier run left.
 * Rejects when the download failed or was ended by the signal; what had come is still in its ingest then.
 */
export async function carryByGateway(
  run: DownloadRun,
  facet: GatewayCarried,
  { plan, forecast }: CarriedObject,
  carrier: GatewayCarrier,
): Promise<void> {
  const { ingests } = carrier.artifacts;
  // Another process that shares the store may be bringing the same; then this waits, and finds it stored.
  const release = await ingests.claim(ingests.idOf({ provider: run.provider, key: plan.key }), run.signal);
  try {
    await carryClaimed(run, facet, { plan, forecast }, carrier);
  } finally {
    await release();
  }
}

async function carryClaimed(
  run: DownloadRun,
  facet: GatewayCarried,
  { plan, forecast }: CarriedObject,
  carrier: GatewayCarrier,
): Promise<void> {
  const { artifacts, engine, space } = carrier;
  const origin = { provider: run.provider, key: plan.key };
  const directory = artifacts.ingests.directoryOf(artifacts.ingests.idOf(origin));
  const known = await findStored(artifacts, run.provider, plan);
  if (known !== null) {
    await run.conclude({ kind: 'complete', artifact: known });
    return;
  }
  const partial = await engine.inspectPartial(directory);
  const claim = await space.claim(forecast.fromPartial(partial));
  const archive = archiveOf({ run, artifacts, directory, plan });
  const upload = archive === null ? createUploadFollower(artifacts.upload(directory)) : null;
  try {
    run.dispatch({ kind: 'resolve' });
    const fetching = { run, facet, plan, forecast, carrier, directory, partial, claim, archive, upload };
    const { object, verification } = await fetchVerified(fetching);
    if (archive !== null) run.dispatch({ kind: 'unpack' });
    const artifact = await artifacts.commit(
      directory,
      { origin, sha256: object.digests.sha256, verification, fileName: plan.fileName },
      {
        signal: run.signal,
        unpacking: archive?.unpacking ?? null,
        upload: upload?.upload ?? null,
        mayCommit: run.confirm,
      },
    );
    await run.conclude({ kind: 'complete', artifact });
  } finally {
    claim.release();
    await archive?.unpacking.discard();
    await upload?.upload?.discard();
  }
  const stored = artifacts.find(origin);
  if (stored !== null) await space.enforceQuota(stored.id);
}

/** The artifact of these bytes, by their origin or by the digest that the provider announces; it counts as used then. */
export async function findStored(
  artifacts: ArtifactStore,
  provider: string,
  plan: DownloadPlan,
): Promise<ArtifactRecord | null> {
  const origin = { provider, key: plan.key };
  const sha256 = plan.expectedDigests.sha256?.toLowerCase() ?? null;
  const found =
    (await artifacts.lookUp(origin)) ?? (sha256 === null ? null : await artifacts.addOrigin(sha256, origin));
  if (found === null) return null;
  artifacts.touch(found.id);
  await artifacts.ingests.remove(artifacts.ingests.idOf(origin));
  return found;
}

/** Null where the object is its own only file. */
function archiveOf({
  run,
  artifacts,
  directory,
  plan,
}: Pick<Fetching, 'run' | 'directory' | 'plan'> & Pick<GatewayCarrier, 'artifacts'>): ArrivingArchive | null {
  if (plan.packaging === 'file') return null;
  return new ArrivingArchive({ run, artifacts, directory, hasExpectedDigest: hasExpectedDigest(plan) });
}

interface Fetching {
  readonly run: DownloadRun;
  readonly facet: GatewayCarried;
  readonly plan: DownloadPlan;
  readonly forecast: SpaceForecast;
  readonly carrier: GatewayCarrier;
  readonly directory: string;
  readonly partial: PartialObject | null;
  readonly claim: SpaceClaim;
  readonly archive: ArrivingArchive | null;
  /** Null for an archive, whose members are taken in at the end. */
  readonly upload: UploadFollower | null;
}

type LocalObject = Pick<TransferredObject, 'announced' | 'announcedBytes' | 'damagedBytes' | 'digests'>;

interface VerifiedObject {
  readonly object: LocalObject;
  readonly verification: Verification;
}

/**
 * The object, its digests compared. When they differ, a second transfer compares what is on disk with what came over the
 * wire and fetches only what was damaged since; when nothing was, the host's object is wrong. There is no third.
 */
async function fetchVerified(fetching: Fetching): Promise<VerifiedObject> {
  const first = await fetchObject(fetching);
  enterVerifying(fetching.run);
  try {
    return verified(fetching, first);
  } catch (error) {
    fetching.run.log.warn({ err: error }, 'The digests differ: comparing the disk with what came');
    const partial = await fetching.carrier.engine.inspectPartial(fetching.directory);
    const second = await fetchObject({ ...fetching, partial, archive: null, upload: null });
    // What it was taken apart from may have been the damaged bytes.
    fetching.archive?.startOver();
    fetching.upload?.upload?.restart();
    enterVerifying(fetching.run);
    return verified(fetching, second);
  }
}

/** Throws INTEGRITY_MISMATCH. */
function verified({ run, plan }: Fetching, object: LocalObject): VerifiedObject {
  if (object.damagedBytes > 0) {
    const { damagedBytes } = object;
    run.log.warn({ damagedBytes }, 'What was on disk had been damaged since it came; it was fetched again');
  }
  const announcements = [
    { announcedBy: `Provider ${run.provider}`, digests: plan.expectedDigests },
    { announcedBy: 'The storage host', digests: object.announced },
  ];
  const sizeWasAnnounced = plan.expectedBytes !== null || object.announcedBytes !== null;
  return { object, verification: verifyDigests(object.digests, announcements, sizeWasAnnounced) };
}

/** The whole object in the directory; its digests are still to be compared. */
async function fetchObject(fetching: Fetching): Promise<LocalObject> {
  const { run, facet, plan, forecast, carrier, directory, partial, claim, archive, upload } = fetching;
  const ending = new AbortController();
  const leave = (): void => ending.abort(run.signal.reason);
  run.signal.addEventListener('abort', leave, { once: true });
  if (run.signal.aborted) leave();
  let inline: Extract<DownloadLocation, { kind: 'inline' }> | null = null;
  let resizing = Promise.resolve();
  const reporter = createTransferReporter(run, partial, carrier.now);
  const locate = async () => {
    ending.signal.throwIfAborted();
    const location = await facet.locate(plan, {
      signal: ending.signal,
      log: run.log,
      credentials: GATEWAY_CREDENTIALS,
    });
    if (location.kind === 'url') return location;
    inline = location;
    throw new GatewayError('UNSUPPORTED', 'The provider gives the object itself, not an address.');
  };
  const onProgress = (progress: TransferProgress): void => {
    reporter.report(progress);
    upload?.follow(progress);
    const failure = archive?.follow(progress) ?? null;
    if (failure !== null) ending.abort(failure);
    const need = forecast.during(progress, archive?.soFar ?? null);
    resizing = claim.resize(need).catch((error: unknown) => ending.abort(error));
  };
  try {
    const object = await carrier.engine.transfer(
      {
        directory,
        expectedBytes: plan.expectedBytes,
        digests: wantedDigests(plan.expectedDigests),
        hasExpectedDigest: hasExpectedDigest(plan),
        trustedOrigins: facet.trustedOrigins,
        limits: carrier.limits,
        fence: run.fence,
      },
      { signal: ending.signal, locate, onProgress },
    );
    // Room that is still being made for it might be made of the artifact that it is about to become.
    await resizing;
    ending.signal.throwIfAborted();
    return object;
  } catch (error) {
    run.signal.throwIfAborted();
    if (inline !== null) return await takeInline(fetching, inline, reporter.report);
    // There is no room for what has just become known, or the archive is not one.
    throw ending.signal.aborted ? ending.signal.reason : error;
  } finally {
    run.signal.removeEventListener('abort', leave);
  }
}

async function takeInline(
  { plan, directory }: Fetching,
  { bytes }: Extract<DownloadLocation, { kind: 'inline' }>,
  report: (progress: TransferProgress) => void,
): Promise<LocalObject> {
  if (plan.expectedBytes !== null && plan.expectedBytes !== bytes.length) {
    throw new GatewayError(
      'INTEGRITY_MISMATCH',
      `The provider announced ${plan.expectedBytes} bytes, but gave ${bytes.length}. Nothing was kept. ` +
        'Start the download again; if it fails again, the object is damaged at the provider.',
      { retryable: true },
    );
  }
  const digests = await storeInline(directory, bytes);
  report({
    receivedBytes: bytes.length,
    verifiedBytes: bytes.length,
    totalBytes: bytes.length,
    connections: 0,
    attempts: 1,
    epoch: 0,
    restartReason: null,
    isStalled: false,
    waitingUntil: null,
    phase: 'verifying',
    hasAnnouncedDigest: false,
  });
  return { digests, announced: NO_DIGESTS, announcedBytes: bytes.length, damagedBytes: 0 };
}

function hasExpectedDigest({ expectedDigests }: DownloadPlan): boolean {
  return Object.values(expectedDigests).some((digest) => digest !== null);
}

function wantedDigests(expected: ObjectDigests): ('md5' | 'crc32c' | 'sha256')[] {
  return (['md5', 'crc32c', 'sha256'] as const).filter((kind) => expected[kind] !== null);
}

function enterVerifying(run: DownloadRun): void {
  const state = (): DownloadRecord['state'] => run.record().state;
  if (state() === 'RESOLVING') run.dispatch({ kind: 'transfer' });
  if (state() === 'TRANSFERRING') run.dispatch({ kind: 'verify' });
}
