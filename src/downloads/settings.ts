import type { TransferLimits } from './engine/types.js';
import type { SpaceOptions } from './space.js';

/** How often it is looked whether there is room again, in milliseconds. */
const SPACE_RECHECK_MS = 5_000;
const BYTES_PER_MIB = 2 ** 20;
const MS_PER_HOUR = 3_600_000;

/** What a download manager keeps to. */
export interface DownloadSettings {
  /** Downloads that the gateway carries at once; the others wait. */
  readonly concurrency: number;
  /** Of those, from one provider. */
  readonly concurrencyPerProvider: number;
  /** Most changes of one download that a watcher is told in a second, besides urgent ones. */
  readonly progressPerSecond: number;
  /** How long a partial stays that nobody owns. */
  readonly partialTtlMs: number;
  readonly limits: TransferLimits;
  readonly space: Pick<SpaceOptions, 'reserveBytes' | 'quotaBytes' | 'recheckMs'>;
}

/** The section `downloads` of the configuration; docs/configuration.md says what each key means. */
export interface DownloadsSection {
  readonly concurrency: number;
  readonly concurrencyPerProvider: number;
  readonly connectionsPerDownload: number;
  readonly connectionsPerHost: number;
  readonly stallAfterMs: number;
  readonly progressPerSecond: number;
  readonly spaceReserveMiB: number;
  readonly storeQuotaMiB: number;
  readonly partialTtlHours: number;
}

/** The section as the manager takes it. */
export function toDownloadSettings(config: DownloadsSection): DownloadSettings {
  const { concurrency, concurrencyPerProvider, progressPerSecond } = config;
  return {
    concurrency,
    concurrencyPerProvider,
    progressPerSecond,
    partialTtlMs: config.partialTtlHours * MS_PER_HOUR,
    limits: {
      maxConnections: config.connectionsPerDownload,
      maxConnectionsPerHost: config.connectionsPerHost,
      // Of one download; `kibibytesPerSecond` is of all and the engine's own.
      bytesPerSecond: null,
      stallAfterMs: config.stallAfterMs,
    },
    space: {
      reserveBytes: config.spaceReserveMiB * BYTES_PER_MIB,
      quotaBytes: zeroAsNull(config.storeQuotaMiB * BYTES_PER_MIB),
      recheckMs: SPACE_RECHECK_MS,
    },
  };
}

/** In the file, 0 is how one writes that there is no limit. */
function zeroAsNull(value: number): number | null {
  return value === 0 ? null : value;
}
