import type { WeightFile } from '../core/types.js';

/** A training run as it was planned: where it stands at any time follows from it (timeline.ts). */
export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly datasetId: string;
  readonly datasetName: string;
  readonly pipeline: string;
  readonly gpu: string;
  readonly createdBy: string;
  /** The model that it makes once it has completed; null for a trial that never had one. */
  readonly modelId: string | null;
  readonly createdMs: number;
  /** When it starts to wait for a GPU. */
  readonly queuedMs: number;
  readonly startedMs: number;
  readonly totalEpochs: number;
  readonly msPerEpoch: number;
  /** Null: it completes. */
  readonly breakdown: { readonly epoch: number; readonly message: string } | null;
  /** What a completed run has reached. */
  readonly finalMetrics: Readonly<Record<string, number>>;
  /** Set by a cancellation. */
  cancelledMs: number | null;
}

/** A version of a model; its status is that of its run. */
export interface VersionRow {
  readonly id: string;
  /** Null for the one version of a model that is older than versions. */
  readonly number: number | null;
  readonly label: string;
  readonly run: RunRow | null;
  /** When its run ends. */
  readonly createdMs: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly weights: readonly WeightsRow[];
}

/** One weights file under the name that it has in its version. */
export interface WeightsRow {
  readonly name: string;
  readonly file: WeightFile;
}

/** A model as the server keeps it. */
export interface ModelRow {
  readonly id: string;
  name: string;
  description: string | null;
  readonly modelType: string;
  readonly architecture: string;
  visibility: 'private' | 'public';
  readonly classes: readonly string[];
  /** How `class_mapping` is sent. */
  readonly classShape: 'listed' | 'indexed' | 'none';
  readonly datasetName: string;
  readonly createdMs: number;
  /** Last edit; a version that gets ready later counts besides. */
  editedMs: number;
  isArchived: boolean;
  pinnedVersionId: string | null;
  readme: string;
  licenseId: string;
  licenseText: string | null;
  /** Oldest first, never empty. */
  readonly versions: readonly VersionRow[];
}
