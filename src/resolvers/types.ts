import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { ArtifactRecord, DownloadRecord } from '../domain/download.js';
import type { NodeType } from '../domain/global-id.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { DownloadSubjectResolvers, NodeResolvers } from '../generated/resolvers.js';
import type { ProviderAdapter } from '../providers/provider.js';

/** What stands behind the `Node` interface. */
export type NodeRecord =
  | ProviderAdapter
  | ModelRecord
  | RunRecord
  | CheckpointRecord
  | DownloadRecord
  | ArtifactRecord;

/** Records carry no type name; each has a property that no other has. */
function typeOf(record: NodeRecord): NodeType {
  if ('probe' in record) return 'Provider';
  if ('actions' in record) return 'Model';
  if ('totalEpochs' in record) return 'Run';
  if ('releaseNotes' in record) return 'Checkpoint';
  return 'carrier' in record ? 'Download' : 'Artifact';
}

export const nodeResolvers: NodeResolvers = { __resolveType: typeOf };

export const subjectResolvers: DownloadSubjectResolvers = {
  __resolveType: (record) => ('actions' in record ? 'Model' : 'Checkpoint'),
};
