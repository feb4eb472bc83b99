import type { ArtifactFileResolvers, CheckpointResolvers } from '../generated/resolvers.js';

/** Fields that read the header of a model file. */
export const checkpointInspection: Pick<CheckpointResolvers, 'inspect'> = {
  inspect: (checkpoint, _args, context) => context.services.inspector.checkpoint(checkpoint, context.call),
};

export const artifactFileInspection: Pick<ArtifactFileResolvers, 'inspect'> = {
  inspect: ({ artifact, index }, _args, context) =>
    context.services.inspector.artifactFile(artifact.id, index),
};
