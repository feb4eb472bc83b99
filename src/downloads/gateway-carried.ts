import type { ArtifactStore } from '../artifacts/types.js';
import type { DownloadPlan, GatewayCarried } from '../providers/provider.js';
import { createProgressMeter } from './progress-meter.js';
import type { DownloadRun } from './run.js';
import { transferObject, type TransferListener, type TransferSettings } from './transfer.js';
import { verifyDigests } from './verify.js';

/** What the gateway needs to carry downloads by itself. */
export interface GatewayCarrier extends TransferSettings {
  readonly artifacts: ArtifactStore;
}

/**
 * Brings the bytes of a plan into the artifact store, from QUEUED to COMPLETED. Rejects when the download failed or was
 * ended by the signal; nothing is left on disk then.
 */
export async function carryByGateway(
  run: DownloadRun,
  facet: GatewayCarried,
  plan: DownloadPlan,
  carrier: GatewayCarrier,
): Promise<void> {
  const { provider, dispatch, signal, log } = run;
  const locate = () => facet.locate(plan, { signal, log });
  dispatch({ kind: 'resolve' });
  const location = await locate();
  const ingest = await carrier.artifacts.beginIngest();
  try {
    dispatch({ kind: 'transfer' });
    const { expectedBytes, expectedDigests } = plan;
    const { trustedOrigins } = facet;
    const listener = createListener(run, carrier.now);
    const object = await transferObject(
      { provider, trustedOrigins, expectedBytes, expectedDigests, locate, ingest, listener, signal, log },
      location,
      carrier,
    );
    dispatch({ kind: 'verify' });
    const verification = verifyDigests(object.measured, object.announcements, object.sizeWasAnnounced);
    if (plan.packaging === 'archive') dispatch({ kind: 'unpack' });
    const { fileName, packaging } = plan;
    const origin = { provider, key: plan.key };
    const { sha256 } = object.measured;
    const artifact = await ingest.commit({ origin, sha256, verification, fileName, packaging }, signal);
    dispatch({ kind: 'complete', artifact });
  } finally {
    await ingest.discard();
  }
}

/** Turns what happens during the transfer into events of the download. */
function createListener({ dispatch }: DownloadRun, now: () => number): TransferListener {
  const meter = createProgressMeter(now());
  let lastReceivedBytes = 0;
  return {
    retried: () => {
      meter.reset(now());
      dispatch({ kind: 'retry' });
    },
    restarted: (reason) => {
      meter.reset(now());
      lastReceivedBytes = 0;
      dispatch({ kind: 'restart', reason });
    },
    advanced: (receivedBytes, totalBytes) => {
      const bytesPerSecond = meter.count(receivedBytes - lastReceivedBytes, now());
      lastReceivedBytes = receivedBytes;
      dispatch({ kind: 'advance', receivedBytes, totalBytes, bytesPerSecond });
    },
    stalled: () => {
      meter.reset(now());
      dispatch({ kind: 'stall', stalled: true });
    },
  };
}
