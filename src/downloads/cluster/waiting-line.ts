import type { Logger } from '../../observability/logger.js';
import { messageOf } from '../../redis/link.js';
import type { Wish } from '../controls.js';
import type { CrewParts } from '../crew.js';
import type { StoredDownload } from '../download-store.js';
import { isFinished } from '../state.js';
import type { JobQueue } from './job-queue.js';
import { inLine, linePriority } from './turns-in-line.js';

/** How often it is looked whether each download that waits has a job. */
const RECONCILE_MS = 10_000;
/** Places in the line are made out so much after a change, once for all that came meanwhile. */
const PLACES_MS = 50;

/** What a waiting line is made from. */
export interface WaitingLineOptions {
  readonly parts: CrewParts;
  readonly queue: JobQueue;
  /** Whether a download is being changed here for a moment: it gets its job afterwards. */
  readonly isTouching: (id: string) => boolean;
  readonly settled: () => Promise<void>;
  /** Learns of downloads that nobody told of. */
  readonly readUntold: () => Promise<void>;
  /** There is one more job. */
  readonly onJob: () => void;
  readonly log: Logger;
}

/** Sees to it that each download that waits has a job, at the place that it has now, and says which place that is. */
export class WaitingLine {
  readonly #options: WaitingLineOptions;
  readonly #reconciling: NodeJS.Timeout;
  #placing: NodeJS.Timeout | null = null;

  constructor(options: WaitingLineOptions) {
    this.#options = options;
    this.#reconciling = setInterval(() => {
      const read = options.readUntold().then(() => this.reconcile());
      this.#attempt('read', read);
    }, RECONCILE_MS).unref();
  }

  /** Gives a download its job. What fails is made up for later. */
  launch(id: string): void {
    const { parts, isTouching } = this.#options;
    const download = parts.board.stored(id);
    if (download !== null && !isTouching(id)) this.#attempt('add', this.#add(download));
  }

  /** Gives the job of a download that nobody moves the place that it has now, after a wish has been granted. */
  bringIntoLine(download: StoredDownload, wish: Wish): void {
    const { queue } = this.#options;
    const { id, provider, state } = download.record;
    if (isFinished(download.record) || state === 'PAUSED') {
      this.#attempt('remove', queue.remove(provider, id));
    } else if (wish.kind === 'prefer') {
      this.#attempt('move', queue.move(provider, id, linePriority(download)));
    } else if (state === 'QUEUED') {
      this.launch(id);
    }
  }

  /** Gives each download that is under way a job, whoever should have made it. */
  reconcile(): void {
    const { parts, queue, isTouching } = this.#options;
    for (const download of parts.board.all()) {
      const { state, id, provider } = download.record;
      if (isFinished(download.record) || state === 'PAUSED' || isTouching(id)) continue;
      this.#attempt('add', queue.add(provider, id, linePriority(download)));
    }
  }

  /** Every replica finds out by itself who is next: telling the others would be a message for each that waits. */
  placeSoon(): void {
    this.#placing ??= setTimeout(() => {
      this.#placing = null;
      const { board } = this.#options.parts;
      const waiting = inLine(board.all()).filter(({ record }) => record.carrier === 'GATEWAY');
      for (const [index, { record }] of waiting.entries()) board.place(record.id, index + 1);
    }, PLACES_MS).unref();
  }

  close(): void {
    clearInterval(this.#reconciling);
    if (this.#placing !== null) clearTimeout(this.#placing);
  }

  async #add(download: StoredDownload): Promise<void> {
    const { queue, settled, onJob } = this.#options;
    const { id, provider } = download.record;
    // Others take no job of a download that they have not been told of.
    await Promise.all([queue.add(provider, id, linePriority(download)), settled()]);
    onJob();
  }

  #attempt(what: string, step: Promise<unknown>): void {
    step.catch((error: unknown) => {
      this.#options.log.debug({ what, error: messageOf(error) }, 'The line waits until Redis is back');
    });
  }
}
