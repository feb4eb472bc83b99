/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a provider can do. Read this instead of guessing from a provider's name or type. */
export type Capability =
  /** `createModel` works. */
  | 'CREATE_MODEL'
  /** `deleteModel` works, for models whose `can` says so. */
  | 'DELETE_MODEL'
  /** `startDownload` works. */
  | 'DOWNLOAD'
  /** It has checkpoints, versions or releases of models. */
  | 'LIST_CHECKPOINTS'
  /** Its models can be listed and opened. */
  | 'LIST_MODELS'
  /** It has training runs. */
  | 'LIST_RUNS'
  /** `loadModel` and `unloadModel` work. */
  | 'LOAD_MODEL'
  /** It searches by itself; others are searched by the gateway. */
  | 'SEARCH_MODELS'
  /** `updateModel` works, for models whose `can` says so. */
  | 'UPDATE_MODEL'
  | '%future added value';

/** Names one checkpoint. */
export type CheckpointBy =
  {   /** Global id. */
  id: string | number; ofRun?: never; ref?: never; }
  |  { id?: never;   /** By run and name. */
  ofRun: CheckpointOfRun; ref?: never; }
  |  { id?: never; ofRun?: never;   /** `provider:native`. */
  ref: string; };

/** A checkpoint of a run by the name that people use. */
export type CheckpointOfRun = {
  /** `Checkpoint.name`, such as `epoch_10`, or the provider's own name for it. */
  name: string;
  /** Global id or ref of the run. */
  run: string | number;
};

/** Whether calls to a provider are made. */
export type CircuitState =
  /** They are. */
  | 'CLOSED'
  /** One is made to see whether the provider is back. */
  | 'HALF_OPEN'
  /** They are refused at once, because the last ones failed. */
  | 'OPEN'
  | '%future added value';

/** A new model on a marketplace. */
export type CreateModelInput = {
  /** Slugs of categories. */
  categories?: Array<string> | null | undefined;
  /** Short description. */
  description?: string | null | undefined;
  /** Identifier of the hardware that it is to run on. */
  hardware?: string | null | undefined;
  /** Where its licence is. */
  licenseUrl?: string | null | undefined;
  /** Name, unique for its owner. */
  name: string;
  /** Long description. */
  overview?: string | null | undefined;
  /** Paper about it. */
  paperUrl?: string | null | undefined;
  /** Name of the provider; its `capabilities` must hold CREATE_MODEL. */
  provider: string;
  /** Code it was made with. */
  sourceUrl?: string | null | undefined;
  /** Who can see it; the provider's default when absent. */
  visibility?: Visibility | null | undefined;
};

/** What became of a deleted model. */
export type DeleteOutcome =
  /** Hidden; the provider keeps its weights. */
  | 'ARCHIVED'
  /** Only the files on this machine are gone; the model can be downloaded again. */
  | 'CACHE_DROPPED'
  /** Gone for good. */
  | 'REMOVED'
  /** The provider does not say; take it for gone. */
  | 'UNKNOWN'
  | '%future added value';

/** Who moves the bytes. */
export type DownloadCarrier =
  /** The gateway, into its artifact store. */
  | 'GATEWAY'
  /** The provider, to its own place; the gateway relays what it reports and has no artifact. */
  | 'PROVIDER'
  | '%future added value';

/** Conditions on downloads that must all hold. An absent or empty condition is none. */
export type DownloadFilter = {
  /** Who moves the bytes. */
  carrier?: DownloadCarrier | null | undefined;
  /** Names of providers. */
  providers?: Array<string> | null | undefined;
  /** Any of these. */
  state?: Array<DownloadState> | null | undefined;
};

/** How far a download is; docs/downloads.md has the moves between the states. */
export type DownloadState =
  /** Ended on request. Final. */
  | 'CANCELLED'
  /** Complete and verified as `artifact.verification` says. Final. */
  | 'COMPLETED'
  /** Ended badly; `error` says why. Final. */
  | 'FAILED'
  /** Held on request. */
  | 'PAUSED'
  /** Waits for its turn. */
  | 'QUEUED'
  /** Asks the provider where the bytes are. */
  | 'RESOLVING'
  /** Bytes come, or the provider fetches. */
  | 'TRANSFERRING'
  /** Takes an archive apart. */
  | 'UNPACKING'
  /** Compares length and digests. */
  | 'VERIFYING'
  /** Held because the disk is full. */
  | 'WAITING_FOR_SPACE'
  | '%future added value';

/** What went wrong, in stable codes: in `extensions.code` of errors, in `unavailable` and in `Download.error`. docs/errors.md says what to do about each. */
export type ErrorCode =
  /** The archive is damaged, of an unknown form, or holds something unsafe. */
  | 'ARCHIVE_INVALID'
  /** The credential cannot be checked at the moment. */
  | 'AUTH_UNAVAILABLE'
  /** The operation has used up the calls to providers that it may cause; this part was not asked for. */
  | 'BUDGET_EXCEEDED'
  /** The caller went away, or the gateway is shutting down. */
  | 'CANCELLED'
  /** The gateway's configuration does not allow this. */
  | 'CONFIGURATION'
  /** Something else is in the way: a name that is taken, a state that changed meanwhile. */
  | 'CONFLICT'
  /** This gateway runs only the documents on its list, and this one is not on it. */
  | 'DOCUMENT_NOT_ALLOWED'
  /** The download was cancelled. */
  | 'DOWNLOAD_CANCELLED'
  /** The model file is damaged, or not of the format that it begins as. */
  | 'FILE_INVALID'
  /** The caller's key or token lacks the scope that the message names. */
  | 'FORBIDDEN'
  /** The bytes that came are not the bytes that were announced. */
  | 'INTEGRITY_MISMATCH'
  /** A fault of the gateway; the request id leads to the log. */
  | 'INTERNAL'
  /** An argument is out of range or does not fit the others. */
  | 'INVALID_ARGUMENT'
  /** A cursor is malformed, or belongs to another query. */
  | 'INVALID_CURSOR'
  /** An id or ref is malformed, or names another type. */
  | 'INVALID_ID'
  /** The operation or the connection asks for more than this gateway's limits allow. */
  | 'LIMIT_EXCEEDED'
  /** The thing does not exist, or is not visible with these credentials. */
  | 'NOT_FOUND'
  /** The thing exists, but not in a state that allows this yet. */
  | 'NOT_READY'
  /** The provider refused the credential, the gateway's own or the caller's, or demands the caller's and got none. */
  | 'PROVIDER_AUTH'
  /** The provider accepted the credentials and refused the action: role, plan or ownership. */
  | 'PROVIDER_FORBIDDEN'
  /** The provider's answer could not be understood, wholly or in part. */
  | 'PROVIDER_PROTOCOL'
  /** The provider's rate limit is used up. */
  | 'PROVIDER_RATE_LIMITED'
  /** The provider refused the request as wrong. */
  | 'PROVIDER_REJECTED'
  /** The provider did not answer in time. */
  | 'PROVIDER_TIMEOUT'
  /** The provider cannot be reached, or reported a fault of its own. */
  | 'PROVIDER_UNAVAILABLE'
  /** This caller has sent too many operations lately. */
  | 'RATE_LIMITED'
  /** The object changed at its provider while it was fetched. */
  | 'SOURCE_CHANGED'
  /** The gateway's disk is full. */
  | 'STORAGE_FULL'
  /** The list is longer than the gateway reads; this part is incomplete. */
  | 'TRUNCATED'
  /** The request came without a credential that is accepted. */
  | 'UNAUTHENTICATED'
  /** The provider cannot do this at all. */
  | 'UNSUPPORTED'
  /** The provider's download URL expired and could not be renewed. */
  | 'URL_EXPIRED'
  /** The provider named a download address that the gateway must not fetch. */
  | 'URL_FORBIDDEN'
  | '%future added value';

/** What a file of an artifact is for, as far as its name and place tell. */
export type FileRole =
  /** Weights or settings of an adapter (LoRA). */
  | 'ADAPTER'
  /** Settings of the model or its run. */
  | 'CONFIG'
  /** Anything else. */
  | 'OTHER'
  /** Weights of the model. */
  | 'WEIGHTS'
  | '%future added value';

/** Bounds on a metric. An item without that metric does not match. */
export type MetricFilter = {
  /** Smallest value that matches; absent: no lower bound. */
  gte?: number | null | undefined;
  /** Greatest value that matches; absent: no upper bound. */
  lte?: number | null | undefined;
  /** Name of the metric, case included. */
  name: string;
};

/** Whether a greater or a smaller value of a metric is better. */
export type MetricGoal =
  /** Greater is better: accuracy, mAP. */
  | 'MAXIMIZE'
  /** Smaller is better: loss. */
  | 'MINIMIZE'
  | '%future added value';

/** What can be done with one model now. */
export type ModelAction =
  /** `deleteModel`. */
  | 'DELETE'
  /** `startDownload`. */
  | 'DOWNLOAD'
  /** `loadModel`. */
  | 'LOAD'
  /** `unloadModel`. */
  | 'UNLOAD'
  /** `updateModel`. */
  | 'UPDATE'
  | '%future added value';

/** Names one model. */
export type ModelBy =
  {   /** Global id. */
  id: string | number; ref?: never; }
  |  { id?: never;   /** `provider:native`. */
  ref: string; };

/** Conditions on models that must all hold. An absent or empty condition is none. */
export type ModelFilter = {
  /** Slugs of a marketplace's categories, any of these; models outside a marketplace do not match. */
  category?: Array<string> | null | undefined;
  /** Created after this moment. */
  createdAfter?: string | null | undefined;
  /** Created before this moment. */
  createdBefore?: string | null | undefined;
  /** Whether `can` must hold DOWNLOAD (true) or must not (false). */
  downloadable?: boolean | null | undefined;
  /** Kinds of providers. */
  kinds?: Array<ProviderKind> | null | undefined;
  /** Bounds on metrics, all of which must hold. */
  metric?: Array<MetricFilter> | null | undefined;
  /** Condition on the name. */
  name?: StringFilter | null | undefined;
  /** Username of the owner, case ignored. */
  owner?: string | null | undefined;
  /** Names of providers. */
  providers?: Array<string> | null | undefined;
  /** Any of these; models outside a local runtime do not match. */
  runtimeState?: Array<RuntimeLoadState> | null | undefined;
  /** Any of these. Archived models are listed only when ARCHIVED is among them. */
  status?: Array<ModelStatus> | null | undefined;
  /** Any of these. */
  task?: Array<ModelTask> | null | undefined;
  /** Who can see it. */
  visibility?: Visibility | null | undefined;
};

/** An order of models. Equal items are ordered by `ref`, so the order is total. */
export type ModelOrder = {
  /** Which end comes first. */
  direction?: SortDirection;
  /** What to order by. */
  field: ModelSort;
  /** Name of the metric; needed with METRIC and refused with any other field. */
  metric?: string | null | undefined;
};

/** What models can be ordered by. Items without a value come last in both directions. */
export type ModelSort =
  /** When it was created. */
  | 'CREATED_AT'
  /** The metric named in `ModelOrder.metric`. */
  | 'METRIC'
  /** Its name, by Unicode code points. */
  | 'NAME'
  /** How often it was used on its marketplace. */
  | 'PREDICTIONS'
  /** When it was last changed. */
  | 'UPDATED_AT'
  | '%future added value';

/** Whether a model can be used. */
export type ModelStatus =
  /** Hidden by its owner. Listed only when a filter asks for this status. */
  | 'ARCHIVED'
  /** Its training was stopped by somebody. */
  | 'CANCELLED'
  /** Its training failed; `statusReason` may say why. */
  | 'FAILED'
  /** Its weights are complete. */
  | 'READY'
  /** A run is still making it. */
  | 'TRAINING'
  /** The provider reports a status that this gateway does not know; `raw` has it. */
  | 'UNKNOWN'
  | '%future added value';

/** What a model is for. */
export type ModelTask =
  /** A class for the whole input. */
  | 'CLASSIFICATION'
  /** Vectors for search and comparison. */
  | 'EMBEDDING'
  /** A mask for each thing. */
  | 'INSTANCE_SEGMENTATION'
  /** Points on bodies or objects. */
  | 'KEYPOINT_DETECTION'
  /** Boxes around things in images. */
  | 'OBJECT_DETECTION'
  /** Text out of images. */
  | 'OCR'
  /** Something else, or a task that this gateway does not know; `raw` has it. */
  | 'OTHER'
  /** A class for each pixel. */
  | 'SEMANTIC_SEGMENTATION'
  /** Text or code out of text or images. */
  | 'TEXT_GENERATION'
  | '%future added value';

/** What kind of place a provider is. */
export type ProviderKind =
  /** A public market of published models. */
  | 'MARKETPLACE'
  /** An organisation's own registry of trained models. */
  | 'REGISTRY'
  /** A program that runs models on one machine. */
  | 'RUNTIME'
  /** A store of training runs and their checkpoints. */
  | 'RUN_STORE'
  | '%future added value';

/** Whether a provider answers, judged by the calls really made to it. */
export type ProviderState =
  /** The last call failed, an earlier one of the last minute succeeded; or it limits the rate. */
  | 'DEGRADED'
  /** The last calls failed, or the circuit is open. */
  | 'DOWN'
  /** No call has been made yet. */
  | 'UNKNOWN'
  /** The last call succeeded. */
  | 'UP'
  | '%future added value';

/** Names one run. */
export type RunBy =
  {   /** Global id. */
  id: string | number; link?: never; ref?: never; }
  |  { id?: never;   /** A link to the run as its run store writes it, such as `/workspaces/ORG/runs/RUN`. */
  link: string; ref?: never; }
  |  { id?: never; link?: never;   /** `provider:native`. */
  ref: string; };

/** Conditions on runs that must all hold. An absent or empty condition is none. */
export type RunFilter = {
  /** Created after this moment. */
  createdAfter?: string | null | undefined;
  /** Created before this moment. */
  createdBefore?: string | null | undefined;
  /** Condition on the name. */
  name?: StringFilter | null | undefined;
  /** Names of providers. */
  providers?: Array<string> | null | undefined;
  /** Any of these. */
  status?: Array<RunStatus> | null | undefined;
};

/** An order of runs. Equal items are ordered by `ref`, so the order is total. */
export type RunOrder = {
  /** Which end comes first. */
  direction?: SortDirection;
  /** What to order by. */
  field: RunSort;
};

/** What runs can be ordered by. Items without a value come last in both directions. */
export type RunSort =
  /** When it was created. */
  | 'CREATED_AT'
  /** When it ended. */
  | 'FINISHED_AT'
  /** Its name, by Unicode code points. */
  | 'NAME'
  /** When it started. */
  | 'STARTED_AT'
  | '%future added value';

/** How far a training run is. */
export type RunStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It ended badly; `errorMessage` may say why. */
  | 'FAILED'
  /** It exists and nothing has happened yet. */
  | 'PENDING'
  /** It waits for a machine. */
  | 'QUEUED'
  /** It trains. */
  | 'RUNNING'
  /** It ended well. */
  | 'SUCCEEDED'
  /** The provider reports a status that this gateway does not know; `raw` has it. */
  | 'UNKNOWN'
  | '%future added value';

/** Where a runtime's model is between its publisher and memory. */
export type RuntimeLoadState =
  /** Hosted elsewhere; there is nothing to download or load. */
  | 'CLOUD'
  /** On disk, not in memory; `loadModel` loads it. */
  | 'DOWNLOADED'
  /** The runtime is fetching it. */
  | 'DOWNLOADING'
  /** In memory. */
  | 'LOADED'
  /** Not on this machine; `startDownload` fetches it. */
  | 'NOT_DOWNLOADED'
  | '%future added value';

/** Direction of an order. */
export type SortDirection =
  /** Smallest, oldest or first in the alphabet first. */
  | 'ASC'
  /** Greatest, newest or last in the alphabet first. */
  | 'DESC'
  | '%future added value';

/** A condition on a text. */
export type StringFilter = {
  /** The text contains this, case ignored. */
  contains?: string | null | undefined;
  /** The text equals this, case included. */
  equals?: string | null | undefined;
};

/** Changes to a model. An absent field stays as it is, an explicit null clears it. A field that the provider cannot change is INVALID_ARGUMENT. */
export type UpdateModelInput = {
  /** Slugs of a marketplace's categories; replaces all. */
  categories?: Array<string> | null | undefined;
  /** Short description. */
  description?: string | null | undefined;
  /** Identifier of a marketplace's hardware. */
  hardware?: string | null | undefined;
  /** Global id of the model. */
  id: string | number;
  /** Identifier of its licence, in a registry. */
  licenseId?: string | null | undefined;
  /** Text of its own licence, in a registry. */
  licenseText?: string | null | undefined;
  /** Where its licence is, on a marketplace. */
  licenseUrl?: string | null | undefined;
  /** New name. On a marketplace this changes the model's `id` and `ref`. */
  name?: string | null | undefined;
  /** Long description of a marketplace's model. */
  overview?: string | null | undefined;
  /** Paper about it. */
  paperUrl?: string | null | undefined;
  /** Long description in a registry. */
  readme?: string | null | undefined;
  /** Code it was made with. */
  sourceUrl?: string | null | undefined;
  /** Who can see it. */
  visibility?: Visibility | null | undefined;
};

/** What an artifact's bytes were compared with. */
export type Verification =
  /** A CRC32C that the provider or its storage announced. */
  | 'CRC32C'
  /** An MD5 that the provider or its storage announced. */
  | 'MD5'
  /** Nothing was announced to compare with. */
  | 'NONE'
  /** A SHA-256 that the provider or its storage announced. */
  | 'SHA256'
  /** Only the announced length; no digest was announced. */
  | 'SIZE_ONLY'
  | '%future added value';

/** Who can see a model at its provider. */
export type Visibility =
  /** Its owner, or the owner's organisation. */
  | 'PRIVATE'
  /** Everybody. */
  | 'PUBLIC'
  | '%future added value';

export type ProviderProblemFieldsFragment = { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } };

export type ModelSummaryFragment = { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null };

export type RunSummaryFragment = { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } };

export type CheckpointSummaryFragment = { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> };

export type DownloadFieldsFragment = { id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null };

export type StartDownloadMutationVariables = Exact<{
  id: string | number;
}>;


export type StartDownloadMutation = { startDownload: { id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type CancelDownloadMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelDownloadMutation = { cancelDownload: { id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type LoadModelMutationVariables = Exact<{
  id: string | number;
}>;


export type LoadModelMutation = { loadModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type UnloadModelMutationVariables = Exact<{
  id: string | number;
}>;


export type UnloadModelMutation = { unloadModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type CreateModelMutationVariables = Exact<{
  input: CreateModelInput;
}>;


export type CreateModelMutation = { createModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type UpdateModelMutationVariables = Exact<{
  input: UpdateModelInput;
}>;


export type UpdateModelMutation = { updateModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type DeleteModelMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteModelMutation = { deleteModel: { id: string, outcome: DeleteOutcome } };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ id: string, name: string, kind: ProviderKind, type: string, capabilities: Array<Capability>, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } } | null } }> };

export type ModelsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
  filter?: ModelFilter | null | undefined;
  orderBy?: ModelOrder | null | undefined;
}>;


export type ModelsQuery = { models: { edges: Array<{ cursor: string, node: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } };

export type ModelDetailsQueryVariables = Exact<{
  by: ModelBy;
  metric: string;
  goal: MetricGoal;
}>;


export type ModelDetailsQuery = { model: { statusReason: string | null, sourceUrl: string | null, paperUrl: string | null, sizeBytes: number | null, tags: Array<string>, id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, metrics: Array<{ name: string, value: number }> | null, classes: Array<{ index: number, name: string }>, license: { id: string | null, url: string | null, text: string | null } | null, listing: { overview: string | null, predictionsCount: number | null, hardware: { identifier: string, name: string } | null, categories: Array<{ slug: string, name: string }>, latestVersion: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null } | null, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, foundation: string | null, parametersBillions: number | null, contextTokens: number | null, custom: boolean } | null, run: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } | null, checkpoints: { nodes: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, latestCheckpoint: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null, bestCheckpoint: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind } } | null };

export type RunsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: RunFilter | null | undefined;
  orderBy?: RunOrder | null | undefined;
}>;


export type RunsQuery = { runs: { nodes: Array<{ id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, model: { id: string, ref: string, name: string } | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } };

export type RunDetailsQueryVariables = Exact<{
  by: RunBy;
}>;


export type RunDetailsQuery = { run: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, model: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } | null, checkpoints: { nodes: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> }> } | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } | null };

export type CheckpointDetailsQueryVariables = Exact<{
  by: CheckpointBy;
}>;


export type CheckpointDetailsQuery = { checkpoint: { releaseNotes: string | null, inputSchema: Record<string, unknown> | null, outputSchema: Record<string, unknown> | null, id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, model: { id: string, ref: string } | null, run: { id: string, ref: string } | null, metrics: Array<{ name: string, value: number }> } | null };

export type CompareCheckpointsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type CompareCheckpointsQuery = { compareCheckpoints: { checkpoints: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> }>, metrics: Array<{ name: string, values: Array<number | null> }> } | null };

export type DownloadsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: DownloadFilter | null | undefined;
}>;


export type DownloadsQuery = { downloads: { totalCount: number | null, nodes: Array<{ id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DownloadByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type DownloadByIdQuery = { download: { id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } | null };

export type DownloadProgressSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type DownloadProgressSubscription = { downloadProgress: { id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type DownloadsChangedSubscriptionVariables = Exact<{
  filter?: DownloadFilter | null | undefined;
}>;


export type DownloadsChangedSubscription = { downloadsChanged: { id: string, state: DownloadState, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type RunChangedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type RunChangedSubscription = { runChanged: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } };

export type ModelChangedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type ModelChangedSubscription = { modelChanged: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type ProviderHealthChangedSubscriptionVariables = Exact<{
  name?: string | null | undefined;
}>;


export type ProviderHealthChangedSubscription = { providerHealthChanged: { name: string, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null } | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ProviderProblemFieldsFragmentDoc = new TypedDocumentString(`
    fragment ProviderProblemFields on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
    `, {"fragmentName":"ProviderProblemFields"}) as unknown as TypedDocumentString<ProviderProblemFieldsFragment, unknown>;
export const ModelSummaryFragmentDoc = new TypedDocumentString(`
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}
    `, {"fragmentName":"ModelSummary"}) as unknown as TypedDocumentString<ModelSummaryFragment, unknown>;
export const RunSummaryFragmentDoc = new TypedDocumentString(`
    fragment RunSummary on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  createdAt
  startedAt
  finishedAt
  metrics {
    name
    value
  }
  provider {
    name
  }
}
    `, {"fragmentName":"RunSummary"}) as unknown as TypedDocumentString<RunSummaryFragment, unknown>;
export const CheckpointSummaryFragmentDoc = new TypedDocumentString(`
    fragment CheckpointSummary on Checkpoint {
  id
  ref
  name
  epoch
  format
  sizeBytes
  digest
  createdAt
  downloadable
  metrics {
    name
    value
  }
}
    `, {"fragmentName":"CheckpointSummary"}) as unknown as TypedDocumentString<CheckpointSummaryFragment, unknown>;
export const DownloadFieldsFragmentDoc = new TypedDocumentString(`
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}
    `, {"fragmentName":"DownloadFields"}) as unknown as TypedDocumentString<DownloadFieldsFragment, unknown>;
export const StartDownloadDocument = new TypedDocumentString(`
    mutation StartDownload($id: ID!) {
  startDownload(input: {id: $id}) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:0bf055b4eb9f0863c2bb7f832a02d20926082378e0328aebc8dd3e99cd092b1a"}) as unknown as TypedDocumentString<StartDownloadMutation, StartDownloadMutationVariables>;
export const CancelDownloadDocument = new TypedDocumentString(`
    mutation CancelDownload($id: ID!) {
  cancelDownload(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:7c92a1d8665258cfc5c7d1611769af57041813123b1fc0e558f610ebb759f6eb"}) as unknown as TypedDocumentString<CancelDownloadMutation, CancelDownloadMutationVariables>;
export const LoadModelDocument = new TypedDocumentString(`
    mutation LoadModel($id: ID!) {
  loadModel(id: $id) {
    ...ModelSummary
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}`, {"hash":"sha256:834f70d05bed95ce00efe4b4db0ef3bbdd7441c510817a7e4fbaac06a88bda0e"}) as unknown as TypedDocumentString<LoadModelMutation, LoadModelMutationVariables>;
export const UnloadModelDocument = new TypedDocumentString(`
    mutation UnloadModel($id: ID!) {
  unloadModel(id: $id) {
    ...ModelSummary
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}`, {"hash":"sha256:9325cd049a1db9f88119bb7c657ceabdb9df76ba3c31835e1180f80e864a0152"}) as unknown as TypedDocumentString<UnloadModelMutation, UnloadModelMutationVariables>;
export const CreateModelDocument = new TypedDocumentString(`
    mutation CreateModel($input: CreateModelInput!) {
  createModel(input: $input) {
    ...ModelSummary
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}`, {"hash":"sha256:682b722ff6566405fe489be7e9763663188a46d931832530e53abe5c15b267ed"}) as unknown as TypedDocumentString<CreateModelMutation, CreateModelMutationVariables>;
export const UpdateModelDocument = new TypedDocumentString(`
    mutation UpdateModel($input: UpdateModelInput!) {
  updateModel(input: $input) {
    ...ModelSummary
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}`, {"hash":"sha256:dcc0ef06b9d19408a6cc74b5d3814ecc301ec82416b7985fd230aa31a881bcca"}) as unknown as TypedDocumentString<UpdateModelMutation, UpdateModelMutationVariables>;
export const DeleteModelDocument = new TypedDocumentString(`
    mutation DeleteModel($id: ID!) {
  deleteModel(id: $id) {
    id
    outcome
  }
}
    `, {"hash":"sha256:7e4854b6661d2adc344ec7a34c7259dd83ccc6c0a996eb02cf5ace9f56de3035"}) as unknown as TypedDocumentString<DeleteModelMutation, DeleteModelMutationVariables>;
export const ProvidersDocument = new TypedDocumentString(`
    query Providers {
  providers {
    id
    name
    kind
    type
    capabilities
    health {
      state
      latencyMs
      checkedAt
      lastError {
        ...ProviderProblemFields
      }
    }
  }
}
    fragment ProviderProblemFields on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}`, {"hash":"sha256:d9015f8112511d0318f52c335319b5facdd32d40b4eab74c2c88ae319c7818fc"}) as unknown as TypedDocumentString<ProvidersQuery, ProvidersQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($first: Int!, $after: String, $search: String, $filter: ModelFilter, $orderBy: ModelOrder) {
  models(
    first: $first
    after: $after
    search: $search
    filter: $filter
    orderBy: $orderBy
  ) {
    edges {
      cursor
      node {
        ...ModelSummary
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    unavailable {
      ...ProviderProblemFields
    }
  }
}
    fragment ProviderProblemFields on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}`, {"hash":"sha256:d62764a8a3a5a9e9784782f085c60e67687907556439804f7ba0246c2d0dabec"}) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const ModelDetailsDocument = new TypedDocumentString(`
    query ModelDetails($by: ModelBy!, $metric: String!, $goal: MetricGoal!) {
  model(by: $by) {
    ...ModelSummary
    statusReason
    sourceUrl
    paperUrl
    sizeBytes
    tags
    metrics {
      name
      value
    }
    classes {
      index
      name
    }
    license {
      id
      url
      text
    }
    listing {
      overview
      predictionsCount
      hardware {
        identifier
        name
      }
      categories {
        slug
        name
      }
      latestVersion {
        ...CheckpointSummary
      }
    }
    runtime {
      state
      diskBytes
      memoryBytes
      quantization
      foundation
      parametersBillions
      contextTokens
      custom
    }
    run {
      ...RunSummary
    }
    checkpoints(first: 25) {
      nodes {
        ...CheckpointSummary
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    latestCheckpoint {
      ...CheckpointSummary
    }
    bestCheckpoint(metric: $metric, goal: $goal) {
      ...CheckpointSummary
    }
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}
fragment RunSummary on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  createdAt
  startedAt
  finishedAt
  metrics {
    name
    value
  }
  provider {
    name
  }
}
fragment CheckpointSummary on Checkpoint {
  id
  ref
  name
  epoch
  format
  sizeBytes
  digest
  createdAt
  downloadable
  metrics {
    name
    value
  }
}`, {"hash":"sha256:b1d75f55c3eed26d375b64fb580d1bf25dde9dd7d7fca0eeb11c45d23ee7a612"}) as unknown as TypedDocumentString<ModelDetailsQuery, ModelDetailsQueryVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($first: Int!, $after: String, $filter: RunFilter, $orderBy: RunOrder) {
  runs(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...RunSummary
      model {
        id
        ref
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    unavailable {
      ...ProviderProblemFields
    }
  }
}
    fragment ProviderProblemFields on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
fragment RunSummary on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  createdAt
  startedAt
  finishedAt
  metrics {
    name
    value
  }
  provider {
    name
  }
}`, {"hash":"sha256:ecd55d95bcfef4fb985d5c49f7c0bad35e3929b79d9b5854a4bcc100252e7a5d"}) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunDetailsDocument = new TypedDocumentString(`
    query RunDetails($by: RunBy!) {
  run(by: $by) {
    ...RunSummary
    model {
      ...ModelSummary
    }
    checkpoints(first: 100) {
      nodes {
        ...CheckpointSummary
      }
    }
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}
fragment RunSummary on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  createdAt
  startedAt
  finishedAt
  metrics {
    name
    value
  }
  provider {
    name
  }
}
fragment CheckpointSummary on Checkpoint {
  id
  ref
  name
  epoch
  format
  sizeBytes
  digest
  createdAt
  downloadable
  metrics {
    name
    value
  }
}`, {"hash":"sha256:ff37f872b218a4c95df1468bd725fac367dda34cd8233faa5c1f8bc7256dcf4e"}) as unknown as TypedDocumentString<RunDetailsQuery, RunDetailsQueryVariables>;
export const CheckpointDetailsDocument = new TypedDocumentString(`
    query CheckpointDetails($by: CheckpointBy!) {
  checkpoint(by: $by) {
    ...CheckpointSummary
    releaseNotes
    inputSchema
    outputSchema
    model {
      id
      ref
    }
    run {
      id
      ref
    }
  }
}
    fragment CheckpointSummary on Checkpoint {
  id
  ref
  name
  epoch
  format
  sizeBytes
  digest
  createdAt
  downloadable
  metrics {
    name
    value
  }
}`, {"hash":"sha256:9df86e2b8f5b489d02433067a39ac54fd37e740a5a82fc3e9b003f482722ed80"}) as unknown as TypedDocumentString<CheckpointDetailsQuery, CheckpointDetailsQueryVariables>;
export const CompareCheckpointsDocument = new TypedDocumentString(`
    query CompareCheckpoints($ids: [ID!]!) {
  compareCheckpoints(ids: $ids) {
    checkpoints {
      ...CheckpointSummary
    }
    metrics {
      name
      values
    }
  }
}
    fragment CheckpointSummary on Checkpoint {
  id
  ref
  name
  epoch
  format
  sizeBytes
  digest
  createdAt
  downloadable
  metrics {
    name
    value
  }
}`, {"hash":"sha256:f86027ded09ce4735f2392ea89b4bab6bb59cbaba04013fa8814dfbeacddce37"}) as unknown as TypedDocumentString<CompareCheckpointsQuery, CompareCheckpointsQueryVariables>;
export const DownloadsDocument = new TypedDocumentString(`
    query Downloads($first: Int!, $after: String, $filter: DownloadFilter) {
  downloads(first: $first, after: $after, filter: $filter) {
    nodes {
      ...DownloadFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:5c7072f501eb96a8b5cb89354057062fbfb9e8b1f438421e8efdcd98c78d3eee"}) as unknown as TypedDocumentString<DownloadsQuery, DownloadsQueryVariables>;
export const DownloadByIdDocument = new TypedDocumentString(`
    query DownloadById($id: ID!) {
  download(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:72f1547af58315fa314d296d7bc618722ad5b21dca4da263dd81b637dc4967cc"}) as unknown as TypedDocumentString<DownloadByIdQuery, DownloadByIdQueryVariables>;
export const DownloadProgressDocument = new TypedDocumentString(`
    subscription DownloadProgress($id: ID!) {
  downloadProgress(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:0f826bb2da8cb6c59f2c4d292de1149f62cc412a333e22006ccc4e1b0061d437"}) as unknown as TypedDocumentString<DownloadProgressSubscription, DownloadProgressSubscriptionVariables>;
export const DownloadsChangedDocument = new TypedDocumentString(`
    subscription DownloadsChanged($filter: DownloadFilter) {
  downloadsChanged(filter: $filter) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  state
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    sequence
    epoch
    restartReason
    attempts
  }
  error {
    code
    message
    retryable
  }
  artifact {
    id
    digest
    sizeBytes
    verification
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:bde3f29f33f28cabf1dac26193e9ec02c0a268f287b212bacbdefb23c754de2c"}) as unknown as TypedDocumentString<DownloadsChangedSubscription, DownloadsChangedSubscriptionVariables>;
export const RunChangedDocument = new TypedDocumentString(`
    subscription RunChanged($id: ID!) {
  runChanged(id: $id) {
    ...RunSummary
  }
}
    fragment RunSummary on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  createdAt
  startedAt
  finishedAt
  metrics {
    name
    value
  }
  provider {
    name
  }
}`, {"hash":"sha256:577a17192812a70ef1f8dc40b3a7a19b94b48b8abea07bd74a60e0de4a6e5c4b"}) as unknown as TypedDocumentString<RunChangedSubscription, RunChangedSubscriptionVariables>;
export const ModelChangedDocument = new TypedDocumentString(`
    subscription ModelChanged($id: ID!) {
  modelChanged(id: $id) {
    ...ModelSummary
  }
}
    fragment ModelSummary on Model {
  id
  ref
  name
  description
  status
  task
  architecture
  visibility
  createdAt
  updatedAt
  can
  owner {
    username
  }
  provider {
    name
    kind
  }
  runtime {
    state
  }
}`, {"hash":"sha256:63416535ef1c72236b69ba8c7d271e26f71c04aa89d2ef073ebac64388fbf2b2"}) as unknown as TypedDocumentString<ModelChangedSubscription, ModelChangedSubscriptionVariables>;
export const ProviderHealthChangedDocument = new TypedDocumentString(`
    subscription ProviderHealthChanged($name: String) {
  providerHealthChanged(name: $name) {
    name
    health {
      state
      latencyMs
      checkedAt
      circuit
      lastError {
        code
        message
        retryAfterSeconds
      }
    }
  }
}
    `, {"hash":"sha256:b548cc4266c40ce76a92a65da5afe5631969146f8cc095fb0d1b2e659ea1eec5"}) as unknown as TypedDocumentString<ProviderHealthChangedSubscription, ProviderHealthChangedSubscriptionVariables>;