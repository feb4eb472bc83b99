import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStoreName } from '../../../src/downloads/cluster/store-name.js';
import { openStore } from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';

describe('the name of a store', () => {
  it('is the same for all who come at once', async () => {
    const { ingests } = await openStore(await temporaryFolder());

    const names = await Promise.all([1, 2, 3, 4].map(() => readStoreName(ingests)));

    expect(new Set(names).size).toBe(1);
    expect(await readStoreName(ingests)).toBe(names[0]);
  });

  it('is given by others when who was about to give it has died', async () => {
    const directory = await temporaryFolder();
    const { ingests } = await openStore(directory);
    await writeFile(join(directory, 'artifacts', 'ingest', 'store-name'), '');

    const names = await Promise.all([1, 2, 3].map(() => readStoreName(ingests)));

    expect(names[0]).toMatch(/^[0-9a-f-]{36}$/u);
    expect(new Set(names).size).toBe(1);
    expect(await readStoreName(ingests)).toBe(names[0]);
  });
});
