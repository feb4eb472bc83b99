import { ingestIdOf } from '../../artifacts/folder/ingests.js';
import type { RedisClient } from '../../redis/connection.js';
import type { CrewParts } from '../crew.js';
import type { StoredDownload } from '../download-store.js';
import { isFinished } from '../state.js';
import { isAmong } from '../targets.js';
import { LEASE_MS, type Leases } from './leases.js';
import { generationOf, type SharedState } from './shared-state.js';

/** What a mirror is made from. */
export interface MirrorOptions {
  readonly parts: CrewParts;
  readonly state: SharedState;
  readonly leases: Leases;
  /** Another replica has said something of a download. */
  readonly onSign: (id: string) => void;
}

/** Keeps the board as the other replicas have it, and Redis as the board has it. */
export class Mirror {
  readonly #options: MirrorOptions;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /**
   * Takes over what is said of a download, unless something newer is known. One that is complete is not shown before what it
   * brought is: watchers are told of its end only once.
   */
  adopt(download: StoredDownload): void {
    const { artifacts, log } = this.#options.parts;
    const { artifactId } = download.record;
    if (artifactId === null || artifacts.get(artifactId) !== null) {
      this.#take(download);
      return;
    }
    const warn = (error: unknown): void =>
      log.warn({ err: error, artifact: artifactId }, 'What another replica stored could not be read');
    void artifacts
      .refresh(artifactId)
      .catch(warn)
      .then(() => this.#take(download));
  }

  #take(download: StoredDownload): void {
    const { parts, leases, onSign } = this.#options;
    const { id, provider } = download.record;
    if (!parts.adapters.has(provider) || !parts.board.adopt(download)) return;
    const ours = leases.get(id);
    if (ours !== null && generationOf(download) > ours.generation) leases.lose(id);
    onSign(id);
  }

  /** Takes over what Redis has. */
  async read(redis?: RedisClient): Promise<readonly StoredDownload[]> {
    const kept = await this.#options.state.load(redis);
    for (const download of kept) this.adopt(download);
    return kept;
  }

  /** Takes over what nobody told of: who began or ended a download may have died before. Costs little where there is none. */
  async readUntold(): Promise<void> {
    const { parts, state, leases } = this.#options;
    const { board } = parts;
    const unfinished = await state.unfinished();
    const begun = [...unfinished].filter((id) => board.get(id) === null);
    const ended = board
      .all()
      .flatMap(({ record }) => (isFinished(record) || unfinished.has(record.id) ? [] : [record.id]));
    for (const id of [...begun, ...ended]) {
      const download = await state.get(id);
      // What is moved here is told here.
      if (download !== null && leases.get(id) === null) this.adopt(download);
    }
  }

  /** Takes over what Redis has, and gives it what it has forgotten, leases of other replicas included. */
  async agree(redis: RedisClient): Promise<void> {
    const { parts, state } = this.#options;
    const kept = await this.read(redis);
    const sequences = new Map(kept.map(({ record }) => [record.id, record.progress.sequence]));
    await this.#nameAgain(kept, redis);
    const newer = parts.board
      .all()
      .filter(({ record }) => record.progress.sequence > (sequences.get(record.id) ?? -1));
    if (newer.length === 0) return;
    await state.save(newer, redis);
    const forgotten = newer.filter(({ record }) => !sequences.has(record.id));
    await Promise.all(forgotten.map((download) => this.#restoreLease(download, redis)));
  }

  /** What was asked for by another name while Redis was away. */
  async #nameAgain(kept: readonly StoredDownload[], redis: RedisClient): Promise<void> {
    const { parts, state } = this.#options;
    for (const { record, targets } of kept) {
      const unheard =
        parts.board.stored(record.id)?.targets.filter((target) => !isAmong(targets, target)) ?? [];
      for (const target of unheard) await state.alias(record.id, record.provider, target, redis);
    }
  }

  async #restoreLease(download: StoredDownload, redis: RedisClient): Promise<void> {
    const { record, key, custody } = download;
    if (isFinished(record) || custody === null || custody.holder === null) return;
    const ingestId = ingestIdOf({ provider: record.provider, key });
    const lease = { id: record.id, ingestId, generation: generationOf(download) };
    await this.#options.state.restoreLease(custody.holder, lease, LEASE_MS, redis);
  }
}
