import type { DownloadFileRecord } from '../domain/download.js';
import type { DownloadPlan } from '../providers/provider.js';
import type { PartialObject } from './engine/types.js';
import type { SpaceNeed } from './space.js';

/** How far an archive has been taken apart. */
export interface UnpackedSoFar {
  /** Of the archive, read. */
  readonly readBytes: number;
  /** As far as they have come out; only the last one may be incomplete. */
  readonly members: readonly DownloadFileRecord[];
}

/**
 * What one download needs of the volume and of the store. Of an archive that are its own bytes and, until it is committed,
 * its contents besides, of which more becomes known as they come; what a try has learned is kept for the next.
 */
export class SpaceForecast {
  readonly #plan: DownloadPlan;
  /** What an archive holds at least. */
  #contentsBytes = 0;

  constructor(plan: DownloadPlan) {
    this.#plan = plan;
  }

  /** Of a try that goes on from this partial. What had come out of an archive comes out again. */
  fromPartial(partial: PartialObject | null): SpaceNeed {
    const totalBytes = partial?.totalBytes ?? null;
    return this.during({ totalBytes, receivedBytes: partial?.receivedBytes ?? 0 }, null);
  }

  /** While bytes come; `unpacked` is null before anything has come out of an archive. */
  during(
    transfer: Pick<PartialObject, 'totalBytes' | 'receivedBytes'>,
    unpacked: UnpackedSoFar | null,
  ): SpaceNeed {
    const totalBytes = transfer.totalBytes ?? this.#plan.expectedBytes ?? 0;
    const missingBytes = Math.max(0, totalBytes - transfer.receivedBytes);
    if (this.#plan.packaging === 'file') return { writeBytes: missingBytes, storeBytes: totalBytes };
    const { readBytes, members } = unpacked ?? { readBytes: 0, members: [] };
    const writtenBytes = members.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
    // The rest of the archive unpacks to at least about its size; the member in progress has told its own.
    const last = members.at(-1);
    const begunBytes = last === undefined ? 0 : (last.sizeBytes ?? 0) - last.receivedBytes;
    const leastLeftBytes = Math.max(begunBytes, totalBytes - readBytes);
    this.#contentsBytes = Math.max(this.#contentsBytes, writtenBytes + leastLeftBytes);
    return {
      writeBytes: missingBytes + this.#contentsBytes - writtenBytes,
      storeBytes: this.#contentsBytes,
    };
  }
}
