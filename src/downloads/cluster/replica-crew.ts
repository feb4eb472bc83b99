import { randomUUID } from 'node:crypto';
import { ingestIdOf } from '../../artifacts/folder/ingests.js';
import { pause } from '../../async/abort.js';
import type { DownloadTarget } from '../../domain/download.js';
import type { Logger } from '../../observability/logger.js';
import type { PubSub } from '../../pubsub/pubsub.js';
import { messageOf, type RedisLink } from '../../redis/link.js';
import { CustodyLostError } from '../authority.js';
import type { Wish } from '../controls.js';
import type { Crew, CrewParts } from '../crew.js';
import type { StoredDownload } from '../download-store.js';
import type { Fence } from '../engine/fence.js';
import { DownloadRecorder } from '../recorder.js';
import { withPatience } from './asking.js';
import { BullQueue } from './bull-queue.js';
import { Grants } from './grants.js';
import { Hands } from './hands.js';
import { Leases } from './leases.js';
import { Mirror } from './mirror.js';
import { Relay } from './relay.js';
import { SharedState } from './shared-state.js';
import { nextTurn } from './turns-in-line.js';
import { WaitingLine } from './waiting-line.js';

/** How often Redis is asked again while something has to be said for good. */
const RETRY_MS = 100;
/** What a crew of replicas is made from. */
export interface ReplicaCrewOptions {
  readonly link: RedisLink;
  readonly pubSub: PubSub;
  /** Names the artifact store: the same for replicas that share it. */
  readonly store: string;
  /** Downloads that this replica carries at once; 0: it only starts, controls and shows them. */
  readonly concurrency: number;
  /** Of those, from one provider, over all replicas. */
  readonly concurrencyPerProvider: number;
  /** How long a download whose bytes are in another store waits for a replica that has that one. */
  readonly graceMs: number;
  readonly log: Logger;
}

/** What works with the parts of the manager. */
interface Opened {
  readonly parts: CrewParts;
  readonly mirror: Mirror;
  readonly grants: Grants;
  readonly line: WaitingLine;
  /** Null where this replica carries nothing. */
  readonly hands: Hands | null;
}

/** The replicas that share a Redis: docs/decisions/0005-replicas-agree-by-leases.md. */
export class ReplicaCrew implements Crew {
  readonly #options: ReplicaCrewOptions;
  readonly #replica = randomUUID();
  readonly #state: SharedState;
  readonly #leases: Leases;
  readonly #recorder: DownloadRecorder;
  readonly #relay: Relay;
  readonly #queue: BullQueue;
  readonly #closing = new AbortController();
  /** The ids of what is being made known, by its bytes. */
  readonly #enlisting = new Map<string, Promise<string>>();
  #open: Opened | null = null;

  constructor(options: ReplicaCrewOptions) {
    this.#options = options;
    const { link, pubSub, log, concurrency, concurrencyPerProvider } = options;
    this.#state = new SharedState(link, this.#replica);
    const state = this.#state;
    this.#recorder = new DownloadRecorder(
      {
        save: async (downloads) => void (await state.save(downloads)),
        remove: (ids) => state.remove(ids),
      },
      log,
    );
    this.#queue = new BullQueue({
      link,
      limitOf: (line) => (this.#isCarriedHere(line) ? concurrencyPerProvider : null),
      takes: concurrency > 0,
      onStalled: () => this.#open?.hands?.nudge(),
      log,
    });
    this.#leases = new Leases({
      state,
      onLost: (id) => void this.#opened.parts.runner.stop(id, { kind: 'leave' }, log),
      onRenew: () => this.#attempt('extend', this.#queue.extend()),
      log,
    });
    this.#relay = new Relay({
      pubSub,
      replica: this.#replica,
      onDownload: (download) => {
        this.#opened.mirror.adopt(download);
        this.#opened.line.placeSoon();
      },
      onAlias: (id, target) => void this.#opened.parts.board.alias(id, target),
      onJob: () => this.#opened.hands?.nudge(),
      grant: (id, wish) => this.#opened.grants.grantHere(id, wish, log),
      log,
    });
  }

  async open(parts: CrewParts): Promise<void> {
    const { link } = this.#options;
    this.#open = this.#join(parts);
    const { mirror } = this.#open;
    await this.#relay.open();
    link.keepUp(async (redis) => {
      if (link.isUp) return;
      await mirror.agree(redis);
      // As soon as commands go through again.
      setTimeout(() => this.#attempt('catch up', this.#catchUp()), RETRY_MS).unref();
    });
    if (link.isUp) {
      await link.run((redis) => mirror.agree(redis));
      this.#attempt('catch up', this.#catchUp());
    }
  }

  enlist(download: StoredDownload): Promise<string> {
    const { record, key } = download;
    const bytes = ingestIdOf({ provider: record.provider, key });
    // A thousand who want the same at once ask Redis once.
    const asking = this.#enlisting.get(bytes) ?? this.#enlistAnew(download);
    this.#enlisting.set(bytes, asking);
    const leave = (): void => void this.#enlisting.delete(bytes);
    asking.then(leave, leave);
    return asking;
  }

  async #enlistAnew(download: StoredDownload): Promise<string> {
    const { board } = this.#opened.parts;
    const turn = nextTurn(board.all(), download.caller);
    const custody = { holder: null, store: null, turn, takeovers: 0, takenOverAtBytes: 0 };
    const ours = { ...download, custody };
    const other = await withPatience(this.#options.link, () => this.#state.enlist(ours));
    if (other === null) board.add(ours);
    else {
      this.#opened.mirror.adopt(other);
      // Whoever made it may have gone away before it had a job.
      if (other.record.state === 'QUEUED') this.launch(other.record.id);
    }
    return other?.record.id ?? ours.record.id;
  }

  async alias(id: string, target: DownloadTarget): Promise<void> {
    const { board } = this.#opened.parts;
    const { provider } = board.get(id) ?? {};
    if (provider === undefined || !board.alias(id, target)) return;
    this.#relay.tellOfAlias(id, target);
    // A Redis that is away is told when it is back.
    await this.#state.alias(id, provider, target).catch((error: unknown) => this.#complain('alias', error));
  }

  launch(id: string): void {
    this.#opened.line.launch(id);
  }

  grant(id: string, wish: Wish, log: Logger): Promise<void> {
    return this.#opened.grants.grant(id, wish, log);
  }

  carries({ custody }: StoredDownload): boolean {
    return custody?.holder === this.#replica;
  }

  holds(id: string): boolean {
    return this.#leases.holds(id);
  }

  fenceOf(id: string): Fence | undefined {
    return this.#leases.fenceOf(id);
  }

  confirm(id: string, signal: AbortSignal): Promise<void> {
    return this.#leases.confirm(id, signal);
  }

  stepAside(id: string): boolean {
    void this.#opened.hands?.stepAside(id);
    return false;
  }

  async seal(download: StoredDownload): Promise<void> {
    for (;;) {
      const kept = await this.#state.save([download]).catch((error: unknown) => {
        this.#options.log.debug({ error: messageOf(error) }, 'The end of a download waits for Redis');
        return null;
      });
      if (kept?.[0] === true) return;
      if (kept !== null || this.#opened.parts.runner.isClosed) throw new CustodyLostError();
      await pause(RETRY_MS, this.#closing.signal);
    }
  }

  note(download: StoredDownload, isUrgent: boolean): void {
    this.#recorder.note(download, isUrgent);
    if (isUrgent) this.#opened.line.placeSoon();
  }

  /** Whoever takes over begins with what Redis has: others are not told of more bytes than that. */
  tell(download: StoredDownload): void {
    this.show(download);
    void this.settled().then(() => this.#relay.tell(download));
  }

  show(download: StoredDownload): void {
    // A Redis that is away is told everything when it is back.
    if (this.#options.link.isUp) this.#recorder.note(download, true);
  }

  forget(id: string): void {
    this.#recorder.forget(id);
  }

  settled(): Promise<void> {
    return this.#recorder.settled();
  }

  async retire(): Promise<void> {
    await this.#open?.hands?.retire();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#open?.line.close();
    await this.retire();
    await this.#recorder.settled();
    this.#leases.close();
    this.#relay.close();
    await this.#queue.close();
  }

  get #opened(): Opened {
    if (this.#open === null) throw new Error('Not opened');
    return this.#open;
  }

  #join(parts: CrewParts): Opened {
    const { concurrency } = this.#options;
    const shared = {
      ...this.#options,
      parts,
      replica: this.#replica,
      state: this.#state,
      leases: this.#leases,
      relay: this.#relay,
      queue: this.#queue,
      settled: () => this.#recorder.settled(),
    };
    const hands = concurrency === 0 ? null : new Hands({ ...shared, onFreed: () => this.#relay.tellOfJob() });
    const mirror = new Mirror({ ...shared, onSign: (id) => hands?.noteSign(id) });
    const grants: Grants = new Grants({
      ...shared,
      onChanged: (download, wish) => line.bringIntoLine(download, wish),
      closing: this.#closing.signal,
    });
    const line = new WaitingLine({
      ...shared,
      isTouching: (id) => grants.isTouching(id),
      readUntold: () => mirror.readUntold(),
      onJob: () => {
        this.#relay.tellOfJob();
        hands?.nudge();
      },
    });
    return { parts, mirror, grants, line, hands };
  }

  #isCarriedHere(provider: string): boolean {
    return this.#opened.parts.adapters.get(provider)?.downloads?.carrier === 'gateway';
  }

  /** What came while Redis was there but the subscription was not is read once more. */
  async #catchUp(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const { mirror, line, hands } = this.#opened;
    await mirror.read();
    line.reconcile();
    await this.#queue.renewLimits();
    line.placeSoon();
    hands?.nudge();
  }

  /** What fails here is made up for later. */
  #attempt(what: string, step: Promise<unknown>): void {
    step.catch((error: unknown) => this.#complain(what, error));
  }

  #complain(what: string, error: unknown): void {
    this.#options.log.debug({ what, error: messageOf(error) }, 'Something waits until Redis is back');
  }
}
