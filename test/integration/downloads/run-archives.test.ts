import { describe, expect, it } from 'vitest';
import { downloadToEnd, gatewayAdapter, openRig } from '../../helpers/download-rig.js';
import { useSandboxEnvironment } from '../../helpers/sandbox.js';

describe('an archive of a run', () => {
  const sandbox = useSandboxEnvironment({ size: 1 });

  it.each([
    ['sdk', 'model_adapter', ['model_full/config.json', 'model_full/run.json']],
    ['documented', 'adapter', ['model_full/config.json', 'run_config.json']],
  ] as const)('in the layout "%s" is known by its parts', async (layout, adapterFolder, configs) => {
    const { storage, catalog } = sandbox();
    // About every second run has an adapter in the layout of the SDK; this one does.
    const options = { runId: 'run-4', epoch: 3, layout, compression: 'gzip' } as const;
    storage.put(layout, catalog.weights.runArchive(options));
    const adapter = gatewayAdapter({
      plan: { packaging: 'archive' },
      trustedOrigins: [storage.origin],
      locate: () => ({ kind: 'url', url: storage.sign(layout, 60_000, 'goog').url, expiresAt: null }),
    });
    const rig = await openRig([adapter]);

    const final = await downloadToEnd(rig);

    const { files } = rig.artifacts.get(final.artifactId!)!;
    const paths = (role: string) => files.filter((file) => file.role === role).map(({ path }) => path);
    expect(paths('WEIGHTS')).toEqual(['model_full/model.safetensors']);
    expect(paths('CONFIG').toSorted()).toEqual(configs);
    expect(paths('ADAPTER').toSorted()).toEqual([
      `${adapterFolder}/adapter_config.json`,
      `${adapterFolder}/adapter_model.safetensors`,
    ]);
  });
});
