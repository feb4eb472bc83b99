import type { Logger } from '../observability/logger.js';
import type { DownloadEvent } from './state.js';

/** One download under way, as the code that carries it sees it. */
export interface DownloadRun {
  readonly provider: string;
  readonly dispatch: (event: DownloadEvent) => void;
  /** Ends the run: somebody cancelled, or the gateway closes. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}
