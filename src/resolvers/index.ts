import type { Resolvers } from '../generated/resolvers.js';
import { checkpointResolvers } from './checkpoint.js';
import { connectionResolvers } from './connection.js';
import {
  artifactCheckResolvers,
  artifactFileResolvers,
  artifactResolvers,
  downloadResolvers,
  partialResolvers,
} from './download.js';
import { artifactFileInspection, checkpointInspection } from './inspect.js';
import { listingResolvers, modelResolvers } from './model.js';
import { mutationResolvers } from './mutation.js';
import { providerProblemResolvers, providerResolvers } from './provider.js';
import { queryResolvers } from './query.js';
import { runResolvers } from './run.js';
import { scalarResolvers } from './scalars.js';
import { subscriptionResolvers } from './subscription.js';
import { nodeResolvers, subjectResolvers } from './types.js';
import { viewerResolvers } from './viewer.js';

/** All resolvers. A field without one is a plain property of its parent record. */
export const resolvers: Resolvers = {
  ...scalarResolvers,
  Query: queryResolvers,
  Mutation: mutationResolvers,
  Subscription: subscriptionResolvers,
  Node: nodeResolvers,
  DownloadSubject: subjectResolvers,
  Provider: providerResolvers,
  ProviderProblem: providerProblemResolvers,
  Model: modelResolvers,
  MarketplaceListing: listingResolvers,
  ModelConnection: connectionResolvers(),
  Run: runResolvers,
  RunConnection: connectionResolvers(),
  Checkpoint: { ...checkpointResolvers, ...checkpointInspection },
  CheckpointConnection: connectionResolvers(),
  Download: downloadResolvers,
  DownloadConnection: connectionResolvers(),
  PartialDownload: partialResolvers,
  Artifact: artifactResolvers,
  ArtifactConnection: connectionResolvers(),
  ArtifactCheck: artifactCheckResolvers,
  ArtifactFile: { ...artifactFileResolvers, ...artifactFileInspection },
  Viewer: viewerResolvers,
};
