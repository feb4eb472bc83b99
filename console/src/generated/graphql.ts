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

/** Whether calls to a provider are made. */
export type CircuitState =
  /** They are. */
  | 'CLOSED'
  /** One is made to see whether the provider is back. */
  | 'HALF_OPEN'
  /** They are refused at once, because the last ones failed. */
  | 'OPEN'
  | '%future added value';

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

/** Bounds on a metric. An item without that metric does not match. */
export type MetricFilter = {
  /** Smallest value that matches; absent: no lower bound. */
  gte?: number | null | undefined;
  /** Greatest value that matches; absent: no upper bound. */
  lte?: number | null | undefined;
  /** Name of the metric, case included. */
  name: string;
};

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

export type DownloadListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DownloadListQuery = { downloads: { nodes: Array<{ id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null, subject:
        | { id: string, ref: string, checkpointName: string, model: { name: string, ref: string } | null, run: { name: string | null, ref: string } | null }
        | { id: string, ref: string, modelName: string }
       | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DownloadSubjectQueryVariables = Exact<{
  id: string;
}>;


export type DownloadSubjectQuery = { download: { subject:
      | { id: string, ref: string, checkpointName: string, model: { name: string, ref: string } | null, run: { name: string | null, ref: string } | null }
      | { id: string, ref: string, modelName: string }
     | null } | null };

export type StartDownloadMutationVariables = Exact<{
  id: string;
}>;


export type StartDownloadMutation = { startDownload: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type PauseDownloadMutationVariables = Exact<{
  id: string;
}>;


export type PauseDownloadMutation = { pauseDownload: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type ResumeDownloadMutationVariables = Exact<{
  id: string;
}>;


export type ResumeDownloadMutation = { resumeDownload: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type CancelDownloadMutationVariables = Exact<{
  id: string;
}>;


export type CancelDownloadMutation = { cancelDownload: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type RetryDownloadMutationVariables = Exact<{
  id: string;
}>;


export type RetryDownloadMutation = { retryDownload: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type DownloadChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type DownloadChangesSubscription = { downloadsChanged: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } };

export type ProblemPartsFragment = { code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } };

export type ModelRowFragment = { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, parametersBillions: number | null } | null };

export type RunRowFragment = { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, pipeline: string | null, datasetId: string | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } };

export type CheckpointRowFragment = { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, metrics: Array<{ name: string, value: number }> };

export type DownloadProgressPartsFragment = { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null };

export type CheckpointRowWithDownloadFragment = { id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, download: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } | null, metrics: Array<{ name: string, value: number }> };

export type DownloadSubjectPartsFragment = { subject:
    | { id: string, ref: string, checkpointName: string, model: { name: string, ref: string } | null, run: { name: string | null, ref: string } | null }
    | { id: string, ref: string, modelName: string }
   | null };

export type HealthPartsFragment = { name: string, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null } | null } };

export type ModelListQueryVariables = Exact<{
  after?: string | null | undefined;
  search?: string | null | undefined;
  filter?: ModelFilter | null | undefined;
  orderBy: ModelOrder;
}>;


export type ModelListQuery = { models: { nodes: Array<{ id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, parametersBillions: number | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } };

export type ModelPageQueryVariables = Exact<{
  ref: string;
}>;


export type ModelPageQuery = { model: { statusReason: string | null, visibility: Visibility | null, sourceUrl: string | null, paperUrl: string | null, sizeBytes: number | null, tags: Array<string>, id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, metrics: Array<{ name: string, value: number }> | null, classes: Array<{ index: number, name: string }>, license: { id: string | null, url: string | null, text: string | null } | null, listing: { overview: string | null, predictionsCount: number | null, hardware: { name: string } | null } | null, runtime: { foundation: string | null, contextTokens: number | null, custom: boolean, state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, parametersBillions: number | null } | null, run: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, pipeline: string | null, datasetId: string | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } | null, checkpoints: { nodes: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, download: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } | null, metrics: Array<{ name: string, value: number }> }>, pageInfo: { hasNextPage: boolean }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } | null, download: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind } } | null };

export type LoadModelMutationVariables = Exact<{
  id: string;
}>;


export type LoadModelMutation = { loadModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, parametersBillions: number | null } | null } };

export type UnloadModelMutationVariables = Exact<{
  id: string;
}>;


export type UnloadModelMutation = { unloadModel: { id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, parametersBillions: number | null } | null } };

export type DeleteModelMutationVariables = Exact<{
  id: string;
}>;


export type DeleteModelMutation = { deleteModel: { outcome: DeleteOutcome } };

export type ModelChangesSubscriptionVariables = Exact<{
  id: string;
}>;


export type ModelChangesSubscription = { modelChanged: { statusReason: string | null, id: string, ref: string, name: string, description: string | null, status: ModelStatus | null, task: ModelTask | null, architecture: string | null, createdAt: string | null, updatedAt: string | null, can: Array<ModelAction> | null, owner: { username: string } | null, provider: { name: string, kind: ProviderKind }, runtime: { state: RuntimeLoadState, diskBytes: number | null, memoryBytes: number | null, quantization: string | null, parametersBillions: number | null } | null } };

export type ProviderListQueryVariables = Exact<{ [key: string]: never; }>;


export type ProviderListQuery = { providers: Array<{ id: string, kind: ProviderKind, type: string, capabilities: Array<Capability>, name: string, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null } | null } }> };

export type HealthChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type HealthChangesSubscription = { providerHealthChanged: { name: string, health: { state: ProviderState, latencyMs: number | null, checkedAt: string | null, circuit: CircuitState, lastError: { code: ErrorCode, message: string, retryAfterSeconds: number | null } | null } } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, scopes: Array<Scope> } };

export type RunListQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: RunFilter | null | undefined;
  orderBy: RunOrder;
}>;


export type RunListQuery = { runs: { nodes: Array<{ id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, pipeline: string | null, datasetId: string | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } };

export type RunPageQueryVariables = Exact<{
  ref: string;
}>;


export type RunPageQuery = { run: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, pipeline: string | null, datasetId: string | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, model: { id: string, ref: string, name: string, status: ModelStatus | null } | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } | null };

export type RunCheckpointsQueryVariables = Exact<{
  ref: string;
  after?: string | null | undefined;
}>;


export type RunCheckpointsQuery = { run: { checkpoints: { nodes: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, download: { id: string, carrier: DownloadCarrier, state: DownloadState, stateReason: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, provider: { name: string }, progress: { receivedBytes: number | null, totalBytes: number | null, percent: number | null, bytesPerSecond: number | null, etaSeconds: number | null, phase: DownloadPhase | null, waitingUntil: string | null, queuePosition: number | null, sequence: number, restartReason: string | null }, error: { code: ErrorCode, message: string, retryable: boolean } | null, artifact: { verification: Verification, sizeBytes: number, files: Array<{ path: string, sizeBytes: number, sha256: string, role: FileRole, url: string | null }> } | null } | null, metrics: Array<{ name: string, value: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, unavailable: Array<{ code: ErrorCode, message: string, retryAfterSeconds: number | null, provider: { name: string } }> } | null } | null };

export type ComparisonQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type ComparisonQuery = { compareCheckpoints: { checkpoints: Array<{ id: string, ref: string, name: string, epoch: number | null, format: string | null, sizeBytes: number | null, digest: string | null, createdAt: string | null, downloadable: boolean, run: { ref: string, name: string | null } | null, model: { ref: string, name: string } | null, metrics: Array<{ name: string, value: number }> }>, metrics: Array<{ name: string, values: Array<number | null> }> } | null };

export type RunChangesSubscriptionVariables = Exact<{
  id: string;
}>;


export type RunChangesSubscription = { runChanged: { id: string, ref: string, name: string | null, status: RunStatus, errorMessage: string | null, progressPercent: number | null, epoch: number | null, totalEpochs: number | null, etaSeconds: number | null, pipeline: string | null, datasetId: string | null, createdAt: string | null, startedAt: string | null, finishedAt: string | null, metrics: Array<{ name: string, value: number }>, provider: { name: string } } };

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
export const ProblemPartsFragmentDoc = new TypedDocumentString(`
    fragment ProblemParts on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
    `, {"fragmentName":"ProblemParts"}) as unknown as TypedDocumentString<ProblemPartsFragment, unknown>;
export const ModelRowFragmentDoc = new TypedDocumentString(`
    fragment ModelRow on Model {
  id
  ref
  name
  description
  status
  task
  architecture
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
    diskBytes
    memoryBytes
    quantization
    parametersBillions
  }
}
    `, {"fragmentName":"ModelRow"}) as unknown as TypedDocumentString<ModelRowFragment, unknown>;
export const RunRowFragmentDoc = new TypedDocumentString(`
    fragment RunRow on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  pipeline
  datasetId
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
    `, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
export const CheckpointRowFragmentDoc = new TypedDocumentString(`
    fragment CheckpointRow on Checkpoint {
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
    `, {"fragmentName":"CheckpointRow"}) as unknown as TypedDocumentString<CheckpointRowFragment, unknown>;
export const DownloadProgressPartsFragmentDoc = new TypedDocumentString(`
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}
    `, {"fragmentName":"DownloadProgressParts"}) as unknown as TypedDocumentString<DownloadProgressPartsFragment, unknown>;
export const CheckpointRowWithDownloadFragmentDoc = new TypedDocumentString(`
    fragment CheckpointRowWithDownload on Checkpoint {
  ...CheckpointRow
  download {
    ...DownloadProgressParts
  }
}
    fragment CheckpointRow on Checkpoint {
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
fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"fragmentName":"CheckpointRowWithDownload"}) as unknown as TypedDocumentString<CheckpointRowWithDownloadFragment, unknown>;
export const DownloadSubjectPartsFragmentDoc = new TypedDocumentString(`
    fragment DownloadSubjectParts on Download {
  subject {
    ... on Model {
      id
      ref
      modelName: name
    }
    ... on Checkpoint {
      id
      ref
      checkpointName: name
      model {
        name
        ref
      }
      run {
        name
        ref
      }
    }
  }
}
    `, {"fragmentName":"DownloadSubjectParts"}) as unknown as TypedDocumentString<DownloadSubjectPartsFragment, unknown>;
export const HealthPartsFragmentDoc = new TypedDocumentString(`
    fragment HealthParts on Provider {
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
    `, {"fragmentName":"HealthParts"}) as unknown as TypedDocumentString<HealthPartsFragment, unknown>;
export const DownloadListDocument = new TypedDocumentString(`
    query DownloadList($after: String) {
  downloads(first: 50, after: $after) {
    nodes {
      ...DownloadProgressParts
      ...DownloadSubjectParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}
fragment DownloadSubjectParts on Download {
  subject {
    ... on Model {
      id
      ref
      modelName: name
    }
    ... on Checkpoint {
      id
      ref
      checkpointName: name
      model {
        name
        ref
      }
      run {
        name
        ref
      }
    }
  }
}`, {"hash":"sha256:77c6521b1e1b0af35eb5f4bf637773fbb76b5e51f32a27e5f174949b8bc590b9"}) as unknown as TypedDocumentString<DownloadListQuery, DownloadListQueryVariables>;
export const DownloadSubjectDocument = new TypedDocumentString(`
    query DownloadSubject($id: ID!) {
  download(id: $id) {
    ...DownloadSubjectParts
  }
}
    fragment DownloadSubjectParts on Download {
  subject {
    ... on Model {
      id
      ref
      modelName: name
    }
    ... on Checkpoint {
      id
      ref
      checkpointName: name
      model {
        name
        ref
      }
      run {
        name
        ref
      }
    }
  }
}`, {"hash":"sha256:f7888074dbdcca9d972dc80fd9d68e0741c13323e50f199cfd8cb8cd90f1a381"}) as unknown as TypedDocumentString<DownloadSubjectQuery, DownloadSubjectQueryVariables>;
export const StartDownloadDocument = new TypedDocumentString(`
    mutation StartDownload($id: ID!) {
  startDownload(input: {id: $id}) {
    ...DownloadProgressParts
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:ee9a419c006d65830abf007ef75d6a077c36ae94ed441e88430194adecc40c77"}) as unknown as TypedDocumentString<StartDownloadMutation, StartDownloadMutationVariables>;
export const PauseDownloadDocument = new TypedDocumentString(`
    mutation PauseDownload($id: ID!) {
  pauseDownload(id: $id) {
    ...DownloadProgressParts
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:b437fbe61417cc66a24584ee676bf8dfad2a5d3225674e7ba689c222c5ce107c"}) as unknown as TypedDocumentString<PauseDownloadMutation, PauseDownloadMutationVariables>;
export const ResumeDownloadDocument = new TypedDocumentString(`
    mutation ResumeDownload($id: ID!) {
  resumeDownload(id: $id) {
    ...DownloadProgressParts
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:f80e6c0d4fdac799a0daf675f5ad2429af57c24ee6b568fb26cf35a3b40a6ac1"}) as unknown as TypedDocumentString<ResumeDownloadMutation, ResumeDownloadMutationVariables>;
export const CancelDownloadDocument = new TypedDocumentString(`
    mutation CancelDownload($id: ID!) {
  cancelDownload(id: $id, keepPartial: true) {
    ...DownloadProgressParts
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:296b6132a0deb29a2647811c63d4a1a045819b61224223b60914d87a09195861"}) as unknown as TypedDocumentString<CancelDownloadMutation, CancelDownloadMutationVariables>;
export const RetryDownloadDocument = new TypedDocumentString(`
    mutation RetryDownload($id: ID!) {
  retryDownload(id: $id) {
    ...DownloadProgressParts
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:01a0ed7b5303857a0dcee7501f33f29a9fbc68d94a8e278578a783edec4a7ad4"}) as unknown as TypedDocumentString<RetryDownloadMutation, RetryDownloadMutationVariables>;
export const DownloadChangesDocument = new TypedDocumentString(`
    subscription DownloadChanges {
  downloadsChanged {
    ...DownloadProgressParts
  }
}
    fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}`, {"hash":"sha256:e171d5ad25a40112e209726db3946ad7efbde8351a51b362e691f77860cf5db8"}) as unknown as TypedDocumentString<DownloadChangesSubscription, DownloadChangesSubscriptionVariables>;
export const ModelListDocument = new TypedDocumentString(`
    query ModelList($after: String, $search: String, $filter: ModelFilter, $orderBy: ModelOrder!) {
  models(
    first: 30
    after: $after
    search: $search
    filter: $filter
    orderBy: $orderBy
  ) {
    nodes {
      ...ModelRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    unavailable {
      ...ProblemParts
    }
  }
}
    fragment ProblemParts on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
fragment ModelRow on Model {
  id
  ref
  name
  description
  status
  task
  architecture
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
    diskBytes
    memoryBytes
    quantization
    parametersBillions
  }
}`, {"hash":"sha256:8ae4fbdf95b9779c1926d17b1e4d5ee47cc101c78d4153dda9a0c923c39d9093"}) as unknown as TypedDocumentString<ModelListQuery, ModelListQueryVariables>;
export const ModelPageDocument = new TypedDocumentString(`
    query ModelPage($ref: String!) {
  model(by: {ref: $ref}) {
    ...ModelRow
    statusReason
    visibility
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
        name
      }
    }
    runtime {
      foundation
      contextTokens
      custom
    }
    run {
      ...RunRow
    }
    checkpoints(first: 100) {
      nodes {
        ...CheckpointRowWithDownload
      }
      pageInfo {
        hasNextPage
      }
      unavailable {
        ...ProblemParts
      }
    }
    download {
      ...DownloadProgressParts
    }
  }
}
    fragment ProblemParts on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
fragment ModelRow on Model {
  id
  ref
  name
  description
  status
  task
  architecture
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
    diskBytes
    memoryBytes
    quantization
    parametersBillions
  }
}
fragment RunRow on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  pipeline
  datasetId
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
fragment CheckpointRow on Checkpoint {
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
fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}
fragment CheckpointRowWithDownload on Checkpoint {
  ...CheckpointRow
  download {
    ...DownloadProgressParts
  }
}`, {"hash":"sha256:336dde9177d997d7cac0fee6ae2e39b7f9f92726836022089fea88886d276374"}) as unknown as TypedDocumentString<ModelPageQuery, ModelPageQueryVariables>;
export const LoadModelDocument = new TypedDocumentString(`
    mutation LoadModel($id: ID!) {
  loadModel(id: $id) {
    ...ModelRow
  }
}
    fragment ModelRow on Model {
  id
  ref
  name
  description
  status
  task
  architecture
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
    diskBytes
    memoryBytes
    quantization
    parametersBillions
  }
}`, {"hash":"sha256:eb276999683bb851d0c3f4343f2aa35d5f4e26203f4bb57a2afc2c7f16ade214"}) as unknown as TypedDocumentString<LoadModelMutation, LoadModelMutationVariables>;
export const UnloadModelDocument = new TypedDocumentString(`
    mutation UnloadModel($id: ID!) {
  unloadModel(id: $id) {
    ...ModelRow
  }
}
    fragment ModelRow on Model {
  id
  ref
  name
  description
  status
  task
  architecture
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
    diskBytes
    memoryBytes
    quantization
    parametersBillions
  }
}`, {"hash":"sha256:059166fbc426a9caa182387001f6a591a22d8b32ba13ad608bf0cd779117fcc8"}) as unknown as TypedDocumentString<UnloadModelMutation, UnloadModelMutationVariables>;
export const DeleteModelDocument = new TypedDocumentString(`
    mutation DeleteModel($id: ID!) {
  deleteModel(id: $id) {
    outcome
  }
}
    `, {"hash":"sha256:febc03d18aa701f22093451c507aee0d6b6b0d6964a02c3f084b512ec0835bc1"}) as unknown as TypedDocumentString<DeleteModelMutation, DeleteModelMutationVariables>;
export const ModelChangesDocument = new TypedDocumentString(`
    subscription ModelChanges($id: ID!) {
  modelChanged(id: $id) {
    ...ModelRow
    statusReason
  }
}
    fragment ModelRow on Model {
  id
  ref
  name
  description
  status
  task
  architecture
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
    diskBytes
    memoryBytes
    quantization
    parametersBillions
  }
}`, {"hash":"sha256:b1e23bd73aff7dc330fcefc06701ca5a36e3b7a615479e00c1027dddb9d21e9f"}) as unknown as TypedDocumentString<ModelChangesSubscription, ModelChangesSubscriptionVariables>;
export const ProviderListDocument = new TypedDocumentString(`
    query ProviderList {
  providers {
    id
    kind
    type
    capabilities
    ...HealthParts
  }
}
    fragment HealthParts on Provider {
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
}`, {"hash":"sha256:b049e1a2c70f877f39e3aff54043e0edf28b0b5342e137205874c5edc30894b2"}) as unknown as TypedDocumentString<ProviderListQuery, ProviderListQueryVariables>;
export const HealthChangesDocument = new TypedDocumentString(`
    subscription HealthChanges {
  providerHealthChanged {
    ...HealthParts
  }
}
    fragment HealthParts on Provider {
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
}`, {"hash":"sha256:568d2d0d7e52d3d9530556dfd06585e745b9a83386bf031b451c545896aa8ddb"}) as unknown as TypedDocumentString<HealthChangesSubscription, HealthChangesSubscriptionVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    scopes
  }
}
    `, {"hash":"sha256:956b16930d053efd6dbf7696412aeb7e1ab06d93c7f9aaaf36423c58ac7ea5d0"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const RunListDocument = new TypedDocumentString(`
    query RunList($after: String, $filter: RunFilter, $orderBy: RunOrder!) {
  runs(first: 30, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...RunRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    unavailable {
      ...ProblemParts
    }
  }
}
    fragment ProblemParts on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
fragment RunRow on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  pipeline
  datasetId
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
}`, {"hash":"sha256:7ecdc68636f97412ed0d2e7680d046849832e73394082d46aaec123d8be59ec3"}) as unknown as TypedDocumentString<RunListQuery, RunListQueryVariables>;
export const RunPageDocument = new TypedDocumentString(`
    query RunPage($ref: String!) {
  run(by: {ref: $ref}) {
    ...RunRow
    model {
      id
      ref
      name
      status
    }
  }
}
    fragment RunRow on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  pipeline
  datasetId
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
}`, {"hash":"sha256:65c7cab6cfb1411a08dda3fa3b7c3834383745deab61839798a94f7a43163455"}) as unknown as TypedDocumentString<RunPageQuery, RunPageQueryVariables>;
export const RunCheckpointsDocument = new TypedDocumentString(`
    query RunCheckpoints($ref: String!, $after: String) {
  run(by: {ref: $ref}) {
    checkpoints(first: 100, after: $after) {
      nodes {
        ...CheckpointRowWithDownload
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      unavailable {
        ...ProblemParts
      }
    }
  }
}
    fragment ProblemParts on ProviderProblem {
  provider {
    name
  }
  code
  message
  retryAfterSeconds
}
fragment CheckpointRow on Checkpoint {
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
fragment DownloadProgressParts on Download {
  id
  carrier
  state
  stateReason
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
    phase
    waitingUntil
    queuePosition
    sequence
    restartReason
  }
  error {
    code
    message
    retryable
  }
  artifact {
    verification
    sizeBytes
    files {
      path
      sizeBytes
      sha256
      role
      url
    }
  }
}
fragment CheckpointRowWithDownload on Checkpoint {
  ...CheckpointRow
  download {
    ...DownloadProgressParts
  }
}`, {"hash":"sha256:8fc8d1f9cb3d13e1f111d366f281a87c42798ab0f6e72c80a53823936fec5c12"}) as unknown as TypedDocumentString<RunCheckpointsQuery, RunCheckpointsQueryVariables>;
export const ComparisonDocument = new TypedDocumentString(`
    query Comparison($ids: [ID!]!) {
  compareCheckpoints(ids: $ids) {
    checkpoints {
      ...CheckpointRow
      run {
        ref
        name
      }
      model {
        ref
        name
      }
    }
    metrics {
      name
      values
    }
  }
}
    fragment CheckpointRow on Checkpoint {
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
}`, {"hash":"sha256:7b18a0eb02ec864d9b5f84f9b95c428a176ec2ccddf5dd61760fdec9f10be028"}) as unknown as TypedDocumentString<ComparisonQuery, ComparisonQueryVariables>;
export const RunChangesDocument = new TypedDocumentString(`
    subscription RunChanges($id: ID!) {
  runChanged(id: $id) {
    ...RunRow
  }
}
    fragment RunRow on Run {
  id
  ref
  name
  status
  errorMessage
  progressPercent
  epoch
  totalEpochs
  etaSeconds
  pipeline
  datasetId
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
}`, {"hash":"sha256:04beb392b3bef64ad559dd346d9cc3dc837caaf4825d0c07cd046323290c741a"}) as unknown as TypedDocumentString<RunChangesSubscription, RunChangesSubscriptionVariables>;