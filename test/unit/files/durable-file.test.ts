import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDurably } from '../../../src/files/durable-file.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

describe('a file that is replaced in one step', () => {
  it('leaves nothing else where it cannot be', async () => {
    const directory = await temporaryFolder();
    const path = join(directory, 'file');
    await mkdir(path);

    await expect(writeDurably(path, 'text')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(directory)).toEqual(['file']);
  });
});
