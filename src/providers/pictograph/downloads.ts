import { joinNativeKey, splitNativeKey } from '../../domain/native-key.js';
import type { DownloadTarget } from '../../domain/download.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { protocolError, providerPeer } from '../../http/failures.js';
import type { CallOptions, DownloadLocation, DownloadPlan, GatewayCarried } from '../provider.js';
import { getFiles, getModel, mintCurrent, mintFile, type Api, type MintAnswer } from './client.js';
import { decodeDataUrl } from './convert.js';
import { parseWeightsKey, syntheticWeightsOf, weightsOf, type Weights, type WeightsKey } from './weights.js';
import type { WireModel } from './wire.js';

/** How long a minted URL works (contract §5.1); the answer itself does not say. */
const URL_LIFETIME_MS = 60 * 60_000;

/** Downloads in two steps: mint a signed URL here, fetch it from the object store without the key (contract §5). */
export function createDownloads(api: Api, trustedOrigins: readonly string[]): GatewayCarried {
  return {
    carrier: 'gateway',
    trustedOrigins,
    plan: (target, call) => plan(api, target, call),
    locate: (planned, call) => locate(api, planned, call),
  };
}

/**
 * A model stands for the weights of its current version. The key holds the version and its revision besides the model,
 * because a pin or a retrained model changes what the model's id alone would name (contract §10, trap 9).
 */
async function plan(api: Api, target: DownloadTarget, call: CallOptions): Promise<DownloadPlan> {
  const wanted = target.kind === 'checkpoint' ? parseWeightsKey(target.nativeId) : null;
  if (target.kind === 'checkpoint' && wanted === null) throw notFound(api);
  const modelKey = wanted?.modelId ?? target.nativeId;
  const [model, manifest] = await Promise.all([getModel(api, modelKey, call), getFiles(api, modelKey, call)]);
  if (model === null) throw notFound(api);
  const { status } = model.fields;
  // An older version of a model that is being trained again can be had by its own key.
  if (status === 'archived' || (status !== 'ready' && wanted === null)) throw notReady(api, status);

  const weights = manifest === null ? syntheticWeightsOf(model) : weightsOf(model.fields.id, manifest);
  const chosen = weights.find((each) => (wanted === null ? each.isCurrent : isSame(each, wanted)));
  if (chosen === undefined) throw status === 'ready' ? notFound(api) : notReady(api, status);
  if (!chosen.isReady) throw notReady(api, status);
  return {
    target,
    key: joinNativeKey(chosen.modelId, chosen.versionId, chosen.fileName, chosen.revision),
    fileName: chosen.fileName,
    packaging: 'file',
    format: chosen.format,
    expectedBytes: chosen.sizeBytes,
    expectedDigests: { md5: null, crc32c: null, sha256: null },
  };
}

/** Mints a URL for exactly the planned version, so that a pin changed meanwhile cannot slip other bytes in. */
async function locate(api: Api, { key }: DownloadPlan, call: CallOptions): Promise<DownloadLocation> {
  const [modelId, versionId, fileName] = splitNativeKey(key, 4) ?? [];
  if (modelId === undefined || versionId === undefined || fileName === undefined) throw notFound(api);
  const expiresAt = new Date(Date.now() + URL_LIFETIME_MS);
  const minted = await mint(api, { modelId, versionId, fileName }, call);
  if (minted === null) throw notFound(api);
  if (minted.kind === 'refused') throw await explainRefusal(api, modelId, minted.status, call);
  if (!/^data:/iu.test(minted.url)) return { kind: 'url', url: minted.url, expiresAt };
  const bytes = decodeDataUrl(minted.url);
  if (bytes === null)
    throw protocolError(providerPeer(api.provider), 'sent a data URL that cannot be decoded');
  return { kind: 'inline', bytes };
}

/**
 * A version whose id is the model's own is the only one the model has; on servers older than `/files` it can be had
 * only as "the current weights".
 */
async function mint(api: Api, file: WeightsKey, call: CallOptions): Promise<MintAnswer | null> {
  const minted = await mintFile(api, file, call);
  if (minted !== null || file.versionId !== file.modelId) return minted;
  return mintCurrent(api, file.modelId, 'onnx', call);
}

/** What a 400 or 409 to a mint means stands in neither: the model's status decides (contract §5.4, trap 3). */
async function explainRefusal(
  api: Api,
  modelId: string,
  status: 400 | 409,
  call: CallOptions,
): Promise<GatewayError> {
  const model = await getModel(api, modelId, call);
  if (model === null) return notFound(api);
  if (model.fields.status !== 'ready') return notReady(api, model.fields.status);
  const { provider } = api;
  return status === 409
    ? new GatewayError('UNSUPPORTED', `Provider ${provider} has no such build of these weights.`, {
        provider,
      })
    : new GatewayError('PROVIDER_REJECTED', `Provider ${provider} refused to hand out these weights.`, {
        provider,
      });
}

function isSame(weights: Weights, wanted: WeightsKey): boolean {
  return weights.versionId === wanted.versionId && weights.fileName === wanted.fileName;
}

function notFound({ provider }: Api): GatewayError {
  return new GatewayError('NOT_FOUND', `Provider ${provider} has no such weights.`, { provider });
}

const NOT_READY_REASONS: Readonly<Record<WireModel['status'], string>> = {
  training: 'are still being trained. Try again when the model is ready',
  failed: 'do not exist because the training failed. Look at the status reason of the model',
  archived: 'belong to an archived model, which cannot be downloaded',
  ready: 'are not ready. Try again later',
  unknown: 'are not ready. Try again later',
};

function notReady({ provider }: Api, status: WireModel['status']): GatewayError {
  return new GatewayError(
    'NOT_READY',
    `These weights of provider ${provider} ${NOT_READY_REASONS[status]}.`,
    {
      provider,
    },
  );
}
