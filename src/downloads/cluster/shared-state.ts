import { ingestIdOf } from '../../artifacts/folder/ingests.js';
import { parseJson } from '../../domain/common.js';
import type { DownloadTarget } from '../../domain/download.js';
import type { RedisClient } from '../../redis/connection.js';
import type { RedisLink } from '../../redis/link.js';
import type { StoredDownload } from '../download-store.js';
import { isFinished } from '../state.js';
import { readStored, targetSchema, writeStored } from '../stored-form.js';
import { joined } from '../targets.js';
import { CLAIM, ENLIST, FORGET, RELEASE, RENEW, SAVE } from './scripts.js';

/** Each holder of a lease numbers its events from a multiple of this: none lives long enough to reach the next one. */
export const SEQUENCES_PER_GENERATION = 2 ** 24;

/** Which generation of holders has said this of a download. */
export function generationOf({ record }: StoredDownload): number {
  return Math.floor(record.progress.sequence / SEQUENCES_PER_GENERATION);
}

/** The right to change a download, for a time. */
export interface Lease {
  readonly id: string;
  /** Name of the download's bytes. */
  readonly ingestId: string;
  /** Greater than that of every earlier holder. */
  readonly generation: number;
}

/** What came of asking for a lease. */
export type Claim =
  | {
      readonly lease: Lease;
      /** As it is kept; null where nothing is. */
      readonly download: StoredDownload | null;
      /** What somebody had wished before the last holder went away, as text; null: nothing. */
      readonly wish: string | null;
    }
  | { readonly lease: null; readonly heldForMs: number };

/**
 * What replicas share of downloads, in Redis. Every method throws as `RedisLink.run` does while Redis is away. All keys have
 * one hash tag, because scripts need them on one node of a Redis Cluster.
 */
export class SharedState {
  readonly #link: RedisLink;
  readonly #replica: string;
  readonly #prefix: string;

  /** @param replica Names this process among all. */
  constructor(link: RedisLink, replica: string) {
    this.#link = link;
    this.#replica = replica;
    this.#prefix = `${link.prefix}{downloads}:`;
  }

  /** Every download that is remembered, oldest first; what cannot be understood is left out. */
  async load(redis?: RedisClient): Promise<readonly StoredDownload[]> {
    const read = (client: RedisClient) =>
      Promise.all([client.hvals(this.#key('records')), client.hgetall(this.#key('names'))]);
    const [kept, names] = await (redis === undefined ? this.#link.run(read) : read(redis));
    const aliases = aliasesOf(names);
    return kept
      .flatMap((text) => parseKept(text) ?? [])
      .map((each) => ({ ...each, targets: joined(each.targets, aliases.get(each.record.id) ?? []) }))
      .toSorted((one, other) => one.record.createdAt.getTime() - other.record.createdAt.getTime());
  }

  /** The ids of all that are unfinished. */
  async unfinished(): Promise<ReadonlySet<string>> {
    return new Set(await this.#link.run((redis) => redis.hvals(this.#key('by-bytes'))));
  }

  /** Null where it is not remembered. */
  async get(id: string): Promise<StoredDownload | null> {
    const kept = await this.#link.run((redis) => redis.hget(this.#key('records'), id));
    return kept === null ? null : parseKept(kept);
  }

  /** Whether each is kept now: what is older than what is kept is not. */
  async save(downloads: readonly StoredDownload[], redis?: RedisClient): Promise<readonly boolean[]> {
    const values = downloads.flatMap((download) => [
      ...describe(download),
      isFinished(download.record) ? '1' : '0',
    ]);
    const save = (client: RedisClient): Promise<unknown> =>
      client.eval(SAVE, 2, this.#key('records'), this.#key('by-bytes'), ...values);
    const kept = await (redis === undefined ? this.#link.run(save) : save(redis));
    return Array.isArray(kept) ? kept.map((each) => each === 1) : [];
  }

  async remove(ids: readonly string[]): Promise<void> {
    const keys = ['records', 'names', 'wishes'].map((key) => this.#key(key));
    await this.#link.run((redis) => redis.eval(FORGET, keys.length, ...keys, ...ids));
  }

  /** Remembers that a thing turned out to be the bytes of a download. Its record, which others may be changing, stays as it is. */
  async alias(id: string, provider: string, target: DownloadTarget, redis?: RedisClient): Promise<void> {
    const keep = (client: RedisClient) =>
      client.hset(this.#key('names'), JSON.stringify({ provider, ...target }), id);
    await (redis === undefined ? this.#link.run(keep) : keep(redis));
  }

  /** Makes a download known, unless another one of the same bytes is under way, which it gives then. */
  async enlist(download: StoredDownload): Promise<StoredDownload | null> {
    const other = await this.#link.run((redis) =>
      redis.eval(ENLIST, 2, this.#key('records'), this.#key('by-bytes'), ...describe(download)),
    );
    return typeof other === 'string' ? parseKept(other) : null;
  }

  /** @param leastGeneration That of the lease, at least. */
  async claim(id: string, ingestId: string, forMs: number, leastGeneration: number): Promise<Claim> {
    const keys = [
      this.#leaseKey(ingestId),
      ...['generation', 'records', 'wishes'].map((key) => this.#key(key)),
    ];
    const values = [id, this.#replica, forMs, leastGeneration, SEQUENCES_PER_GENERATION];
    const answer = await this.#link.run((redis) => redis.eval(CLAIM, keys.length, ...keys, ...values));
    const [generation, second, wish]: unknown[] = Array.isArray(answer) ? answer : [];
    if (typeof generation !== 'number') throw new Error('Redis gave no lease and no refusal');
    if (generation === 0) return { lease: null, heldForMs: Math.max(0, Number(second)) };
    return {
      lease: { id, ingestId, generation },
      download: typeof second === 'string' ? parseKept(second) : null,
      wish: typeof wish === 'string' ? wish : null,
    };
  }

  /** False when somebody else has had it since. */
  async renew({ id, ingestId, generation }: Lease, forMs: number, redis?: RedisClient): Promise<boolean> {
    return this.#renewAs(this.#replica, { id, ingestId, generation }, forMs, redis);
  }

  /** Gives a replica the lease again that Redis has forgotten, so that it is there until that replica is back. */
  async restoreLease(holder: string, lease: Lease, forMs: number, redis: RedisClient): Promise<void> {
    await this.#renewAs(holder, lease, forMs, redis);
  }

  async release({ ingestId, generation }: Lease): Promise<void> {
    await this.#link.run((redis) =>
      redis.eval(RELEASE, 1, this.#leaseKey(ingestId), this.#replica, generation),
    );
  }

  /** Remembers what somebody wishes, for the case that who has the download goes away before. */
  async wish(id: string, wish: string): Promise<void> {
    await this.#link.run((redis) => redis.hset(this.#key('wishes'), id, wish));
  }

  async forgetWish(id: string): Promise<void> {
    await this.#link.run((redis) => redis.hdel(this.#key('wishes'), id));
  }

  async #renewAs(
    holder: string,
    { id, ingestId, generation }: Lease,
    forMs: number,
    redis?: RedisClient,
  ): Promise<boolean> {
    const keys = [this.#leaseKey(ingestId), this.#key('generation'), this.#key('records')];
    const values = [id, holder, generation, forMs, SEQUENCES_PER_GENERATION];
    const renew = (client: RedisClient): Promise<unknown> =>
      client.eval(RENEW, keys.length, ...keys, ...values);
    return (await (redis === undefined ? this.#link.run(renew) : renew(redis))) === 1;
  }

  #key(name: string): string {
    return this.#prefix + name;
  }

  #leaseKey(ingestId: string): string {
    return this.#key(`lease:${ingestId}`);
  }
}

/** Id, sequence, text and name of the bytes. */
function describe(download: StoredDownload): readonly string[] {
  const { record, key } = download;
  const bytes = ingestIdOf({ provider: record.provider, key });
  return [record.id, String(record.progress.sequence), writeStored(download), bytes];
}

/** What each download was asked for by later, by its id. */
function aliasesOf(names: Readonly<Record<string, string>>): ReadonlyMap<string, readonly DownloadTarget[]> {
  const aliases = new Map<string, DownloadTarget[]>();
  for (const [name, id] of Object.entries(names)) {
    const target = targetSchema.safeParse(parseJson(name));
    if (target.success) aliases.set(id, [...(aliases.get(id) ?? []), target.data]);
  }
  return aliases;
}

function parseKept(kept: string): StoredDownload | null {
  return readStored(kept.slice(kept.indexOf(' ') + 1));
}
