import { createMemoryDownloadStore } from '../../helpers/memory-download-store.js';
import type { ProviderAdapter } from '../../../src/providers/provider.js';
import { openRig, temporaryFolder, type RigOptions } from '../../helpers/download-rig.js';
import { describeDownloadManager, type ManagersUnderTest } from '../download-manager-contract.js';

async function open(
  adapters: readonly ProviderAdapter[],
  options: Pick<RigOptions, 'settings' | 'freeBytes'> = {},
): Promise<ManagersUnderTest> {
  const dataDirectory = await temporaryFolder();
  const memory = { generation: -1, downloads: new Map() };
  const next = async (): Promise<ManagersUnderTest> => {
    const store = createMemoryDownloadStore(memory);
    const { manager, artifacts, call } = await openRig(adapters, { ...options, dataDirectory, store });
    const restart = async () => {
      await manager.close();
      return next();
    };
    return { here: manager, there: manager, artifacts, call, restart };
  };
  return next();
}

describeDownloadManager('one process', open);
