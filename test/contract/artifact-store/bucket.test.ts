import { onTestFinished } from 'vitest';
import { createBucketStore } from '../../../src/artifacts/bucket/bucket-store.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { useObjectStorage } from '../../helpers/object-storage.js';
import { silentLog } from '../../helpers/sandbox.js';
import { describeArtifactStore } from '../artifact-store-contract.js';

const storage = useObjectStorage();

describeArtifactStore(
  'bucket',
  async () => {
    const settings = storage.settings();
    return {
      open: async () => {
        const directory = await temporaryFolder();
        const store = await createBucketStore({ settings, directory, announcements: null, log: silentLog });
        onTestFinished(() => store.close());
        return store;
      },
      damage: async (sha256) => {
        const manifest = await storage.read(settings, `manifests/${sha256}.json`);
        const { objects, artifact } = JSON.parse(manifest);
        await storage.replace(settings, objects[sha256], '?'.repeat(artifact.sizeBytes));
      },
    };
  },
  { sharesFiles: false },
);
