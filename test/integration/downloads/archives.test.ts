import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DownloadRecord } from '../../../src/domain/download.js';
import type { DownloadPlan } from '../../../src/providers/provider.js';
import { packedArchives, PACKED_FILES } from '../../helpers/archives.js';
import { storedFiles } from '../../helpers/artifacts.js';
import {
  digestOf,
  downloadToEnd,
  followToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  target,
  temporaryFolder,
  type DownloadRig,
  type RigOptions,
} from '../../helpers/download-rig.js';
import { startHoldingHost } from '../../helpers/holding-host.js';
import { makeTar, tarOf } from '../../helpers/tar.js';

/** Digests of which one is announced. */
const announcing = (digest: Partial<DownloadPlan['expectedDigests']>) => ({
  expectedDigests: { md5: null, crc32c: null, sha256: null, ...digest },
});

interface Fixture {
  readonly rig: DownloadRig;
  readonly host: Awaited<ReturnType<typeof startHoldingHost>>;
  readonly started: DownloadRecord;
}

/** A download of an archive whose host keeps back a part of it. */
async function downloading(
  archive: Buffer,
  holdAt: number,
  { plan = {}, ...options }: RigOptions & { readonly plan?: Partial<DownloadPlan> } = {},
): Promise<Fixture> {
  const host = await startHoldingHost(archive, holdAt);
  const adapter = gatewayAdapter({
    plan: { packaging: 'archive', fileName: 'run.tar', ...plan },
    trustedOrigins: [host.origin],
    locate: () => ({ kind: 'url', url: host.origin, expiresAt: null }),
  });
  const rig = await openRig([adapter], options);
  return { rig, host, started: await rig.manager.start('registry', target('m'), rig.call) };
}

/** The first record of which this holds. */
async function recordThat(
  { rig, started }: Fixture,
  holds: (record: DownloadRecord) => boolean,
): Promise<DownloadRecord> {
  for await (const record of rig.manager.watch(started.id) ?? []) if (holds(record)) return record;
  throw new Error('The download ended before.');
}

const hasMember = ({ members }: DownloadRecord): boolean =>
  members.some(({ receivedBytes }) => receivedBytes > 0);

const toEnd = async ({ rig, started }: Fixture): Promise<DownloadRecord> =>
  (await followToEnd(rig.manager, started)).at(-1)!;

/** Files of the store and of objects on their way in. */
const filesOf = ({ dataDirectory }: Pick<DownloadRig, 'dataDirectory'>) => storedFiles(dataDirectory);

const weights = randomBytes(400_000);
const tar = await tarOf({ 'model_full/run.json': '{}', 'model_full/model.safetensors': weights });
const archives = await packedArchives();

describe('an archive on its way in', () => {
  it.each(archives.filter(([form]) => form !== 'bzip2'))(
    'shows what comes out of %s before the rest has come',
    async (_form, archive) => {
      const holdAt = Math.floor(archive.length * 0.8);
      const fixture = await downloading(archive, holdAt);

      const during = await recordThat(fixture, hasMember);
      fixture.host.release();
      const final = await toEnd(fixture);

      expect(during).toMatchObject({ state: 'TRANSFERRING', progress: { receivedBytes: holdAt } });
      expect(during.members[0]).toMatchObject({ path: 'model_full/model.safetensors', sizeBytes: 280_000 });
      expect(final).toMatchObject({ state: 'COMPLETED', members: [] });
      const artifact = fixture.rig.artifacts.get(final.artifactId!)!;
      expect(artifact.files.map(({ path, role }) => [path, role])).toEqual([
        ['model_full/model.safetensors', 'WEIGHTS'],
        ['model_full/run.json', 'CONFIG'],
        ['empty.txt', 'OTHER'],
      ]);
      expect((await storedBytes(fixture.rig, final)).toString()).toBe(
        PACKED_FILES['model_full/model.safetensors'],
      );
    },
  );

  it('of bzip2, which is decoded by large blocks, comes out in the end and leaves its members and nothing else', async () => {
    const archive = archives.find(([form]) => form === 'bzip2')![1];
    const fixture = await downloading(archive, archive.length);

    const records = await followToEnd(fixture.rig.manager, fixture.started);

    const { files } = fixture.rig.artifacts.get(records.at(-1)!.artifactId!)!;
    expect((await filesOf(fixture.rig)).toSorted()).toEqual(
      [...files.map(({ sha256 }) => sha256), `${digestOf('sha256', archive)}.json`].toSorted(),
    );
    const states = new Set(records.map(({ state }) => state));
    expect([...states].slice(-2)).toEqual(['UNPACKING', 'COMPLETED']);
  });

  it('begins anew when another object has come in its place', async () => {
    const other = await tarOf({ 'other/model.onnx': randomBytes(300_000) });
    const fixture = await downloading(tar, 300_000);
    await recordThat(fixture, hasMember);

    const records = followToEnd(fixture.rig.manager, fixture.started);
    fixture.host.replace(other);
    const told = await records;

    const second = told.filter(({ progress }) => progress.epoch === 1);
    expect(second.flatMap(({ members }) => members.map(({ path }) => path))).not.toContain(
      'model_full/run.json',
    );
    expect(told.at(-1)).toMatchObject({ state: 'COMPLETED', artifactId: digestOf('sha256', other) });
    expect(fixture.rig.artifacts.list()[0]?.files.map(({ path }) => path)).toEqual(['other/model.onnx']);
  });

  it('comes out again from its first byte after the process was killed, and only the rest is fetched', async () => {
    const fixture = await downloading(tar, 300_000);
    await recordThat(fixture, hasMember);
    const partial = async () => (await fixture.rig.manager.partials())[0]?.receivedBytes;
    await expect.poll(partial, { timeout: 5_000 }).toBe(300_000);
    // What a process that is killed now leaves behind.
    const dataDirectory = await temporaryFolder();
    await cp(fixture.rig.dataDirectory, dataDirectory, { recursive: true });
    // It is not there any more.
    await rm(join(dataDirectory, 'artifacts', 'replicas'), { recursive: true });
    expect(await filesOf({ ...fixture.rig, dataDirectory })).toContain('1');
    fixture.host.release();

    const adapter = gatewayAdapter({
      plan: { packaging: 'archive' },
      trustedOrigins: [fixture.host.origin],
      locate: () => ({ kind: 'url', url: fixture.host.origin, expiresAt: null }),
    });
    const rig = await openRig([adapter], { dataDirectory });
    const left = await filesOf(rig);
    const final = await downloadToEnd(rig);

    expect(left.toSorted()).toEqual(['data', 'journal.json']);
    expect(final).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expect((await storedBytes(rig, final, 1)).equals(weights)).toBe(true);
    expect(fixture.host.starts().at(-1)).toMatch(/^bytes=300000-/u);
  });

  it('is dropped when it is paused, and comes out again when it goes on', async () => {
    const fixture = await downloading(tar, 300_000);
    await recordThat(fixture, hasMember);

    const paused = await fixture.rig.manager.pause(fixture.started.id);
    const files = await filesOf(fixture.rig);
    fixture.host.release();
    await fixture.rig.manager.resume(fixture.started.id);

    expect([paused?.state, paused?.members]).toEqual(['PAUSED', []]);
    expect(files.toSorted()).toEqual(['data', 'journal.json']);
    expect(await toEnd(fixture)).toMatchObject({ state: 'COMPLETED' });
  });
});

describe('an archive that must not be unpacked', () => {
  it('because a path leads out of it ends the transfer at once, even where a digest will be compared', async () => {
    const archive = await makeTar([
      { header: { name: 'good' }, content: 'x' },
      { header: { name: '../evil' }, content: 'x' },
      { header: { name: 'rest' }, content: Buffer.alloc(100_000) },
    ]);
    const fixture = await downloading(archive, 50_000, { plan: announcing({ md5: 'f'.repeat(32) }) });

    const final = await toEnd(fixture);

    expect(final).toMatchObject({ state: 'FAILED', error: { code: 'ARCHIVE_INVALID', retryable: false } });
    expect(final.error?.message).toMatch(/leads out/u);
    expect(await filesOf(fixture.rig)).toEqual([]);
  });

  it('because it is a bomb ends the transfer at once', async () => {
    const bomb = gzipSync(await tarOf({ zeros: Buffer.alloc(40 * 2 ** 20) }));
    const fixture = await downloading(bomb, bomb.length - 100);

    expect((await toEnd(fixture)).error?.message).toMatch(/out of proportion/u);
    expect(await filesOf(fixture.rig)).toEqual([]);
  });

  it('because it makes no sense ends the transfer at once where no digest can tell whose fault it is', async () => {
    const fixture = await downloading(Buffer.alloc(100_000, 'no tar'), 50_000);

    expect(await toEnd(fixture)).toMatchObject({ state: 'FAILED', error: { code: 'ARCHIVE_INVALID' } });
  });

  it.each([
    ['is the fault of the transfer when the digest is another', 'f'.repeat(32), 'INTEGRITY_MISMATCH'],
    ['is the fault of the archive when the digest is right', null, 'ARCHIVE_INVALID'],
  ])('because it makes no sense %s', async (_what, announced, code) => {
    const garbage = Buffer.alloc(100_000, 'no tar');
    const md5 = announced ?? digestOf('md5', garbage);
    const fixture = await downloading(garbage, 50_000, { plan: announcing({ md5 }) });
    await recordThat(fixture, ({ progress }) => progress.verifiedBytes === 50_000);

    fixture.host.release();

    expect(await toEnd(fixture)).toMatchObject({ state: 'FAILED', error: { code } });
    expect(await filesOf(fixture.rig)).toEqual([]);
  });

  it('because its digest is wrong leaves none of the members that had come out', async () => {
    const fixture = await downloading(tar, 300_000, { plan: announcing({ sha256: '0'.repeat(64) }) });
    await recordThat(fixture, hasMember);

    fixture.host.release();

    expect(await toEnd(fixture)).toMatchObject({ state: 'FAILED', error: { code: 'INTEGRITY_MISMATCH' } });
    expect([await filesOf(fixture.rig), fixture.rig.artifacts.list()]).toEqual([[], []]);
  });
});

describe('room for an archive', () => {
  const MIB = 2 ** 20;

  it('is wanted for what it unpacks to as soon as that is known, and its bytes stay until there is', async () => {
    const archive = gzipSync(await tarOf({ 'config.json': Buffer.alloc(8 * MIB) }));
    let freeBytes = MIB;
    // Most of it is still to come out, however quick that is.
    const holdAt = Math.floor(archive.length / 4);
    const fixture = await downloading(archive, holdAt, { freeBytes: async () => freeBytes });

    const held = await recordThat(fixture, ({ state }) => state === 'WAITING_FOR_SPACE');
    expect(held.stateReason).toMatch(/MiB are still to be written/u);
    freeBytes = 100 * MIB;
    fixture.host.release();

    expect(await toEnd(fixture)).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expect(fixture.host.starts().at(-1)).toContain(`bytes=${holdAt}-`);
  });
});

describe('the same archive from two providers at once', () => {
  it('is stored once, for both', async () => {
    const host = await startHoldingHost(tar, 300_000);
    const adapters = ['one', 'two'].map((name) =>
      gatewayAdapter(
        {
          plan: { packaging: 'archive' },
          trustedOrigins: [host.origin],
          locate: () => ({ kind: 'url', url: host.origin, expiresAt: null }),
        },
        name,
      ),
    );
    const rig = await openRig(adapters);
    const fixtures = await Promise.all(
      ['one', 'two'].map(async (name) => ({
        rig,
        host,
        started: await rig.manager.start(name, target('m'), rig.call),
      })),
    );
    await Promise.all(fixtures.map((fixture) => recordThat(fixture, hasMember)));

    host.release();
    const finals = await Promise.all(fixtures.map(toEnd));

    const [artifact] = rig.artifacts.list();
    expect(finals.map(({ artifactId }) => artifactId)).toEqual([artifact?.id, artifact?.id]);
    expect(artifact?.origins.map(({ provider }) => provider).toSorted()).toEqual(['one', 'two']);
    // Two members and their manifest.
    expect(await filesOf(rig)).toHaveLength(3);
    expect((await storedBytes(rig, finals[1]!, 1)).equals(weights)).toBe(true);
  });
});
