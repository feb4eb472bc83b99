import { ingestIdOf } from '../../artifacts/folder/ingests.js';
import { pause } from '../../async/abort.js';
import type { Logger } from '../../observability/logger.js';
import type { RedisLink } from '../../redis/link.js';
import type { Wish } from '../controls.js';
import type { CrewParts } from '../crew.js';
import type { StoredDownload } from '../download-store.js';
import { monotonicMs } from '../engine/fence.js';
import { isFinished } from '../state.js';
import { silentError, withPatience } from './asking.js';
import { grantKept } from './kept-wish.js';
import type { Leases } from './leases.js';
import type { Relay } from './relay.js';
import { SEQUENCES_PER_GENERATION, type SharedState } from './shared-state.js';

/** How long it may take until a wish is granted, while the replica that has the download may be gone. */
const GRANT_MS = 15_000;
/** How long a replica may be silent before it is looked whether it still has the download; then it is asked again. */
const PATIENCE_MS = 250;
/** How long a lease lasts that is taken to change a download once. */
const MOMENT_MS = 3_000;
/** A download that has been claimed begins to move within a few of these. */
const STEP_MS = 5;

/** What is needed to grant wishes. */
export interface GrantsOptions {
  readonly parts: CrewParts;
  readonly link: RedisLink;
  readonly state: SharedState;
  readonly leases: Leases;
  readonly relay: Relay;
  readonly settled: () => Promise<void>;
  /** A download that nobody moves has changed. */
  readonly onChanged: (download: StoredDownload, wish: Wish) => void;
  /** Aborted when the replica goes. */
  readonly closing: AbortSignal;
}

/** Has wishes granted by whoever may change the download: this replica, another one, or this one for a moment. */
export class Grants {
  readonly #options: GrantsOptions;
  readonly #touched = new Set<string>();

  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  /** Whether a download is being changed here for a moment: it gets its job afterwards. */
  isTouching(id: string): boolean {
    return this.#touched.has(id);
  }

  /** As `Crew.grant`. */
  async grant(id: string, wish: Wish, log: Logger): Promise<void> {
    const { parts, link, state } = this.#options;
    const known = parts.board.stored(id);
    if (known === null) return;
    if (isFinished(known.record)) return parts.controls.grant(id, wish, log);
    if ((await this.grantHere(id, wish, log)) || (await this.#grantForAMoment(known, wish, log))) return;
    // Whoever has it next grants it, should the one that has it and this process go away now.
    await withPatience(link, () => state.wish(id, JSON.stringify(wish)));
    try {
      await this.#grantElsewhere(known, wish, log);
    } finally {
      // If Redis is away now, what is left is granted later, as it was wished.
      await state.forgetWish(id).catch(() => undefined);
    }
  }

  /** Grants a wish for a download that is moved here. False when it is not. */
  async grantHere(id: string, wish: Wish, log: Logger): Promise<boolean> {
    const { parts, leases, settled, closing } = this.#options;
    // It has just been claimed, and is about to be moved.
    while (leases.holds(id) && !parts.runner.isRunning(id)) await pause(STEP_MS, closing);
    if (!leases.holds(id)) return false;
    await parts.controls.grant(id, wish, log);
    // Whoever wished it hears what has become of the download before he hears that it is done.
    await settled();
    return true;
  }

  /** Has it granted by the replica that has the download, or here as soon as nobody has it. */
  async #grantElsewhere(download: StoredDownload, wish: Wish, log: Logger): Promise<void> {
    const { relay, closing } = this.#options;
    const { id } = download.record;
    const question = relay.ask(id, wish);
    const granted = question.answered.then(() => true);
    // Whoever leaves the race first has said what there is to say.
    granted.catch(() => undefined);
    try {
      for (let waitedMs = 0; waitedMs < GRANT_MS; waitedMs += PATIENCE_MS) {
        const silence = pause(PATIENCE_MS, closing).then(() => false);
        if (await Promise.race([granted, silence])) return;
        if (await this.grantHere(id, wish, log)) return;
        if (await this.#grantForAMoment(download, wish, log)) return;
        question.repeat();
      }
    } finally {
      question.end();
    }
    throw silentError();
  }

  /** Grants a wish for a download that nobody moves. False when somebody does. */
  async #grantForAMoment(download: StoredDownload, wish: Wish, log: Logger): Promise<boolean> {
    const { parts, link, state, leases, settled, onChanged } = this.#options;
    const { board, controls } = parts;
    const { id, provider } = download.record;
    const ingestId = ingestIdOf({ provider, key: download.key });
    const claimedAtMs = monotonicMs();
    const claim = await withPatience(link, () => state.claim(id, ingestId, MOMENT_MS, 0));
    if (claim.lease === null) return false;
    leases.keep(claim.lease, claimedAtMs, MOMENT_MS);
    this.#touched.add(id);
    try {
      if (claim.download !== null) board.adopt(claim.download);
      const known = board.stored(id) ?? download;
      if (!isFinished(known.record)) board.takeUp(aboveGeneration(known, claim.lease.generation));
      // First, so that it does not undo this one later.
      await grantKept(id, claim.wish, { controls, state, log });
      await controls.grant(id, wish, log);
      await settled();
    } finally {
      this.#touched.delete(id);
      await leases.release(id);
    }
    onChanged(board.stored(id) ?? download, wish);
    return true;
  }
}

/** So that what is told of it now counts more than all that was told before. */
function aboveGeneration(download: StoredDownload, generation: number): StoredDownload {
  const { record, custody } = download;
  const sequence = Math.max(record.progress.sequence + 1, generation * SEQUENCES_PER_GENERATION);
  return {
    ...download,
    record: { ...record, progress: { ...record.progress, sequence } },
    custody: custody === null ? null : { ...custody, holder: null },
  };
}
