import type { DownloadRecord } from '../domain/download.js';
import { toGlobalId } from '../domain/global-id.js';
import type * as Inputs from '../generated/resolvers.js';
import type { ArtifactFileResolvers, ArtifactResolvers, DownloadResolvers } from '../generated/resolvers.js';
import { adapterOf } from './lookup.js';

export const downloadResolvers: DownloadResolvers = {
  id: ({ id }) => toGlobalId({ type: 'Download', provider: '', nativeId: id }),
  subject: ({ provider, target }, _args, context) => {
    const key = { provider, nativeId: target.nativeId };
    return target.kind === 'model' ? context.loaders.model(key) : context.loaders.checkpoint(key);
  },
  provider: (record, _args, context) => adapterOf(record.provider, context),
  artifact: ({ artifactId }, _args, context) =>
    artifactId === null ? null : context.services.artifacts.get(artifactId),
};

export const artifactResolvers: ArtifactResolvers = {
  id: ({ id }) => toGlobalId({ type: 'Artifact', provider: '', nativeId: id }),
  digest: ({ id }) => `sha256:${id}`,
  files: (artifact) => artifact.files.map((file) => ({ ...file, artifact })),
};

export const artifactFileResolvers: ArtifactFileResolvers = {
  url: (file, _args, context) => context.services.artifactFileUrl(file.artifact, file),
};

/** Whether a download meets all conditions of a filter. */
export function matchesDownloadFilter(
  download: DownloadRecord,
  filter: Inputs.DownloadFilter | null | undefined,
): boolean {
  const { providers, state, carrier } = filter ?? {};
  return (
    (isEmpty(providers) || providers.includes(download.provider)) &&
    (isEmpty(state) || state.includes(download.state)) &&
    (carrier === null || carrier === undefined || carrier === download.carrier)
  );
}

function isEmpty(values: readonly unknown[] | null | undefined): values is null | undefined | readonly [] {
  return values === null || values === undefined || values.length === 0;
}
