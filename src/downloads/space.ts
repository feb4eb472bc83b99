import type { ArtifactStore } from '../artifacts/types.js';
import { GatewayError } from '../errors/gateway-error.js';
import { pause } from '../http/deadline.js';

/** What a keeper of space is made from. */
export interface SpaceOptions {
  /** What the volume of the store has left for this process, in bytes. */
  freeBytes(): Promise<number>;
  readonly artifacts: Pick<ArtifactStore, 'sizeBytes' | 'shrinkTo'>;
  /** Stays free. */
  readonly reserveBytes: number;
  /** Bound on the artifacts together; null: none. */
  readonly quotaBytes: number | null;
  /** How often it is looked whether there is room again. */
  readonly recheckMs: number;
}

/** What one download still needs. */
export interface SpaceNeed {
  /** Still to be written. */
  readonly writeBytes: number;
  /** What the store will have more in the end. */
  readonly storeBytes: number;
}

/** Room that one running download counts on. */
export interface SpaceClaim {
  /** Changes what is needed. Throws STORAGE_FULL when there is no room for more; the claim stays as it was. */
  resize(need: SpaceNeed): Promise<void>;
  release(): void;
}

/** Shares the volume out between downloads, so that one is not started that cannot end. */
export interface SpaceKeeper {
  /**
   * Claims room, after removing artifacts where the quota asks for it. Throws STORAGE_FULL, saying how much is missing.
   */
  claim(need: SpaceNeed): Promise<SpaceClaim>;
  /**
   * Resolves when a claim of so much may succeed. `wasFull`: the volume refused a write although there seemed to be
   * room, so that more must be free than now. Rejects with the signal's reason.
   */
  untilRoom(need: SpaceNeed, wasFull: boolean, signal: AbortSignal): Promise<void>;
  /** Removes artifacts until the quota is kept to; `keepId` stays. */
  enforceQuota(keepId: string): Promise<void>;
}

/** STORAGE_FULL by the keeper's own reckoning, before the volume was full. */
export class NoRoomError extends GatewayError {}

const NOTHING: SpaceNeed = { writeBytes: 0, storeBytes: 0 };

export function createSpaceKeeper(options: SpaceOptions): SpaceKeeper {
  const { artifacts, reserveBytes, quotaBytes } = options;
  let claimed = NOTHING;
  /** One look at a time, so that two do not count on the same room. */
  let lastLook: Promise<unknown> = Promise.resolve();

  const look = async (need: SpaceNeed): Promise<void> => {
    const freeBytes = await options.freeBytes();
    if (need.writeBytes > 0 && freeBytes < claimed.writeBytes + need.writeBytes + reserveBytes) {
      throw fullError(
        `${inMiB(need.writeBytes)} are still to be written, but the volume has ${inMiB(freeBytes)} free, of which ` +
          `${inMiB(reserveBytes)} are kept in reserve and ${inMiB(claimed.writeBytes)} are for other downloads.`,
      );
    }
    if (quotaBytes === null) return;
    await artifacts.shrinkTo(Math.max(0, quotaBytes - claimed.storeBytes - need.storeBytes));
    if (need.storeBytes > 0 && artifacts.sizeBytes + claimed.storeBytes + need.storeBytes > quotaBytes) {
      throw fullError(
        `it takes ${inMiB(need.storeBytes)}, but the store may hold ${inMiB(quotaBytes)}, of which ` +
          `${inMiB(artifacts.sizeBytes)} are pinned or in use and ${inMiB(claimed.storeBytes)} are for other downloads.`,
      );
    }
  };

  const change = (more: SpaceNeed): void => {
    claimed = {
      writeBytes: claimed.writeBytes + more.writeBytes,
      storeBytes: claimed.storeBytes + more.storeBytes,
    };
  };

  const grow = (more: SpaceNeed): Promise<void> => {
    const grown = lastLook.then(async () => {
      await look(more);
      change(more);
    });
    lastLook = grown.catch(() => {});
    return grown;
  };

  const claim = async (need: SpaceNeed): Promise<SpaceClaim> => {
    await grow(need);
    let held = need;
    let isReleased = false;
    const release = (): void => {
      isReleased = true;
      change(difference(NOTHING, held));
      held = NOTHING;
    };
    return {
      resize: async (to) => {
        if (isReleased) return;
        const more = difference(to, held);
        if (more.writeBytes > 0 || more.storeBytes > 0) await grow(more);
        else change(more);
        held = {
          writeBytes: held.writeBytes + more.writeBytes,
          storeBytes: held.storeBytes + more.storeBytes,
        };
        // Somebody let go of it while it grew.
        if (isReleased) release();
      },
      release,
    };
  };

  const untilRoom = async (need: SpaceNeed, wasFull: boolean, signal: AbortSignal): Promise<void> => {
    const leastBytes = wasFull ? (await options.freeBytes()) + 1 : 0;
    for (;;) {
      await pause(options.recheckMs, signal);
      if ((await options.freeBytes()) < leastBytes) continue;
      const hasRoom = await look(need).then(
        () => true,
        () => false,
      );
      if (hasRoom) return;
    }
  };

  return {
    claim,
    untilRoom,
    enforceQuota: async (keepId) => {
      if (quotaBytes !== null) await artifacts.shrinkTo(Math.max(0, quotaBytes - claimed.storeBytes), keepId);
    },
  };
}

function difference(to: SpaceNeed, from: SpaceNeed): SpaceNeed {
  return { writeBytes: to.writeBytes - from.writeBytes, storeBytes: to.storeBytes - from.storeBytes };
}

function fullError(reason: string): GatewayError {
  return new NoRoomError('STORAGE_FULL', `There is no room for the download: ${reason}`);
}

function inMiB(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
