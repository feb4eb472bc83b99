import type { ArtifactStore } from '../artifacts/types.js';
import type { DownloadTarget } from '../domain/download.js';
import type { Logger } from '../observability/logger.js';
import type { ProviderAdapter } from '../providers/provider.js';
import type { Authority } from './authority.js';
import type { DownloadBoard } from './board.js';
import type { Controls, Wish } from './controls.js';
import type { StoredDownload } from './download-store.js';
import type { TransferEngine } from './engine/types.js';
import type { DownloadRunner } from './runner.js';

/** The parts of a manager that a crew works with. */
export interface CrewParts {
  /** By configured name. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly artifacts: ArtifactStore;
  readonly engine: TransferEngine;
  readonly board: DownloadBoard;
  readonly runner: DownloadRunner;
  readonly controls: Controls;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * The processes that move downloads, as a manager in one of them sees them: one alone (`sole-crew.ts`), or the replicas that
 * share a Redis (`cluster/`). Keeps what is known of downloads over restarts.
 */
export interface Crew extends Authority {
  /** Called once, first: fills the board, and goes on with what is unfinished. */
  open(parts: CrewParts): Promise<void>;
  /**
   * Makes a new download known, unless another of the same bytes is unfinished. Gives the id of the one that is there
   * afterwards, which is on the board.
   */
  enlist(download: StoredDownload): Promise<string>;
  /** Makes a download the newest one of a thing that turned out to be its bytes, here, for the others and over restarts. */
  alias(id: string, target: DownloadTarget): Promise<void>;
  /** Has a queued download moved when its turn comes. */
  launch(id: string): void;
  /** Has a wish granted by who may; resolves and throws as `Controls.grant` does. */
  grant(id: string, wish: Wish, log: Logger): Promise<void>;
  /** Whether this process moves a download, or was the last to do so. */
  carries(download: StoredDownload): boolean;
  /** A download has changed here. `isUrgent`: in state, epoch, priority or `stalled`. */
  note(download: StoredDownload, isUrgent: boolean): void;
  /** Watchers are told of a change that happened here. */
  tell(download: StoredDownload): void;
  /** Somebody is shown a download as it has become here, who may ask another process next. */
  show(download: StoredDownload): void;
  /** A finished download is not remembered any more. */
  forget(id: string): void;
  /** Resolves when everything that was noted before is stored, or could not be, which is logged and tried again. */
  settled(): Promise<void>;
  /** Has others go on with what is moved here, where there are any, and takes no more. */
  retire(): Promise<void>;
  /** The transfers here have stopped: lets go of what is unfinished. */
  close(): Promise<void>;
}
