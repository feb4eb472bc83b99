import { link, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeInline } from '../../../src/downloads/inline.js';
import { sha256Of } from '../../helpers/downloads.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

describe('an object that a provider gave in its answer', () => {
  it('changes no file that an earlier one has become in the store', async () => {
    const directory = await temporaryFolder();
    await writeFile(join(directory, 'data'), 'before');
    await link(join(directory, 'data'), join(directory, 'blob'));

    const { sha256 } = await storeInline(directory, Buffer.from('after!'));

    expect(sha256).toBe(sha256Of(Buffer.from('after!')));
    expect(await readFile(join(directory, 'data'), 'utf8')).toBe('after!');
    expect(await readFile(join(directory, 'blob'), 'utf8')).toBe('before');
  });
});
