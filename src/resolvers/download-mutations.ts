import { toAbortSignal } from '../async/stop.js';
import { parseGlobalId, parseGlobalIdOf } from '../domain/global-id.js';
import type { DownloadTarget } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { keyFromId, keyFromRef } from './lookup.js';

type DownloadMutation =
  | 'startDownload'
  | 'cancelDownload'
  | 'pauseDownload'
  | 'resumeDownload'
  | 'retryDownload'
  | 'discardPartial'
  | 'pinArtifact'
  | 'unpinArtifact'
  | 'verifyArtifact'
  | 'deleteArtifact';

/** Mutations of downloads and of what they leave in the store. */
export const downloadMutations: Pick<MutationResolvers, DownloadMutation> = {
  startDownload: async (_root, { input }, context) => {
    const { provider, target } = await subjectOf(input.id, context);
    const priority = input.priority ?? 'NORMAL';
    return context.services.downloads.start(provider, target, context.call, {
      priority,
      caller: context.caller.id,
    });
  },
  cancelDownload: async (_root, { id, keepPartial }, context) =>
    found(await context.services.downloads.cancel(downloadId(id), context.call, { keepPartial }), 'download'),
  pauseDownload: async (_root, { id }, context) =>
    found(await context.services.downloads.pause(downloadId(id)), 'download'),
  resumeDownload: async (_root, { id }, context) =>
    found(await context.services.downloads.resume(downloadId(id)), 'download'),
  retryDownload: async (_root, { id }, context) =>
    found(await context.services.downloads.retry(downloadId(id), context.call), 'download'),
  discardPartial: async (_root, { id }, context) =>
    found((await context.services.downloads.discardPartial(id)) || null, 'partial'),
  pinArtifact: (_root, { id }, context) => setPinned(id, true, context),
  unpinArtifact: (_root, { id }, context) => setPinned(id, false, context),
  verifyArtifact: async (_root, { id }, context) =>
    found(
      await context.services.artifacts.verify(artifactId(id), toAbortSignal(context.call.signal)),
      'artifact',
    ),
  deleteArtifact: async (_root, { id }, context) => {
    found((await context.services.artifacts.remove(artifactId(id))) || null, 'artifact');
    return id;
  },
};

/** What an id or a ref names. A ref says no type: a model is looked for first, then a checkpoint. */
async function subjectOf(
  idOrRef: string,
  context: GatewayContext,
): Promise<{ readonly provider: string; readonly target: DownloadTarget }> {
  if (idOrRef.includes(':')) {
    const key = keyFromRef(idOrRef, context);
    const isModel = (await context.loaders.model(key)) !== null;
    if (!isModel && (await context.loaders.checkpoint(key)) === null) {
      throw new GatewayError(
        'NOT_FOUND',
        `${key.provider} has neither a model nor a checkpoint of this ref.`,
        { provider: key.provider },
      );
    }
    return {
      provider: key.provider,
      target: { kind: isModel ? 'model' : 'checkpoint', nativeId: key.nativeId },
    };
  }
  const { type } = parseGlobalId(idOrRef);
  if (type !== 'Model' && type !== 'Checkpoint') {
    throw new GatewayError(
      'INVALID_ID',
      `This id names a ${type}; only models and checkpoints can be downloaded.`,
    );
  }
  const { provider, nativeId } = keyFromId(type, idOrRef, context);
  return { provider, target: { kind: type === 'Model' ? 'model' : 'checkpoint', nativeId } };
}

async function setPinned(id: string, pinned: boolean, context: GatewayContext) {
  return found(await context.services.artifacts.setPinned(artifactId(id), pinned), 'artifact');
}

function downloadId(id: string): string {
  return parseGlobalIdOf('Download', id).nativeId;
}

function artifactId(id: string): string {
  return parseGlobalIdOf('Artifact', id).nativeId;
}

function found<T>(result: T | null, what: string): T {
  if (result !== null) return result;
  throw new GatewayError('NOT_FOUND', `There is no ${what} of this id.`);
}
