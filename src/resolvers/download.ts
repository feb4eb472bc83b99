import type { DownloadFileRecord, DownloadRecord } from '../domain/download.js';
import { toGlobalId } from '../domain/global-id.js';
import { toRef } from '../domain/ref.js';
import type * as Inputs from '../generated/resolvers.js';
import type {
  ArtifactCheckResolvers,
  ArtifactFileResolvers,
  ArtifactResolvers,
  DownloadResolvers,
  PartialDownloadResolvers,
} from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { adapterOf } from './lookup.js';

export const downloadResolvers: DownloadResolvers = {
  id: ({ id }) => toGlobalId({ type: 'Download', provider: '', nativeId: id }),
  subject: ({ provider, target }, _args, context) => {
    const key = { provider, nativeId: target.nativeId };
    return target.kind === 'model' ? context.loaders.model(key) : context.loaders.checkpoint(key);
  },
  subjectRef: ({ provider, target }) => toRef({ provider, nativeId: target.nativeId }),
  provider: (record, _args, context) => adapterOf(record.provider, context),
  artifact: ({ artifactId }, _args, context) =>
    artifactId === null ? null : context.services.artifacts.get(artifactId),
  files: (record, _args, context) => filesOf(record, context),
};

export const partialResolvers: PartialDownloadResolvers = {
  ageSeconds: ({ changedAt }) => (Date.now() - changedAt.getTime()) / 1_000,
};

export const artifactResolvers: ArtifactResolvers = {
  id: ({ id }) => toGlobalId({ type: 'Artifact', provider: '', nativeId: id }),
  digest: ({ id }) => `sha256:${id}`,
  files: (artifact) => artifact.files.map((file) => ({ ...file, artifact })),
};

export const artifactCheckResolvers: ArtifactCheckResolvers = {
  intact: ({ damagedFiles }) => damagedFiles.length === 0,
  damagedFiles: ({ artifact, damagedFiles }) => damagedFiles.map((file) => ({ ...file, artifact })),
};

export const artifactFileResolvers: ArtifactFileResolvers = {
  url: (file, _args, context) => context.services.artifactFileUrl(file.artifact, file),
};

/** Of the artifact once there is one, else as far as they are known. */
function filesOf(
  { artifactId, fileName, members, progress }: DownloadRecord,
  context: GatewayContext,
): readonly DownloadFileRecord[] {
  const artifact = artifactId === null ? null : context.services.artifacts.get(artifactId);
  if (artifact !== null) {
    return artifact.files.map(({ path, sizeBytes }) => ({ path, sizeBytes, receivedBytes: sizeBytes }));
  }
  if (fileName === null) return members;
  const { receivedBytes, totalBytes } = progress;
  return [{ path: fileName, sizeBytes: totalBytes, receivedBytes: receivedBytes ?? 0 }];
}

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
