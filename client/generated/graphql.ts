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
  id: string; ofRun?: never; ref?: never; }
  |  { id?: never;   /** By run and name. */
  ofRun: CheckpointOfRun; ref?: never; }
  |  { id?: never; ofRun?: never;   /** `provider:native`. */
  ref: string; };

/** A checkpoint of a run by the name that people use. */
export type CheckpointOfRun = {
  /** `Checkpoint.name`, such as `epoch_10`, or the provider's own name for it. */
  name: string;
  /** Global id or ref of the run. */
  run: string;
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

/** What happens at this moment; finer than the state. */
export type DownloadPhase =
  /** Waits for its turn. */
  | 'QUEUED'
  /** Asks the provider where the bytes are. */
  | 'RESOLVING'
  /** Connected, but nothing has come for a while. */
  | 'STALLED'
  /** Bytes come. */
  | 'TRANSFERRING'
  /** Takes an archive apart. */
  | 'UNPACKING'
  /** Hashes and compares. */
  | 'VERIFYING'
  /** Held back by a rate limit or after failures, until `waitingUntil`. */
  | 'WAITING'
  | '%future added value';

/** Who goes first among the downloads that wait. */
export type DownloadPriority =
  /** Before all others. */
  | 'HIGH'
  /** After all others. */
  | 'LOW'
  /** The usual. */
  | 'NORMAL'
  | '%future added value';

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
  /** The replicas of the gateway cannot agree at the moment, because their Redis does not answer. */
  | 'COORDINATION_UNAVAILABLE'
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

/** Formats of model files whose headers can be read. */
export type InspectedFormat =
  /** Of llama.cpp and its relatives, version 2 or 3. */
  | 'GGUF'
  /** onnx.ai. */
  | 'ONNX'
  /** huggingface.co/docs/safetensors. */
  | 'SAFETENSORS'
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
  id: string; ref?: never; }
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
  id: string; link?: never; ref?: never; }
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

/** What a caller's key or token allows. None includes another: a key for administration is not a key for reading. */
export type Scope =
  /** Administration of the gateway itself. */
  | 'ADMIN'
  /** Starting and controlling downloads, and fetching what they brought. */
  | 'DOWNLOAD'
  /** Loading and unloading models; pinning and verifying artifacts. */
  | 'OPERATE'
  /** Reading and watching everything. */
  | 'READ'
  /** Creating, changing and deleting models; deleting artifacts. */
  | 'WRITE'
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
  /** Global id or ref of the model. */
  id: string;
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

export type PageFieldsFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type ProviderFieldsFragment = { id: string, name: string, kind: ProviderKind, type: string, capabilities: Array<Capability>, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } } | null } };

export type ModelSummaryFragment = { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null };

export type RunSummaryFragment = { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } };

export type RunWithModelFragment = { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, model: { id: string, ref: string, name: string } | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } };

export type CheckpointSummaryFragment = { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> };

export type DownloadFieldsFragment = { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null };

export type DownloadSubjectFieldsFragment = { subject:
    | { id: string, ref: string, name: string }
    | { id: string, ref: string, name: string }
   | null };

export type ArtifactFieldsFragment = { id: string, digest: string, sizeBytes: number, verification: Verification, pinned: boolean, createdAt: string, lastUsedAt: string, origins: Array<{ provider: string, key: string }>, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> };

export type InspectionFieldsFragment = { format: InspectedFormat, member: string | null, tensorCount: number, parameterCount: number, metadata: Record<string, unknown>, inputs: Array<{ name: string, dtype: string | null, shape: Array<string> | null }>, outputs: Array<{ name: string, dtype: string | null, shape: Array<string> | null }> };

export type ModelValueFieldsFragment = { name: string, dtype: string | null, shape: Array<string> | null };

export type StartDownloadMutationVariables = Exact<{
  id: string;
  priority?: DownloadPriority | null | undefined;
}>;


export type StartDownloadMutation = { startDownload: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type CancelDownloadMutationVariables = Exact<{
  id: string;
  keepPartial?: boolean | null | undefined;
}>;


export type CancelDownloadMutation = { cancelDownload: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type PauseDownloadMutationVariables = Exact<{
  id: string;
}>;


export type PauseDownloadMutation = { pauseDownload: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type ResumeDownloadMutationVariables = Exact<{
  id: string;
}>;


export type ResumeDownloadMutation = { resumeDownload: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type RetryDownloadMutationVariables = Exact<{
  id: string;
}>;


export type RetryDownloadMutation = { retryDownload: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type DiscardPartialMutationVariables = Exact<{
  id: string;
}>;


export type DiscardPartialMutation = { discardPartial: boolean };

export type PinArtifactMutationVariables = Exact<{
  id: string;
}>;


export type PinArtifactMutation = { pinArtifact: { id: string, digest: string, sizeBytes: number, verification: Verification, pinned: boolean, createdAt: string, lastUsedAt: string, origins: Array<{ provider: string, key: string }>, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } };

export type UnpinArtifactMutationVariables = Exact<{
  id: string;
}>;


export type UnpinArtifactMutation = { unpinArtifact: { id: string, digest: string, sizeBytes: number, verification: Verification, pinned: boolean, createdAt: string, lastUsedAt: string, origins: Array<{ provider: string, key: string }>, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } };

export type VerifyArtifactMutationVariables = Exact<{
  id: string;
}>;


export type VerifyArtifactMutation = { verifyArtifact: { intact: boolean, damagedFiles: Array<{ path: string, sizeBytes: number, sha256: string }> } };

export type DeleteArtifactMutationVariables = Exact<{
  id: string;
}>;


export type DeleteArtifactMutation = { deleteArtifact: string };

export type LoadModelMutationVariables = Exact<{
  id: string;
}>;


export type LoadModelMutation = { loadModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type UnloadModelMutationVariables = Exact<{
  id: string;
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
  id: string;
}>;


export type DeleteModelMutation = { deleteModel: { id: string, outcome: DeleteOutcome } };

export type ProvidersQueryVariables = Exact<{
  kinds?: Array<ProviderKind> | ProviderKind | null | undefined;
}>;


export type ProvidersQuery = { providers: Array<{ id: string, name: string, kind: ProviderKind, type: string, capabilities: Array<Capability>, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } } | null } }> };

export type ProviderByNameQueryVariables = Exact<{
  name: string;
}>;


export type ProviderByNameQuery = { provider: { id: string, name: string, kind: ProviderKind, type: string, capabilities: Array<Capability>, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } } | null } } | null };

export type ModelsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  filter?: ModelFilter | null | undefined;
  orderBy?: ModelOrder | null | undefined;
}>;


export type ModelsQuery = { models: { nodes: Array<{ id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } };

export type ModelDetailsQueryVariables = Exact<{
  by: ModelBy;
}>;


export type ModelDetailsQuery = { model: { statusReason: string | null, sourceUrl: string | null, paperUrl: string | null, sizeBytes: number | null, tags: Array<string>, id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, metrics: Array<{ name: string, value: number }> | null, classes: Array<{ index: number, name: string }>, license: { id: string | null, url: string | null, text: string | null } | null, listing: { overview: string | null, predictionsCount: number | null, hardware: { identifier: string, name: string } | null, categories: Array<{ slug: string, name: string }>, latestVersion: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null } | null, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, foundation: string | null, parametersBillions: number | null, contextTokens: number | null, custom: boolean } | null, run: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } | null, latestCheckpoint: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind } } | null };

export type BestCheckpointOfModelQueryVariables = Exact<{
  by: ModelBy;
  metric: string;
  goal?: MetricGoal | null | undefined;
}>;


export type BestCheckpointOfModelQuery = { model: { id: string, bestCheckpoint: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null } | null };

export type CheckpointsOfModelQueryVariables = Exact<{
  by: ModelBy;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CheckpointsOfModelQuery = { model: { id: string, checkpoints: { nodes: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } | null } | null };

export type RunsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: RunFilter | null | undefined;
  orderBy?: RunOrder | null | undefined;
}>;


export type RunsQuery = { runs: { nodes: Array<{ id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, model: { id: string, ref: string, name: string } | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } };

export type RunDetailsQueryVariables = Exact<{
  by: RunBy;
}>;


export type RunDetailsQuery = { run: { pipeline: string | null, datasetId: string | null, id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, model: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } | null, latestCheckpoint: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } | null };

export type BestCheckpointOfRunQueryVariables = Exact<{
  by: RunBy;
  metric: string;
  goal?: MetricGoal | null | undefined;
}>;


export type BestCheckpointOfRunQuery = { run: { id: string, bestCheckpoint: { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> } | null } | null };

export type CheckpointsOfRunQueryVariables = Exact<{
  by: RunBy;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CheckpointsOfRunQuery = { run: { id: string, checkpoints: { nodes: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } | null } | null };

export type CheckpointDetailsQueryVariables = Exact<{
  by: CheckpointBy;
}>;


export type CheckpointDetailsQuery = { checkpoint: { releaseNotes: string | null, inputSchema: Record<string, unknown> | null, outputSchema: Record<string, unknown> | null, id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, model: { id: string, ref: string } | null, run: { id: string, ref: string } | null, metrics: Array<{ name: string, value: number }> } | null };

export type CompareCheckpointsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CompareCheckpointsQuery = { compareCheckpoints: { checkpoints: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> }>, metrics: Array<{ name: string, values: Array<number | null> }> } | null };

export type InspectCheckpointQueryVariables = Exact<{
  by: CheckpointBy;
}>;


export type InspectCheckpointQuery = { checkpoint: { id: string, inspect: { format: InspectedFormat, member: string | null, tensorCount: number, parameterCount: number, metadata: Record<string, unknown>, inputs: Array<{ name: string, dtype: string | null, shape: Array<string> | null }>, outputs: Array<{ name: string, dtype: string | null, shape: Array<string> | null }> } | null } | null };

export type DownloadsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: DownloadFilter | null | undefined;
}>;


export type DownloadsQuery = { downloads: { totalCount: number | null, nodes: Array<{ id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type DownloadByIdQueryVariables = Exact<{
  id: string;
}>;


export type DownloadByIdQuery = { download: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, files: Array<{ path: string, sizeBytes: number | null, receivedBytes: number }>, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null, subject:
      | { id: string, ref: string, name: string }
      | { id: string, ref: string, name: string }
     | null } | null };

export type DownloadResultQueryVariables = Exact<{
  id: string;
}>;


export type DownloadResultQuery = { download: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, pinned: boolean, createdAt: string, lastUsedAt: string, origins: Array<{ provider: string, key: string }>, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null } | null };

export type PartialsQueryVariables = Exact<{ [key: string]: never; }>;


export type PartialsQuery = { partials: Array<{ id: string, receivedBytes: number, totalBytes: number | null, sizeOnDiskBytes: number, changedAt: string, ageSeconds: number, download: { id: string, state: DownloadState, subject:
        | { id: string, ref: string, name: string }
        | { id: string, ref: string, name: string }
       | null } | null }> };

export type ArtifactsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ArtifactsQuery = { artifacts: { totalCount: number | null, nodes: Array<{ id: string, digest: string, sizeBytes: number, verification: Verification, pinned: boolean, createdAt: string, lastUsedAt: string, origins: Array<{ provider: string, key: string }>, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type ArtifactByIdQueryVariables = Exact<{
  id: string;
}>;


export type ArtifactByIdQuery = { artifact: { id: string, digest: string, sizeBytes: number, verification: Verification, pinned: boolean, createdAt: string, lastUsedAt: string, origins: Array<{ provider: string, key: string }>, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null };

export type InspectArtifactQueryVariables = Exact<{
  id: string;
}>;


export type InspectArtifactQuery = { artifact: { id: string, files: Array<{ path: string, inspect: { format: InspectedFormat, member: string | null, tensorCount: number, parameterCount: number, metadata: Record<string, unknown>, inputs: Array<{ name: string, dtype: string | null, shape: Array<string> | null }>, outputs: Array<{ name: string, dtype: string | null, shape: Array<string> | null }> } | null }> } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, scopes: Array<Scope>, expiresAt: string | null } };

export type DownloadProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type DownloadProgressSubscription = { downloadProgress: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type DownloadsChangedSubscriptionVariables = Exact<{
  filter?: DownloadFilter | null | undefined;
}>;


export type DownloadsChangedSubscription = { downloadsChanged: { id: string, subjectRef: string, state: DownloadState, stateReason: string | null, priority: DownloadPriority, carrier: DownloadCarrier, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, verifiedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, stalled: boolean, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, connections: number, sequence: number, epoch: number, restartReason: string | null, attempts: number }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { id: string, digest: string, sizeBytes: number, verification: Verification } | null } };

export type RunChangedSubscriptionVariables = Exact<{
  id: string;
}>;


export type RunChangedSubscription = { runChanged: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } };

export type ModelChangedSubscriptionVariables = Exact<{
  id: string;
}>;


export type ModelChangedSubscription = { modelChanged: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, visibility: Visibility | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState } | null } };

export type ProviderHealthChangedSubscriptionVariables = Exact<{
  name?: string | null | undefined;
}>;


export type ProviderHealthChangedSubscription = { providerHealthChanged: { id: string, name: string, kind: ProviderKind, type: string, capabilities: Array<Capability>, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } } | null } } };

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
export const PageFieldsFragmentDoc = new TypedDocumentString(`
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"PageFields"}) as unknown as TypedDocumentString<PageFieldsFragment, unknown>;
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
export const ProviderFieldsFragmentDoc = new TypedDocumentString(`
    fragment ProviderFields on Provider {
  id
  name
  kind
  type
  capabilities
  health {
    state
    latencyMs
    checkedAt
    circuit
    lastError {
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
}`, {"fragmentName":"ProviderFields"}) as unknown as TypedDocumentString<ProviderFieldsFragment, unknown>;
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
export const RunWithModelFragmentDoc = new TypedDocumentString(`
    fragment RunWithModel on Run {
  ...RunSummary
  model {
    id
    ref
    name
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
}`, {"fragmentName":"RunWithModel"}) as unknown as TypedDocumentString<RunWithModelFragment, unknown>;
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
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}
    `, {"fragmentName":"DownloadFields"}) as unknown as TypedDocumentString<DownloadFieldsFragment, unknown>;
export const DownloadSubjectFieldsFragmentDoc = new TypedDocumentString(`
    fragment DownloadSubjectFields on Download {
  subject {
    ... on Model {
      id
      ref
      name
    }
    ... on Checkpoint {
      id
      ref
      name
    }
  }
}
    `, {"fragmentName":"DownloadSubjectFields"}) as unknown as TypedDocumentString<DownloadSubjectFieldsFragment, unknown>;
export const ArtifactFieldsFragmentDoc = new TypedDocumentString(`
    fragment ArtifactFields on Artifact {
  id
  digest
  sizeBytes
  verification
  pinned
  createdAt
  lastUsedAt
  origins {
    provider
    key
  }
  files {
    path
    sizeBytes
    sha256
    role
    url
  }
}
    `, {"fragmentName":"ArtifactFields"}) as unknown as TypedDocumentString<ArtifactFieldsFragment, unknown>;
export const ModelValueFieldsFragmentDoc = new TypedDocumentString(`
    fragment ModelValueFields on ModelValue {
  name
  dtype
  shape
}
    `, {"fragmentName":"ModelValueFields"}) as unknown as TypedDocumentString<ModelValueFieldsFragment, unknown>;
export const InspectionFieldsFragmentDoc = new TypedDocumentString(`
    fragment InspectionFields on Inspection {
  format
  member
  tensorCount
  parameterCount
  inputs {
    ...ModelValueFields
  }
  outputs {
    ...ModelValueFields
  }
  metadata
}
    fragment ModelValueFields on ModelValue {
  name
  dtype
  shape
}`, {"fragmentName":"InspectionFields"}) as unknown as TypedDocumentString<InspectionFieldsFragment, unknown>;
export const StartDownloadDocument = new TypedDocumentString(`
    mutation StartDownload($id: ID!, $priority: DownloadPriority = NORMAL) {
  startDownload(input: {id: $id, priority: $priority}) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:52242d82ea26772d4411d19bb4aaa8531689735322df72e6836984b1d44b337b"}) as unknown as TypedDocumentString<StartDownloadMutation, StartDownloadMutationVariables>;
export const CancelDownloadDocument = new TypedDocumentString(`
    mutation CancelDownload($id: ID!, $keepPartial: Boolean = false) {
  cancelDownload(id: $id, keepPartial: $keepPartial) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:ef8afa9e02f55df7ebdb5dfd46f7a0133da56450a47d75310a99f0c123870171"}) as unknown as TypedDocumentString<CancelDownloadMutation, CancelDownloadMutationVariables>;
export const PauseDownloadDocument = new TypedDocumentString(`
    mutation PauseDownload($id: ID!) {
  pauseDownload(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:6bcb03d998be4c2a22f0ac252f5471872554074c5daa2fc43fab73996a99b0b9"}) as unknown as TypedDocumentString<PauseDownloadMutation, PauseDownloadMutationVariables>;
export const ResumeDownloadDocument = new TypedDocumentString(`
    mutation ResumeDownload($id: ID!) {
  resumeDownload(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:ab2e89df6ca8fabb50c5c57910e8b7cd9f55540df67be7c8667eb4e5f70da092"}) as unknown as TypedDocumentString<ResumeDownloadMutation, ResumeDownloadMutationVariables>;
export const RetryDownloadDocument = new TypedDocumentString(`
    mutation RetryDownload($id: ID!) {
  retryDownload(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:abe4ac05fbc9a3447879940852fb4eb883fd8410261fcc738d92ef250d59a37b"}) as unknown as TypedDocumentString<RetryDownloadMutation, RetryDownloadMutationVariables>;
export const DiscardPartialDocument = new TypedDocumentString(`
    mutation DiscardPartial($id: ID!) {
  discardPartial(id: $id)
}
    `, {"hash":"sha256:02a193b115e42375ca4fb7480ce18ad5ac6d6b76cceae0005f9ecbcede552900"}) as unknown as TypedDocumentString<DiscardPartialMutation, DiscardPartialMutationVariables>;
export const PinArtifactDocument = new TypedDocumentString(`
    mutation PinArtifact($id: ID!) {
  pinArtifact(id: $id) {
    ...ArtifactFields
  }
}
    fragment ArtifactFields on Artifact {
  id
  digest
  sizeBytes
  verification
  pinned
  createdAt
  lastUsedAt
  origins {
    provider
    key
  }
  files {
    path
    sizeBytes
    sha256
    role
    url
  }
}`, {"hash":"sha256:999782c1d6a37979bace6ea98ecb7f88bd2551e1e1bbeda9a66210f8646a0086"}) as unknown as TypedDocumentString<PinArtifactMutation, PinArtifactMutationVariables>;
export const UnpinArtifactDocument = new TypedDocumentString(`
    mutation UnpinArtifact($id: ID!) {
  unpinArtifact(id: $id) {
    ...ArtifactFields
  }
}
    fragment ArtifactFields on Artifact {
  id
  digest
  sizeBytes
  verification
  pinned
  createdAt
  lastUsedAt
  origins {
    provider
    key
  }
  files {
    path
    sizeBytes
    sha256
    role
    url
  }
}`, {"hash":"sha256:6742835e22ec902fba46e210193303b120c0eb75aedb3f84d2b5a1e2745e2ab3"}) as unknown as TypedDocumentString<UnpinArtifactMutation, UnpinArtifactMutationVariables>;
export const VerifyArtifactDocument = new TypedDocumentString(`
    mutation VerifyArtifact($id: ID!) {
  verifyArtifact(id: $id) {
    intact
    damagedFiles {
      path
      sizeBytes
      sha256
    }
  }
}
    `, {"hash":"sha256:e77bbbdb888c6c163a202bea015a7ebfc6e89fa77ca9014fb2775cdb998ff234"}) as unknown as TypedDocumentString<VerifyArtifactMutation, VerifyArtifactMutationVariables>;
export const DeleteArtifactDocument = new TypedDocumentString(`
    mutation DeleteArtifact($id: ID!) {
  deleteArtifact(id: $id)
}
    `, {"hash":"sha256:8d466d27d038a0f4b8136a9d1d325bb28176493ed53ea788d8dc43b884f15495"}) as unknown as TypedDocumentString<DeleteArtifactMutation, DeleteArtifactMutationVariables>;
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
    query Providers($kinds: [ProviderKind!]) {
  providers(kinds: $kinds) {
    ...ProviderFields
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
fragment ProviderFields on Provider {
  id
  name
  kind
  type
  capabilities
  health {
    state
    latencyMs
    checkedAt
    circuit
    lastError {
      ...ProviderProblemFields
    }
  }
}`, {"hash":"sha256:ffd50a2837a5e40d1c725b0bf43fea09ca16e23926d568f29dbc3fd0d3e0327a"}) as unknown as TypedDocumentString<ProvidersQuery, ProvidersQueryVariables>;
export const ProviderByNameDocument = new TypedDocumentString(`
    query ProviderByName($name: String!) {
  provider(name: $name) {
    ...ProviderFields
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
fragment ProviderFields on Provider {
  id
  name
  kind
  type
  capabilities
  health {
    state
    latencyMs
    checkedAt
    circuit
    lastError {
      ...ProviderProblemFields
    }
  }
}`, {"hash":"sha256:e261ba30a5a6edb9b5b4b896db0f521f6627aec1be61666b4c224ec6306e1fe4"}) as unknown as TypedDocumentString<ProviderByNameQuery, ProviderByNameQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($first: Int = 25, $after: String, $search: String, $filter: ModelFilter, $orderBy: ModelOrder) {
  models(
    first: $first
    after: $after
    search: $search
    filter: $filter
    orderBy: $orderBy
  ) {
    nodes {
      ...ModelSummary
    }
    pageInfo {
      ...PageFields
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
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
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
}`, {"hash":"sha256:dc796af397f79c28c6fdf7977b04cc1f25f43f8c91f7babe8d07de0d7b44ec1f"}) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const ModelDetailsDocument = new TypedDocumentString(`
    query ModelDetails($by: ModelBy!) {
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
    latestCheckpoint {
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
}`, {"hash":"sha256:0ca5e1cb42f78a0623019ed028b682432749e1dcd19a304a7f11cb6cdc683b44"}) as unknown as TypedDocumentString<ModelDetailsQuery, ModelDetailsQueryVariables>;
export const BestCheckpointOfModelDocument = new TypedDocumentString(`
    query BestCheckpointOfModel($by: ModelBy!, $metric: String!, $goal: MetricGoal = MAXIMIZE) {
  model(by: $by) {
    id
    bestCheckpoint(metric: $metric, goal: $goal) {
      ...CheckpointSummary
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
}`, {"hash":"sha256:498beafd0d713bd03fded361e87ce5ff1eb0d04858045943117a55f8bd5e3820"}) as unknown as TypedDocumentString<BestCheckpointOfModelQuery, BestCheckpointOfModelQueryVariables>;
export const CheckpointsOfModelDocument = new TypedDocumentString(`
    query CheckpointsOfModel($by: ModelBy!, $first: Int = 25, $after: String) {
  model(by: $by) {
    id
    checkpoints(first: $first, after: $after) {
      nodes {
        ...CheckpointSummary
      }
      pageInfo {
        ...PageFields
      }
      unavailable {
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
}
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
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
}`, {"hash":"sha256:90f697514b84112c07e736f4876489e8a7a0ff9c6d229530c90322d2e83b9eb1"}) as unknown as TypedDocumentString<CheckpointsOfModelQuery, CheckpointsOfModelQueryVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($first: Int = 25, $after: String, $filter: RunFilter, $orderBy: RunOrder) {
  runs(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...RunWithModel
    }
    pageInfo {
      ...PageFields
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
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
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
fragment RunWithModel on Run {
  ...RunSummary
  model {
    id
    ref
    name
  }
}`, {"hash":"sha256:cc68ecc84012f5ec6a020f616b6ff587358c0a323d3cdcad544942b1924e5a4e"}) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunDetailsDocument = new TypedDocumentString(`
    query RunDetails($by: RunBy!) {
  run(by: $by) {
    ...RunSummary
    pipeline
    datasetId
    model {
      ...ModelSummary
    }
    latestCheckpoint {
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
}`, {"hash":"sha256:bcbe5ff88ca2c799416973cc05c1debfa8a061ed791fcf7a0e188c0c63d10f8d"}) as unknown as TypedDocumentString<RunDetailsQuery, RunDetailsQueryVariables>;
export const BestCheckpointOfRunDocument = new TypedDocumentString(`
    query BestCheckpointOfRun($by: RunBy!, $metric: String!, $goal: MetricGoal = MAXIMIZE) {
  run(by: $by) {
    id
    bestCheckpoint(metric: $metric, goal: $goal) {
      ...CheckpointSummary
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
}`, {"hash":"sha256:a93d77d7969224271cf2c683f1fe118d2f964467f3194e8c9a4b7ec47726d98f"}) as unknown as TypedDocumentString<BestCheckpointOfRunQuery, BestCheckpointOfRunQueryVariables>;
export const CheckpointsOfRunDocument = new TypedDocumentString(`
    query CheckpointsOfRun($by: RunBy!, $first: Int = 25, $after: String) {
  run(by: $by) {
    id
    checkpoints(first: $first, after: $after) {
      nodes {
        ...CheckpointSummary
      }
      pageInfo {
        ...PageFields
      }
      unavailable {
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
}
fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
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
}`, {"hash":"sha256:ce624e7d64ff0ceb0cd910a4ad3bab3816a7de6cba38d878e8e5747a917a4a76"}) as unknown as TypedDocumentString<CheckpointsOfRunQuery, CheckpointsOfRunQueryVariables>;
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
export const InspectCheckpointDocument = new TypedDocumentString(`
    query InspectCheckpoint($by: CheckpointBy!) {
  checkpoint(by: $by) {
    id
    inspect {
      ...InspectionFields
    }
  }
}
    fragment InspectionFields on Inspection {
  format
  member
  tensorCount
  parameterCount
  inputs {
    ...ModelValueFields
  }
  outputs {
    ...ModelValueFields
  }
  metadata
}
fragment ModelValueFields on ModelValue {
  name
  dtype
  shape
}`, {"hash":"sha256:5808b2a3a643e81300de724930be1eceb7a98650c495055a484f4e18a367fba9"}) as unknown as TypedDocumentString<InspectCheckpointQuery, InspectCheckpointQueryVariables>;
export const DownloadsDocument = new TypedDocumentString(`
    query Downloads($first: Int = 25, $after: String, $filter: DownloadFilter) {
  downloads(first: $first, after: $after, filter: $filter) {
    nodes {
      ...DownloadFields
    }
    pageInfo {
      ...PageFields
    }
    totalCount
  }
}
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:21869fc19b227698c7631262352d680c9c8f8237fa5f5451e564db4419ed2dbc"}) as unknown as TypedDocumentString<DownloadsQuery, DownloadsQueryVariables>;
export const DownloadByIdDocument = new TypedDocumentString(`
    query DownloadById($id: ID!) {
  download(id: $id) {
    ...DownloadFields
    ...DownloadSubjectFields
    files {
      path
      sizeBytes
      receivedBytes
    }
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}
fragment DownloadSubjectFields on Download {
  subject {
    ... on Model {
      id
      ref
      name
    }
    ... on Checkpoint {
      id
      ref
      name
    }
  }
}`, {"hash":"sha256:67fbe74edf40c08f5fda8bb1ed8d0030c44e63b06ed894c151a794f289f1997f"}) as unknown as TypedDocumentString<DownloadByIdQuery, DownloadByIdQueryVariables>;
export const DownloadResultDocument = new TypedDocumentString(`
    query DownloadResult($id: ID!) {
  download(id: $id) {
    ...DownloadFields
    artifact {
      ...ArtifactFields
    }
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}
fragment ArtifactFields on Artifact {
  id
  digest
  sizeBytes
  verification
  pinned
  createdAt
  lastUsedAt
  origins {
    provider
    key
  }
  files {
    path
    sizeBytes
    sha256
    role
    url
  }
}`, {"hash":"sha256:71e55ef691ef2b2a59f004317e3c4da6ec252c8e8d5f2d6da8a78ea02443a9a7"}) as unknown as TypedDocumentString<DownloadResultQuery, DownloadResultQueryVariables>;
export const PartialsDocument = new TypedDocumentString(`
    query Partials {
  partials {
    id
    receivedBytes
    totalBytes
    sizeOnDiskBytes
    changedAt
    ageSeconds
    download {
      id
      state
      ...DownloadSubjectFields
    }
  }
}
    fragment DownloadSubjectFields on Download {
  subject {
    ... on Model {
      id
      ref
      name
    }
    ... on Checkpoint {
      id
      ref
      name
    }
  }
}`, {"hash":"sha256:096a00581f3ecc163b988736ef4935d5439d6f0ca19cc67d1a09ec9686524ffa"}) as unknown as TypedDocumentString<PartialsQuery, PartialsQueryVariables>;
export const ArtifactsDocument = new TypedDocumentString(`
    query Artifacts($first: Int = 25, $after: String) {
  artifacts(first: $first, after: $after) {
    nodes {
      ...ArtifactFields
    }
    pageInfo {
      ...PageFields
    }
    totalCount
  }
}
    fragment PageFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment ArtifactFields on Artifact {
  id
  digest
  sizeBytes
  verification
  pinned
  createdAt
  lastUsedAt
  origins {
    provider
    key
  }
  files {
    path
    sizeBytes
    sha256
    role
    url
  }
}`, {"hash":"sha256:5d2b676e1e92b7726b7cc8a8143cdb189cd8c7d8149ab7cce4bb43265bbb95bc"}) as unknown as TypedDocumentString<ArtifactsQuery, ArtifactsQueryVariables>;
export const ArtifactByIdDocument = new TypedDocumentString(`
    query ArtifactById($id: ID!) {
  artifact(id: $id) {
    ...ArtifactFields
  }
}
    fragment ArtifactFields on Artifact {
  id
  digest
  sizeBytes
  verification
  pinned
  createdAt
  lastUsedAt
  origins {
    provider
    key
  }
  files {
    path
    sizeBytes
    sha256
    role
    url
  }
}`, {"hash":"sha256:90d21d763e8c3da50d52d3ad4f0cbbce66f8e5f84a232a48db99d5ddc7a098f5"}) as unknown as TypedDocumentString<ArtifactByIdQuery, ArtifactByIdQueryVariables>;
export const InspectArtifactDocument = new TypedDocumentString(`
    query InspectArtifact($id: ID!) {
  artifact(id: $id) {
    id
    files {
      path
      inspect {
        ...InspectionFields
      }
    }
  }
}
    fragment InspectionFields on Inspection {
  format
  member
  tensorCount
  parameterCount
  inputs {
    ...ModelValueFields
  }
  outputs {
    ...ModelValueFields
  }
  metadata
}
fragment ModelValueFields on ModelValue {
  name
  dtype
  shape
}`, {"hash":"sha256:27859423bc703b85901027f55a4b9e8af7cc767976c623574163e65e0ab18afe"}) as unknown as TypedDocumentString<InspectArtifactQuery, InspectArtifactQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    scopes
    expiresAt
  }
}
    `, {"hash":"sha256:b037862c7355b571e3c90b8b6176329bbe602bed3901c4f56f6bb9e428fcfd68"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const DownloadProgressDocument = new TypedDocumentString(`
    subscription DownloadProgress($id: ID!) {
  downloadProgress(id: $id) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:e394738b0401884365bc51dfaf41f1e7aed80c0cc6cfb2b335babdb7cc5e01f9"}) as unknown as TypedDocumentString<DownloadProgressSubscription, DownloadProgressSubscriptionVariables>;
export const DownloadsChangedDocument = new TypedDocumentString(`
    subscription DownloadsChanged($filter: DownloadFilter) {
  downloadsChanged(filter: $filter) {
    ...DownloadFields
  }
}
    fragment DownloadFields on Download {
  id
  subjectRef
  state
  stateReason
  priority
  carrier
  createdAt
  startedAt
  finishedAt
  provider {
    name
  }
  progress {
    receivedBytes
    verifiedBytes
    totalBytes
    percent
    bytesPerSecond
    etaSeconds
    stalled
    phase
    waitingUntil
    queuePosition
    connections
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
  }
}`, {"hash":"sha256:b9a540ee1506f2ddfdac12257772c0f61fca7af42005d853235b28e75cc58b23"}) as unknown as TypedDocumentString<DownloadsChangedSubscription, DownloadsChangedSubscriptionVariables>;
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
    ...ProviderFields
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
fragment ProviderFields on Provider {
  id
  name
  kind
  type
  capabilities
  health {
    state
    latencyMs
    checkedAt
    circuit
    lastError {
      ...ProviderProblemFields
    }
  }
}`, {"hash":"sha256:270e310efa4cd11d9e01dfd4250aa04fb7b884e8cb6821af6d8121419f4a3296"}) as unknown as TypedDocumentString<ProviderHealthChangedSubscription, ProviderHealthChangedSubscriptionVariables>;