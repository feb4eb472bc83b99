import { describe, expect, it } from 'vitest';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 30, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const INSPECTION = `{
  format member tensorCount parameterCount
  tensors { name dtype shape } inputs { name dtype shape } outputs { name }
}`;

interface Inspection {
  readonly format: string;
  readonly member: string | null;
  readonly inputs: readonly unknown[];
}

interface ListedModel {
  readonly checkpoints: { readonly nodes: readonly { readonly id: string; readonly format: string }[] };
}

/** Ids of checkpoints of this format, of the first models of a provider. */
async function checkpointIds(provider: string, format: string, models: number): Promise<readonly string[]> {
  const data = dataOf(
    await gateway().askText(
      `query ($provider: String!, $models: Int!) {
        models(first: $models, filter: { providers: [$provider] }) {
          nodes { checkpoints(first: 5) { nodes { id format } } }
        }
      }`,
      { provider, models },
    ),
  );
  const nodes: readonly ListedModel[] = data['models'].nodes;
  const checkpoints = nodes.flatMap((model) => model.checkpoints.nodes);
  return checkpoints.filter((each) => each.format === format).map(({ id }) => id);
}

/** What the field gives, and the code of its error. */
async function inspectCheckpoint(
  id: string,
): Promise<{ readonly inspection: Inspection | null; readonly code: unknown }> {
  const { data, errors } = await gateway().askText(
    `query ($id: ID!) { checkpoint(by: { id: $id }) { inspect ${INSPECTION} } }`,
    { id },
  );
  return { inspection: data?.['checkpoint'].inspect ?? null, code: errors[0]?.extensions['code'] ?? null };
}

/** The inspection of the only file of a download's artifact; null until it is there. */
async function storedInspection(downloadId: string): Promise<Inspection | null> {
  const answer = await gateway().askText(
    `query ($id: ID!) { download(id: $id) { artifact { files { inspect ${INSPECTION} } } } }`,
    { id: downloadId },
  );
  return dataOf(answer)['download'].artifact?.files[0].inspect ?? null;
}

describe('Checkpoint.inspect', () => {
  it('tells what a registry’s ONNX file takes and gives, without a download', async () => {
    const [id = ''] = await checkpointIds('registry', 'onnx', 30);

    const { inspection, code } = await inspectCheckpoint(id);

    expect(code).toBeNull();
    expect(inspection).toMatchObject({ format: 'ONNX', member: null });
    expect(inspection?.inputs.length).toBeGreaterThan(0);
    const data = dataOf(await gateway().askText('{ downloads { nodes { id } } }'));
    expect(data['downloads'].nodes).toEqual([]);
  });

  it('reads the safetensors inside a run’s plain tar, and wants compressed ones downloaded', async () => {
    const found = new Map<unknown, Inspection | null>();
    for (const id of await checkpointIds('runs', 'tar', 30)) {
      const { inspection, code } = await inspectCheckpoint(id);
      found.set(code, inspection);
      if (found.has(null) && found.has('UNSUPPORTED')) break;
    }

    expect(found.get(null)).toMatchObject({
      format: 'SAFETENSORS',
      member: 'model_full/model.safetensors',
    });
    expect(found.has('UNSUPPORTED')).toBe(true);
  });

  it('is unsupported where the gateway gets no bytes', async () => {
    const [id = ''] = await checkpointIds('market', 'container-image', 3);

    expect(await inspectCheckpoint(id)).toEqual({ inspection: null, code: 'UNSUPPORTED' });
  });
});

describe('ArtifactFile.inspect', () => {
  it('tells of a stored file what the checkpoint tells of its provider’s', async () => {
    const [id = ''] = await checkpointIds('registry', 'onnx', 30);
    const { inspection: remote } = await inspectCheckpoint(id);
    const started = dataOf(
      await gateway().askText('mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }', { id }),
    );
    await expect
      .poll(() => storedInspection(started['startDownload'].id), { timeout: 10_000 })
      .toEqual(remote);
    const storageRequests = () => sandbox().servers.storage.requests.length;
    const before = storageRequests();

    expect((await inspectCheckpoint(id)).inspection).toEqual(remote);
    expect(remote).not.toBeNull();
    expect(storageRequests()).toBe(before);
  });
});
