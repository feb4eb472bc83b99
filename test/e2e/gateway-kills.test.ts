import { createCipheriv, createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Random } from '../../src/sandbox/core/types.js';
import { createRandom } from '../../src/sandbox/catalog/random.js';
import { loadJournal } from '../../src/downloads/engine/journal.js';
import { ask } from '../helpers/ask.js';
import { makeDirectory } from '../helpers/configuration.js';
import { fetchBytes, sha256Of } from '../helpers/downloads.js';
import { startMortalGateway, type Moment, type Told } from '../helpers/mortal-gateway.js';
import { expectNothingElse } from '../helpers/stored-artifacts.js';
import { tarOf } from '../helpers/tar.js';
import { openWeightsHouse, type HousedWeights, type WeightsHouse } from '../helpers/weights-house.js';

/** How many gateways are killed. */
const KILLS = Number(process.env['GATEWAY_KILLS'] ?? 4);
const SEED = Number(process.env['GATEWAY_KILLS_SEED'] ?? Date.now() % 2 ** 31);
const MIB = 2 ** 20;
/** Everything at once, and much to see. */
const SETTINGS = { concurrency: 4, concurrencyPerProvider: 4, spaceReserveMiB: 0, progressPerSecond: 20 };
/** What the journal may not say yet, docs/downloads.md: half a second as a rule, and more where the disk is slow to save. */
const USUALLY_UNSAVED_SECONDS = 0.5;
const UNSAVED_SECONDS = 1.5;

/** Weights, and the SHA-256 of each file that they consist of, by its path. */
interface Crate extends HousedWeights {
  readonly files: Readonly<Record<string, string>>;
}

function noise(length: number, name: string): Buffer {
  const key = createHash('sha256').update(`${SEED} ${name}`).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

function plain(name: string, length: number, bytesPerSecond: number): Crate {
  const bytes = noise(length, name);
  return { name, packaging: 'file', bytes, bytesPerSecond, files: { [`${name}.onnx`]: sha256Of(bytes) } };
}

async function packed(name: string, lengths: readonly number[], bytesPerSecond: number): Promise<Crate> {
  const members = lengths.map(
    (length, index) => [`${name}/${index}.bin`, noise(length, `${name}${index}`)] as const,
  );
  return {
    name,
    packaging: 'archive',
    bytes: await tarOf(Object.fromEntries(members)),
    bytesPerSecond,
    files: Object.fromEntries(members.map(([path, bytes]) => [path, sha256Of(bytes)])),
  };
}

const FILES = 'file artifacts';

/** Every way to be killed once, in any order. */
function momentsOf(random: Random): Moment[] {
  const anyTime = () => ({ name: 'any time', sight: /^start/u, nth: 1, delayMs: random.integer(1, 900) });
  const at = (name: string, sight: string, most: number): Moment => ({
    name,
    sight: new RegExp(`^${sight}`, 'u'),
    nth: random.integer(1, most),
    delayMs: random.pick([0, 0, 1, 3]),
  });
  const moments = [
    anyTime(),
    anyTime(),
    at('journal', `${FILES}/ingest/.*/journal.json.tmp`, 8),
    at('verifying', 'state VERIFYING', 1),
    at('unpacking', `${FILES}/ingest/.*/unpacked`, 200),
    at('commit', `${FILES}/blobs/.*/[0-9a-f]{64}`, 100),
    at('manifest', `${FILES}/manifests/.*tmp`, 2),
    at('state', 'file downloads.sqlite-wal', 12),
  ];
  return moments
    .map((moment) => ({ moment, place: random.next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ moment }) => moment);
}

/** Notes all the time how much a house has sent; tells how long before a moment it had sent no more than so many bytes. */
function watchSending(house: WeightsHouse): (atMs: number, sentBytes: number) => number {
  const notes: { readonly atMs: number; readonly sentBytes: number }[] = [];
  const timer = setInterval(() => {
    notes.push({ atMs: performance.now(), sentBytes: house.sentBytes });
  }, 10);
  onTestFinished(() => clearInterval(timer));
  return (atMs, sentBytes) => {
    const last = notes.findLast((note) => note.sentBytes <= sentBytes);
    return Math.max(0, atMs - (last?.atMs ?? 0)) / 1_000;
  };
}

/** Bytes of the crates that a data folder holds for sure, as a next process will find them. */
async function keptBytes(dataDirectory: string, crates: readonly Crate[]): Promise<number> {
  const store = join(dataDirectory, 'artifacts');
  const manifests = await readdir(join(store, 'manifests'));
  const kept = new Map<string, number>();
  for (const name of await readdir(join(store, 'ingest'))) {
    const journal = await loadJournal(join(store, 'ingest', name));
    const writtenBytes = journal?.written.reduce((sum, { start, end }) => sum + end - start, 0) ?? 0;
    kept.set(journal?.identity?.etag ?? '', writtenBytes);
  }
  const bytesOf = ({ name, bytes }: Crate): number =>
    manifests.includes(`${sha256Of(bytes)}.json`) ? bytes.length : (kept.get(`"${name}"`) ?? 0);
  return crates.reduce((sum, crate) => sum + bytesOf(crate), 0);
}

async function startAll(url: string, house: WeightsHouse, crates: readonly Crate[]): Promise<string[]> {
  const ids: string[] = [];
  for (const crate of crates) {
    const { model } = await ask<{ model: { id: string } }>(
      url,
      'query ($ref: String!) { model(by: { ref: $ref }) { id } }',
      { ref: house.refOf(crate) },
    );
    const { startDownload } = await ask<{ startDownload: { id: string } }>(
      url,
      'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
      { id: model.id },
    );
    ids.push(startDownload.id);
  }
  return ids;
}

/** A watcher who comes back is told what is now, and everything later has a greater number. */
function expectGoesOn(before: readonly Told[], now: readonly Told[]): void {
  const last = before.at(-1);
  const again = now[0];
  // A final record is told as it was.
  const isRepeated =
    last !== undefined && last.state === 'COMPLETED' && again?.progress.sequence === last.progress.sequence;
  const records = [...(last === undefined || isRepeated ? [] : [last]), ...now];
  for (const [index, { progress }] of records.entries()) {
    const previous = records[index - 1];
    expect(progress.epoch).toBe(0);
    if (previous === undefined) continue;
    expect(progress.sequence).toBeGreaterThan(previous.progress.sequence);
    if (previous !== last)
      expect(progress.receivedBytes).toBeGreaterThanOrEqual(previous.progress.receivedBytes);
  }
}

async function expectRightBytes({ files, bytes }: Crate, told: Told | undefined): Promise<void> {
  expect(told?.state).toBe('COMPLETED');
  expect(told?.artifact?.digest).toBe(`sha256:${sha256Of(bytes)}`);
  const served: Record<string, string> = {};
  for (const { path, url } of told?.artifact?.files ?? []) served[path] = sha256Of(await fetchBytes(url));
  expect(served).toEqual(files);
}

/** What a kill cost: bytes that were sent for nothing, and the time that had been needed to send them. */
interface Cost {
  readonly moment: string;
  readonly lostBytes: number;
  /** Null where nothing was lost. */
  readonly lostSeconds: number | null;
}

interface Tally {
  readonly kills: Cost[];
  mostConnections: number;
}

/** A new data folder, from the start of its downloads to their end, with as many kills on the way as come about. */
async function playRound(random: Random, tally: Tally): Promise<void> {
  const crates = [
    plain('plain', 3 * MIB, 1.5 * MIB),
    plain('ranges', 22 * MIB, 6 * MIB),
    await packed('large', [6 * MIB, 2_000, 1], 4 * MIB),
    await packed(
      'many',
      Array.from({ length: 300 }, (_, index) => 1_000 + index),
      MIB,
    ),
  ];
  const house = await openWeightsHouse(crates);
  const secondsSince = watchSending(house);
  const variables = house.configure(SETTINGS);
  const dataDirectory = makeDirectory();
  const moments = momentsOf(random);
  const told = new Map<string, readonly Told[]>();
  let ids: readonly string[] | null = null;
  let lostBefore = 0;
  for (;;) {
    const gateway = await startMortalGateway(dataDirectory, variables);
    ids ??= await startAll(gateway.url, house, crates);
    const moment = tally.kills.length < KILLS ? (moments.shift() ?? null) : null;
    const life = await gateway.live(ids, moment);
    for (const [id, records] of life.told) {
      expectGoesOn(told.get(id) ?? [], records);
      told.set(id, [...(told.get(id) ?? []), ...records]);
    }
    if (life.killedAtMs === null) break;
    const usefulBytes = (await keptBytes(dataDirectory, crates)) + lostBefore;
    const lostBytes = house.sentBytes - usefulBytes;
    const lostSeconds = lostBytes === 0 ? null : secondsSince(life.killedAtMs, usefulBytes);
    tally.kills.push({ moment: moment?.name ?? '', lostBytes, lostSeconds });
    lostBefore += lostBytes;
  }
  for (const [index, crate] of crates.entries()) await expectRightBytes(crate, told.get(ids[index]!)?.at(-1));
  await expectNothingElse(
    dataDirectory,
    [...told.values()].map((records) => records.at(-1)!.artifact!),
  );
  // Whatever was sent is in an artifact, or was lost to a kill.
  expect(house.sentBytes - lostBefore).toBe(crates.reduce((sum, { bytes }) => sum + bytes.length, 0));
  const all = [...told.values()].flat();
  tally.mostConnections = Math.max(tally.mostConnections, ...all.map(({ progress }) => progress.connections));
}

/** In one line: how often at which moment, and what it cost. */
function summary(kills: readonly Cost[]): string {
  const names = [...new Set(kills.map(({ moment }) => moment))];
  const counts = names
    .map((name) => `${name} ${kills.filter(({ moment }) => moment === name).length}`)
    .join(', ');
  const meanKibibytes = kills.reduce((sum, { lostBytes }) => sum + lostBytes, 0) / kills.length / 1024;
  const most = Math.max(...kills.map(({ lostSeconds }) => lostSeconds ?? 0));
  return (
    `${kills.length} kills (${counts}): ${Math.round(meanKibibytes)} KiB sent again per kill, ` +
    `which had taken ${most.toFixed(2)} s to come at most\n`
  );
}

describe('a gateway that is killed at random moments', () => {
  it(
    'completes every download with the right bytes, sends little again and leaves nothing behind',
    async () => {
      const random = createRandom(String(SEED));
      const tally: Tally = { kills: [], mostConnections: 0 };
      process.stderr.write(`GATEWAY_KILLS_SEED=${SEED}\n`);
      while (tally.kills.length < KILLS) await playRound(random, tally);

      process.stderr.write(summary(tally.kills));
      expect(tally.mostConnections).toBeGreaterThan(1);
      const lostSeconds = tally.kills.map((kill) => kill.lostSeconds ?? 0);
      expect(Math.max(...lostSeconds)).toBeLessThanOrEqual(UNSAVED_SECONDS);
      const meanSeconds = lostSeconds.reduce((sum, seconds) => sum + seconds, 0) / lostSeconds.length;
      expect(meanSeconds).toBeLessThanOrEqual(USUALLY_UNSAVED_SECONDS);
    },
    60_000 + KILLS * 20_000,
  );
});
