import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { ArtifactFileRecord, ArtifactRecord, DownloadRecord } from '../domain/download.js';
import type { ListingRecord, ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { FederatedPage } from '../federation/types.js';

export type ModelPage = FederatedPage<ModelRecord>;
export type RunPage = FederatedPage<RunRecord>;
export type CheckpointPage = FederatedPage<CheckpointRecord>;
export type ArtifactPage = FederatedPage<ArtifactRecord>;
export type DownloadPage = FederatedPage<DownloadRecord>;

/** A marketplace's part of a model together with the model, which may have to be completed. */
export interface ListingParent extends ListingRecord {
  readonly model: ModelRecord;
}

/** A file together with the artifact that its URL names. */
export interface ArtifactFileParent extends ArtifactFileRecord {
  readonly artifact: ArtifactRecord;
}
