import type { ArtifactStore, IngestFolder } from '../artifacts/types.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import type { DownloadBoard } from './board.js';
import type { TransferEngine } from './engine/types.js';
import { isFinished } from './state.js';
import type { PartialRecord } from './types.js';

/** What is needed to look after partials. */
export interface PartialsOptions {
  readonly artifacts: Pick<ArtifactStore, 'ingests'>;
  readonly engine: Pick<TransferEngine, 'inspectPartial'>;
  readonly board: DownloadBoard;
  /** How long one stays that nobody owns. */
  readonly ttlMs: number;
  readonly now: () => number;
  readonly log: Logger;
}

/** Looks after what has been received of bytes that are not complete. */
export class Partials {
  readonly #options: PartialsOptions;

  constructor(options: PartialsOptions) {
    this.#options = options;
  }

  /** The largest first. */
  async list(): Promise<readonly PartialRecord[]> {
    const folders = await this.#options.artifacts.ingests.list();
    const records = await Promise.all(folders.map((folder) => this.#describe(folder)));
    return records.toSorted((one, other) => other.sizeOnDiskBytes - one.sizeOnDiskBytes);
  }

  /** False when there is none. Throws CONFLICT when an unfinished download owns it. */
  async discard(id: string): Promise<boolean> {
    const owner = this.#options.board.latestOfIngest(id);
    if (owner !== null && !isFinished(owner)) {
      throw new GatewayError(
        'CONFLICT',
        'An unfinished download needs this partial. Cancel the download instead.',
      );
    }
    const { ingests } = this.#options.artifacts;
    if (!(await ingests.list()).some((folder) => folder.id === id)) return false;
    const removal = await ingests.remove(id);
    if (removal === 'in-use') {
      throw new GatewayError('CONFLICT', 'Another replica of the gateway is receiving this partial.');
    }
    return removal === 'removed';
  }

  /** Removes those that nobody owns and that have not changed for long. Failures are logged. */
  async sweep(): Promise<void> {
    const { artifacts, board, ttlMs, now, log } = this.#options;
    try {
      for (const { id, changedAt, sizeOnDiskBytes } of await artifacts.ingests.list()) {
        const owner = board.latestOfIngest(id);
        const isOwned = owner !== null && !isFinished(owner);
        if (isOwned || now() - changedAt.getTime() < ttlMs) continue;
        if ((await artifacts.ingests.remove(id)) !== 'removed') continue;
        log.info({ partial: id, sizeOnDiskBytes }, 'Removed a partial that nobody came back for');
      }
    } catch (error) {
      log.error({ err: error }, 'Partials could not be swept');
    }
  }

  async #describe({ id, directory, sizeOnDiskBytes, changedAt }: IngestFolder): Promise<PartialRecord> {
    const { engine, board } = this.#options;
    const partial = await engine.inspectPartial(directory);
    return {
      id,
      download: board.latestOfIngest(id),
      receivedBytes: partial?.receivedBytes ?? 0,
      totalBytes: partial?.totalBytes ?? null,
      sizeOnDiskBytes,
      changedAt,
    };
  }
}
