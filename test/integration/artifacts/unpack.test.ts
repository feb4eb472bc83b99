import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackArchive } from '../../../src/artifacts/unpack.js';
import { digestOf, temporaryFolder } from '../../helpers/download-rig.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { makeTar, tarGzOf, tarOf, type TarMember } from '../../helpers/tar.js';

async function unpack(archive: Uint8Array, signal = new AbortController().signal) {
  const folder = await temporaryFolder();
  const inside = join(folder, 'inside');
  await mkdir(inside);
  await writeFile(join(inside, 'object'), archive);
  return { folder, inside, unpacking: unpackArchive(join(inside, 'object'), inside, signal) };
}

const FILES = { 'model_full/model.safetensors': 'weights', 'model_full/run.json': '{}', 'empty.txt': '' };

describe('unpackArchive', () => {
  it.each([
    ['a plain tar', tarOf],
    ['a tar with gzip', tarGzOf],
  ])('takes the files out of %s, hashed and under names of our own', async (_form, make) => {
    const { inside, unpacking } = await unpack(await make(FILES));

    const members = await unpacking;

    expect(members.map(({ path, sizeBytes, sha256 }) => [path, sizeBytes, sha256])).toEqual(
      Object.entries(FILES).map(([path, text]) => [path, text.length, digestOf('sha256', Buffer.from(text))]),
    );
    expect((await readdir(inside)).toSorted()).toEqual(['0', '1', '2', 'object']);
    expect(await readFile(members[0]!.file, 'utf8')).toBe('weights');
  });

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
    ['an absolute path', { header: { name: '/etc/evil' }, content: 'x' }],
    ['a Windows path', { header: { name: String.raw`..\evil` }, content: 'x' }],
    ['a drive', { header: { name: 'C:evil' }, content: 'x' }],
    ['a symbolic link', { header: { name: 'link', type: 'symlink', linkname: '/etc/passwd' } }],
    ['a hard link', { header: { name: 'link', type: 'link', linkname: 'object' } }],
    ['a device', { header: { name: 'device', type: 'character-device', devmajor: 1, devminor: 5 } }],
    ['a pipe', { header: { name: 'pipe', type: 'fifo' } }],
    ['a directory that leads out', { header: { name: '../dir/', type: 'directory' } }],
    ['the same path twice', { header: { name: './good' }, content: 'x' }],
  ];
  it.each(attacks)('refuses %s and writes nothing outside', async (_what, member) => {
    const archive = await makeTar([{ header: { name: 'good' }, content: 'fine' }, member]);
    const { folder, unpacking } = await unpack(archive);

    const error = await rejectionOf(unpacking);

    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(await readdir(folder)).toEqual(['inside']);
  });

  it('refuses too many entries', async () => {
    const members = Array.from({ length: 10_001 }, (_, index) => ({
      header: { name: `d${index}/`, type: 'directory' as const },
    }));
    const { unpacking } = await unpack(await makeTar(members));

    expect((await rejectionOf(unpacking)).message).toMatch(/10000/u);
  });

  it('refuses a bomb before it fills the disk', async () => {
    const { inside, unpacking } = await unpack(await tarGzOf({ zeros: Buffer.alloc(40 * 2 ** 20) }));

    const error = await rejectionOf(unpacking);

    expect(error).toMatchObject({ code: 'ARCHIVE_INVALID', retryable: false });
    expect(await readdir(inside)).toEqual(['object']);
  });

  it('refuses a bomb whose bytes stand behind its last file', async () => {
    const tar = Buffer.concat([await tarOf(FILES), Buffer.alloc(20 * 2 ** 20)]);
    const { unpacking } = await unpack(gzipSync(tar));

    const error = await rejectionOf(unpacking);

    expect(error).toMatchObject({ code: 'ARCHIVE_INVALID', message: expect.stringContaining('proportion') });
  });

  it.each([
    ['bzip2', 'BZh91AY&SY'],
    ['xz', '\u00fd7zXZ\u0000\u0000'],
    ['zip', 'PK\u0003\u0004....'],
    ['zstd', '(\u00b5/\u00fd....'],
  ])('says that %s is not supported', async (name, start) => {
    const { unpacking } = await unpack(Buffer.from(start, 'latin1'));

    const error = await rejectionOf(unpacking);

    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(error.message).toContain(`is ${name};`);
  });

  it('refuses what is no archive, is cut, or holds nothing', async () => {
    const tar = await tarOf({ 'model.onnx': Buffer.alloc(10_000, 1) });
    const compressed = gzipSync(tar);
    const broken = [
      Buffer.alloc(2_000, 'not a tar'),
      tar.subarray(0, 5_000),
      compressed.subarray(0, compressed.length - 12),
      Buffer.concat([compressed.subarray(0, 20), Buffer.alloc(40, 7)]),
      await makeTar([]),
      Buffer.alloc(0),
    ];

    for (const bytes of broken) {
      const { unpacking } = await unpack(bytes);
      expect((await rejectionOf(unpacking)).code).toBe('ARCHIVE_INVALID');
    }
  });

  it('stops with the reason of the signal', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const { unpacking } = await unpack(await tarOf(FILES), controller.signal);

    await expect(unpacking).rejects.toThrow('enough');
  });
});
