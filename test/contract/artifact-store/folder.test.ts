import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { describeArtifactStore } from '../artifact-store-contract.js';

describeArtifactStore(
  'folder',
  async () => {
    const directory = await temporaryFolder();
    return {
      open: () => openStore(directory),
      damage: async (sha256) => {
        const blob = join(directory, 'artifacts', 'blobs', 'sha256', sha256.slice(0, 2), sha256);
        const bytes = await readFile(blob);
        await chmod(blob, 0o600);
        await writeFile(blob, Buffer.alloc(bytes.length, '?'));
      },
    };
  },
  { sharesFiles: true },
);
