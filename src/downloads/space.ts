import type { ArtifactStore } from '../artifacts/types.js';
import { GatewayError } from '../errors/gateway-error.js';
import { pause } from '../async/abort.js';

/** What a keeper of space is made from. */
export interface SpaceOptions {
  /** What the volume of the store has left for this process, in bytes. */
  readonly freeBytes: () => Promise<number>;
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
  return new Keeper(options);
}

class Keeper implements SpaceKeeper {
  readonly #options: SpaceOptions;
  #claimed = NOTHING;
  /** One look at a time, so that two do not count on the same room. */
  #lastLook: Promise<unknown> = Promise.resolve();

  constructor(options: SpaceOptions) {
    this.#options = options;
  }

  async claim(need: SpaceNeed): Promise<SpaceClaim> {
    let held = NOTHING;
    let isReleased = false;
    const hold = (to: SpaceNeed): void => {
      this.#claimed = sum(this.#claimed, difference(to, held));
      held = to;
    };
    // What is held is compared only when its turn has come: another change may have been waiting before this one.
    const resize = (to: SpaceNeed): Promise<void> =>
      this.#inTurn(async () => {
        if (isReleased) return;
        const more = difference(to, held);
        if (more.writeBytes > 0 || more.storeBytes > 0) await this.#look(more);
        // Somebody may have let go of it meanwhile.
        if (!isReleased) hold(to);
      });
    await resize(need);
    return {
      resize,
      release: () => {
        isReleased = true;
        hold(NOTHING);
      },
    };
  }

  async untilRoom(need: SpaceNeed, wasFull: boolean, signal: AbortSignal): Promise<void> {
    const { freeBytes, recheckMs } = this.#options;
    const leastBytes = wasFull ? (await freeBytes()) + 1 : 0;
    for (;;) {
      await pause(recheckMs, signal);
      if ((await freeBytes()) >= leastBytes && (await this.#hasRoom(need))) return;
    }
  }

  async enforceQuota(keepId: string): Promise<void> {
    const { artifacts, quotaBytes } = this.#options;
    if (quotaBytes === null) return;
    await artifacts.shrinkTo(Math.max(0, quotaBytes - this.#claimed.storeBytes), keepId);
  }

  async #hasRoom(need: SpaceNeed): Promise<boolean> {
    try {
      await this.#look(need);
      return true;
    } catch (error) {
      if (error instanceof NoRoomError) return false;
      throw error;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lastLook.then(work);
    this.#lastLook = done.catch(() => {});
    return done;
  }

  /** Makes room as far as the quota asks for it; throws when that is not enough. */
  async #look({ writeBytes, storeBytes }: SpaceNeed): Promise<void> {
    const { artifacts, reserveBytes, quotaBytes } = this.#options;
    const freeBytes = await this.#options.freeBytes();
    const claimed = this.#claimed;
    if (writeBytes > 0 && freeBytes < claimed.writeBytes + writeBytes + reserveBytes) {
      throw fullError(
        `${inMiB(writeBytes)} are still to be written, but the volume has ${inMiB(freeBytes)} free, of which ` +
          `${inMiB(reserveBytes)} are kept in reserve and ${inMiB(claimed.writeBytes)} are for other downloads.`,
      );
    }
    if (quotaBytes === null) return;
    await artifacts.shrinkTo(Math.max(0, quotaBytes - claimed.storeBytes - storeBytes));
    if (storeBytes > 0 && artifacts.sizeBytes + claimed.storeBytes + storeBytes > quotaBytes) {
      throw fullError(
        `it takes ${inMiB(storeBytes)}, but the store may hold ${inMiB(quotaBytes)}, of which ` +
          `${inMiB(artifacts.sizeBytes)} are pinned or in use and ${inMiB(claimed.storeBytes)} are for other downloads.`,
      );
    }
  }
}

function sum(one: SpaceNeed, other: SpaceNeed): SpaceNeed {
  return {
    writeBytes: one.writeBytes + other.writeBytes,
    storeBytes: one.storeBytes + other.storeBytes,
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
