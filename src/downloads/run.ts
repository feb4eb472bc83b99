import type { DownloadRecord } from '../domain/download.js';
import type { Logger } from '../observability/logger.js';
import type { DownloadEvent } from './events.js';

/** One download under way, as the code that carries it sees it. */
export interface DownloadRun {
  readonly provider: string;
  /** As it is now. */
  record(): DownloadRecord;
  readonly dispatch: (event: DownloadEvent) => void;
  /** Ends the run: somebody cancelled or paused, or the gateway closes. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}
