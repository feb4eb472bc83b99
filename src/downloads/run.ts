import type { DownloadRecord } from '../domain/download.js';
import type { Logger } from '../observability/logger.js';
import type { Fence } from './engine/fence.js';
import type { DownloadEvent, FinalEvent } from './events.js';

/** One download under way, as the code that carries it sees it. */
export interface DownloadRun {
  readonly provider: string;
  /** As it is now. */
  record(): DownloadRecord;
  readonly dispatch: (event: Exclude<DownloadEvent, FinalEvent>) => void;
  /** Ends the download, once no other process can say otherwise. Throws `CustodyLostError`. */
  readonly conclude: (event: FinalEvent) => Promise<void>;
  /** Resolves when it is certain that no other process carries it. Throws `CustodyLostError`, or the signal's reason. */
  readonly confirm: () => Promise<void>;
  /** What keeps other processes from its bytes; undefined where there are none. */
  readonly fence: Fence | undefined;
  /** Ends the run: somebody cancelled or paused, or the gateway closes. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}
