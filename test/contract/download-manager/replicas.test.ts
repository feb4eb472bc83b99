import { afterAll, beforeAll } from 'vitest';
import type { ProviderAdapter } from '../../../src/providers/provider.js';
import { temporaryFolder, type RigOptions } from '../../helpers/download-rig.js';
import { openReplica } from '../../helpers/download-replicas.js';
import { launchRedis, type TestRedis } from '../../helpers/redis.js';
import { describeDownloadManager, type ManagersUnderTest } from '../download-manager-contract.js';

let redis: TestRedis;
let worlds = 0;

beforeAll(async () => {
  redis = await launchRedis();
});

afterAll(() => redis.stop());

async function open(
  adapters: readonly ProviderAdapter[],
  limits: Pick<RigOptions, 'settings' | 'freeBytes'> = {},
): Promise<ManagersUnderTest> {
  const dataDirectory = await temporaryFolder();
  worlds += 1;
  const prefix = `world-${worlds}:`;
  const next = async (): Promise<ManagersUnderTest> => {
    const options = { ...limits, dataDirectory, prefix };
    const [one, two] = [
      await openReplica(redis, adapters, options),
      await openReplica(redis, adapters, options),
    ];
    const restart = async () => {
      await Promise.all([one.manager.close(), two.manager.close()]);
      return next();
    };
    return { here: one.manager, there: two.manager, artifacts: two.artifacts, call: two.call, restart };
  };
  return next();
}

describeDownloadManager('replicas', open);
