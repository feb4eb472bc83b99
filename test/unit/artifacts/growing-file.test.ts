import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GrowingFile } from '../../../src/artifacts/growing-file.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

async function openGrowing(content?: string) {
  const path = join(await temporaryFolder(), 'data');
  if (content !== undefined) await writeFile(path, content);
  const file = new GrowingFile(path);
  return { path, file, reader: file[Symbol.asyncIterator]() };
}

const text = (result: IteratorResult<Uint8Array, void>): string | null =>
  result.done === true ? null : Buffer.from(result.value).toString();

describe('GrowingFile', () => {
  it('gives the valid prefix as it grows, and nothing that is not valid yet', async () => {
    const { path, file, reader } = await openGrowing('abcdef');

    file.advance(2);
    expect(text(await reader.next())).toBe('ab');
    const next = reader.next();
    file.advance(5);
    expect(text(await next)).toBe('cde');
    await appendFile(path, 'gh');
    file.finish(8);
    expect(text(await reader.next())).toBe('fgh');
    expect(text(await reader.next())).toBeNull();
  });

  it('waits for a file that does not exist yet', async () => {
    const { path, file, reader } = await openGrowing();
    const first = reader.next();

    await writeFile(path, 'late');
    file.finish(4);

    expect(text(await first)).toBe('late');
  });

  it('is empty when the file is complete with no bytes', async () => {
    const { file, reader } = await openGrowing('');
    file.finish(0);

    expect(text(await reader.next())).toBeNull();
  });

  it('forgets nothing when told a smaller prefix', async () => {
    const { file, reader } = await openGrowing('abcdef');
    file.advance(4);
    file.advance(1);

    expect(text(await reader.next())).toBe('abcd');
  });

  it('ends a waiting reader with the reason it is aborted for', async () => {
    const { file, reader } = await openGrowing('abc');
    const waiting = reader.next();

    file.abort(new Error('enough'));

    await expect(waiting).rejects.toThrow('enough');
  });

  it('fails, instead of giving fewer bytes, when the file is shorter than told', async () => {
    const { file, reader } = await openGrowing('abc');
    file.finish(5);
    await reader.next();

    expect((await rejectionOf(reader.next())).code).toBe('INTERNAL');
  });
});
