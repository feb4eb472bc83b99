import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackStream } from '../../../src/artifacts/unpack-stream.js';
import { DamagedArchiveError } from '../../../src/artifacts/damaged-archive-error.js';
import type { DownloadFileRecord } from '../../../src/domain/download.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { inPieces, PACKED_FILES, packedArchives } from '../../helpers/archives.js';
import { createDeferred } from '../../helpers/deferred.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { makeTar, tarGzOf, tarOf, type TarMember } from '../../helpers/tar.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

async function unpack(archive: Uint8Array) {
  const folder = await temporaryFolder();
  const inside = join(folder, 'inside');
  await mkdir(inside);
  const told: string[] = [];
  const unpacking = unpackStream(inPieces(archive, 10_000), inside, {
    onMember: ({ path, sizeBytes, receivedBytes }) => {
      if (sizeBytes === receivedBytes) told.push(path);
    },
    onFailure: () => undefined,
  });
  return { folder, inside, told, unpacking };
}

const archives = await packedArchives();

describe('unpackStream', () => {
  it.each(archives)(
    'takes the files out of %s, hashed and under names of our own',
    async (_form, archive) => {
      const { inside, told, unpacking } = await unpack(archive);

      const members = await unpacking;

      expect(members.map(({ path, sizeBytes, sha256 }) => [path, sizeBytes, sha256])).toEqual(
        Object.entries(PACKED_FILES).map(([path, text]) => [
          path,
          text.length,
          createHash('sha256').update(text).digest('hex'),
        ]),
      );
      expect([...new Set(told)]).toEqual(Object.keys(PACKED_FILES));
      expect((await readdir(inside)).toSorted()).toEqual(['0', '1', '2']);
      expect(await readFile(members[1]!.file, 'utf8')).toBe('{}');
    },
  );

  it('keeps large files byte for byte', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefg');
    const { unpacking } = await unpack(await tarGzOf({ 'model.onnx': content }));

    const [member] = await unpacking;

    expect((await readFile(member!.file)).equals(content)).toBe(true);
  });

  it('leaves out directories and a leading ./', async () => {
    const { unpacking } = await unpack(
      await makeTar([
        { header: { name: './', type: 'directory' } },
        { header: { name: './sub/', type: 'directory' } },
        { header: { name: './sub/a.json' }, content: '1' },
      ]),
    );

    expect((await unpacking).map(({ path }) => path)).toEqual(['sub/a.json']);
  });

  it('knows a path longer than the header holds', async () => {
    const path = `${'folder/'.repeat(60)}a.onnx`;
    const { unpacking } = await unpack(await tarOf({ [path]: 'x' }));

    expect((await unpacking)[0]?.path).toBe(path);
  });

  const attacks: readonly (readonly [string, TarMember])[] = [
    ['a path with ..', { header: { name: '../evil' }, content: 'x' }],
    ['a path with .. inside', { header: { name: 'a/../../evil' }, content: 'x' }],
    ['a long path with ..', { header: { name: 'x', pax: { path: '../evil' } }, content: 'x' }],
    ['an absolute path', { header: { name: '/etc/evil' }, content: 'x' }],
    ['a Windows path', { header: { name: String.raw`..\evil` }, content: 'x' }],
    ['a drive', { header: { name: 'C:evil' }, content: 'x' }],
    ['a symbolic link', { header: { name: 'link', type: 'symlink', linkname: '/etc/passwd' } }],
    ['a hard link', { header: { name: 'link', type: 'link', linkname: 'object' } }],
    ['a device', { header: { name: 'device', type: 'character-device', devmajor: 1, devminor: 5 } }],
    ['a pipe', { header: { name: 'pipe', type: 'fifo' } }],
    ['a file with holes', { header: { name: 'sparse', pax: { 'GNU.sparse.major': '1' } }, content: 'x' }],
    ['a directory that leads out', { header: { name: '../dir/', type: 'directory' } }],
    ['the same path twice', { header: { name: './good' }, content: 'x' }],
    ['a file of a terabyte', { header: { name: 'huge', pax: { size: String(2 ** 40) } }, content: 'x' }],
  ];
  it.each(attacks)('refuses %s and writes nothing outside', async (_what, member) => {
    const archive = await makeTar([{ header: { name: 'good' }, content: 'fine' }, member]);
    const { folder, inside, unpacking } = await unpack(archive);

    const error = await rejectionOf(unpacking);

    expect(error).toMatchObject({ code: 'ARCHIVE_INVALID', retryable: false });
    expect(await readdir(folder)).toEqual(['inside']);
    expect(await readdir(inside)).toEqual(['0']);
  });

  it('refuses too many entries', async () => {
    const members = Array.from({ length: 10_001 }, (_, index) => ({
      header: { name: `d${index}/`, type: 'directory' as const },
    }));
    const { unpacking } = await unpack(await makeTar(members));

    expect((await rejectionOf(unpacking)).message).toMatch(/10000/u);
  });

  it('stops a bomb long before it has filled the disk', async () => {
    const { inside, unpacking } = await unpack(await tarGzOf({ zeros: Buffer.alloc(100 * 2 ** 20) }));

    const error = await rejectionOf(unpacking);

    expect(error.message).toMatch(/out of proportion/u);
    const written = await readFile(join(inside, '0'));
    expect(written.length).toBeLessThan(20 * 2 ** 20);
  });

  it('says that zip is not supported', async () => {
    const { unpacking } = await unpack(Buffer.from('PK\u0003\u0004....', 'latin1'));

    const error = await rejectionOf(unpacking);

    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(error.message).toContain('is zip;');
  });

  it('refuses what is no archive, is cut, has something behind it, or holds nothing', async () => {
    const tar = await tarOf({ 'model.onnx': Buffer.alloc(10_000, 1) });
    const compressed = gzipSync(tar);
    const broken = [
      Buffer.alloc(2_000, 'not a tar'),
      tar.subarray(0, 5_000),
      Buffer.concat([tar, Buffer.alloc(512, 'trailing')]),
      compressed.subarray(0, compressed.length - 12),
      Buffer.concat([compressed.subarray(0, 20), Buffer.alloc(40, 7)]),
      Buffer.concat([compressed, Buffer.alloc(40, 7)]),
      await makeTar([]),
      Buffer.alloc(0),
    ];

    for (const bytes of broken) {
      const { unpacking } = await unpack(bytes);
      expect((await rejectionOf(unpacking)).code).toBe('ARCHIVE_INVALID');
    }
  });

  it.each(archives)('fails with what its source fails with, in the middle of %s', async (_form, archive) => {
    async function* failing() {
      yield archive.subarray(0, 200);
      throw new GatewayError('STORAGE_FULL', 'No room.');
    }
    const folder = await temporaryFolder();

    const error = await rejectionOf(
      unpackStream(failing(), folder, { onMember: () => undefined, onFailure: () => undefined }),
    );

    expect(error.code).toBe('STORAGE_FULL');
  });

  it('tells each member as it begins and as it grows', async () => {
    const tar = await tarOf({ 'a.onnx': Buffer.alloc(30_000), b: 'x' });
    const seen: DownloadFileRecord[] = [];

    await unpackStream(inPieces(tar, 10_000), await temporaryFolder(), {
      onMember: (member) => seen.push(member),
      onFailure: () => undefined,
    });

    const sizes = seen.filter(({ path }) => path === 'a.onnx').map(({ receivedBytes }) => receivedBytes);
    expect(sizes[0]).toBe(0);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
    expect(seen.at(-1)).toEqual({ path: 'b', sizeBytes: 1, receivedBytes: 1 });
  });

  it.each(archives)(
    'ends a source that waits for more when %s cannot be unpacked',
    async (_form, archive) => {
      const source = createDeferred<never>();
      // Damage may be found before anybody waits.
      source.promise.catch(() => undefined);
      async function* waiting() {
        yield archive.subarray(0, Math.min(archive.length / 2, 5_000));
        yield Buffer.alloc(4_000_000, 0x5a);
        await source.promise;
      }
      const folder = await temporaryFolder();

      const error = await rejectionOf(
        unpackStream(waiting(), folder, {
          onMember: () => undefined,
          onFailure: (reason) => source.reject(reason),
        }),
      );

      expect(error).toBeInstanceOf(DamagedArchiveError);
    },
  );

  it('reads on only as fast as what comes out is written', async () => {
    const tar = await tarOf({ a: Buffer.alloc(4_000_000, 1), b: Buffer.alloc(4_000_000, 2) });
    let given = 0;
    async function* counted() {
      for await (const piece of inPieces(tar, 10_000)) {
        given += piece.length;
        yield piece;
      }
    }
    const folder = await temporaryFolder();
    const givenAtFirst: number[] = [];

    await unpackStream(counted(), folder, {
      onMember: ({ sizeBytes, receivedBytes }) => {
        if (sizeBytes === receivedBytes) givenAtFirst.push(given);
      },
      onFailure: () => undefined,
    });

    expect(givenAtFirst[0]).toBeLessThan(4_500_000);
  });
});
