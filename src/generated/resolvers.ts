import type { JsonObject } from '../domain/common.js';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ArtifactRecord, DownloadRecord } from '../domain/download.js';
import type { ArtifactCheckRecord } from '../artifacts/types.js';
import type { ArtifactPage, ArtifactFileParent, CheckpointPage, DownloadPage, ListingParent, ModelPage, RunPage } from '../resolvers/parents.js';
import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { InspectionRecord } from '../domain/inspection.js';
import type { ModelRecord } from '../domain/model.js';
import type { PartialRecord } from '../downloads/types.js';
import type { ProviderAdapter } from '../providers/provider.js';
import type { ProviderProblemRecord } from '../errors/provider-problem.js';
import type { RunRecord } from '../domain/run.js';
import type { Caller } from '../domain/caller.js';
import type { GatewayContext } from '../graphql/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in RFC 3339 form, in UTC: `2026-07-01T09:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON object, as the provider sent it. */
  JSONObject: { input: JsonObject; output: JsonObject; }
  /** A whole number up to 2^53 - 1, written as a JSON number. Byte counts use it because they do not fit `Int`. */
  SafeInt: { input: number; output: number; }
  /** An absolute URL, as text. */
  URL: { input: string; output: string; }
};

/** Verified bytes in the gateway's artifact store. */
export type Artifact = Node & {
  readonly __typename?: 'Artifact';
  /** When it was complete. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** `sha256:hex` of the transferred object. */
  readonly digest: Scalars['String']['output'];
  /** Its files: the object itself, or the members of an archive. */
  readonly files: ReadonlyArray<ArtifactFile>;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** When it was last stored, asked for or read; those not used for longest make room first. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
  /** Everything that turned out to be these bytes. */
  readonly origins: ReadonlyArray<ArtifactOrigin>;
  /** Whether it stays when the store makes room. */
  readonly pinned: Scalars['Boolean']['output'];
  /** Size of the transferred object. */
  readonly sizeBytes: Scalars['SafeInt']['output'];
  /** The strongest comparison that was made. */
  readonly verification: Verification;
};

/** What reading an artifact again has shown. */
export type ArtifactCheck = {
  readonly __typename?: 'ArtifactCheck';
  /** The artifact; it is out of the store when a file was damaged. */
  readonly artifact: Artifact;
  /** The files that have not. */
  readonly damagedFiles: ReadonlyArray<ArtifactFile>;
  /** Whether every file still has its SHA-256. */
  readonly intact: Scalars['Boolean']['output'];
};

/** A page of artifacts, newest first. */
export type ArtifactConnection = {
  readonly __typename?: 'ArtifactConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<ArtifactEdge>;
  /** The items alone. */
  readonly nodes: ReadonlyArray<Artifact>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
  /** Number of all artifacts. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** Always empty: artifacts are the gateway's own. Here so that all lists are alike. */
  readonly unavailable: ReadonlyArray<ProviderProblem>;
};

/** One artifact in a list. */
export type ArtifactEdge = {
  readonly __typename?: 'ArtifactEdge';
  /** Give it as `after` to continue behind this item. */
  readonly cursor: Scalars['String']['output'];
  /** The artifact. */
  readonly node: Artifact;
};

/** One file of an artifact. */
export type ArtifactFile = {
  readonly __typename?: 'ArtifactFile';
  /** What the file says of itself. Null with an error where it cannot be read: UNSUPPORTED for other formats, FILE_INVALID for damaged files. */
  readonly inspect?: Maybe<Inspection>;
  /** Path inside the artifact as its provider names it; a label, not a place on any disk. */
  readonly path: Scalars['String']['output'];
  /** What it is for. */
  readonly role: FileRole;
  /** SHA-256 of the file, hex. */
  readonly sha256: Scalars['String']['output'];
  /** Size of the file. */
  readonly sizeBytes: Scalars['SafeInt']['output'];
  /** Where the gateway serves it; understands Range, If-Range and ETag. Null, with a FORBIDDEN error, without the scope. */
  readonly url?: Maybe<Scalars['URL']['output']>;
};

/** Where an artifact came from. */
export type ArtifactOrigin = {
  readonly __typename?: 'ArtifactOrigin';
  /** The provider's own identity of the bytes: the thing and its revision. */
  readonly key: Scalars['String']['output'];
  /** Name of the provider; it may be configured no longer. */
  readonly provider: Scalars['String']['output'];
};

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
  | 'UPDATE_MODEL';

/** A category of a marketplace. */
export type Category = {
  readonly __typename?: 'Category';
  /** Name for people. */
  readonly name: Scalars['String']['output'];
  /** Key to give to `createModel` and to filters. */
  readonly slug: Scalars['String']['output'];
};

/** An immutable state of a model's weights: a file of a registry's version, a run's output, a marketplace's release. */
export type Checkpoint = Node & {
  readonly __typename?: 'Checkpoint';
  /** Null where the provider does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** `algorithm:hex` of the object; null where the provider does not say. */
  readonly digest?: Maybe<Scalars['String']['output']>;
  /** The newest download of it through this gateway; null when there was none. */
  readonly download?: Maybe<Download>;
  /** Whether `startDownload` can fetch it, as far as is known without asking for a URL. */
  readonly downloadable: Scalars['Boolean']['output'];
  /** Epoch after which it was saved; null where the provider does not say. */
  readonly epoch?: Maybe<Scalars['Int']['output']>;
  /** The provider's own revision mark; null where there is none. */
  readonly etag?: Maybe<Scalars['String']['output']>;
  /** Lower case: `onnx`, `safetensors`, `tar`, `container-image`; null where the provider does not say. */
  readonly format?: Maybe<Scalars['String']['output']>;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** JSON Schema of its input; null where the provider does not say. */
  readonly inputSchema?: Maybe<Scalars['JSONObject']['output']>;
  /** What its file says of itself, read without downloading it. Costs a few requests: select it for single checkpoints. Null with an error where it cannot be read: UNSUPPORTED for other formats and compressed archives, FILE_INVALID for damaged files. */
  readonly inspect?: Maybe<Inspection>;
  /** One of `metrics`; null when it is not among them. */
  readonly metric?: Maybe<Scalars['Float']['output']>;
  /** Numbers measured on it. Empty where there are none. */
  readonly metrics: ReadonlyArray<Metric>;
  /** The model it belongs to; null where the provider cannot say. */
  readonly model?: Maybe<Model>;
  /** What a person calls it: `epoch_10`, `2.0.0`, `3`. */
  readonly name: Scalars['String']['output'];
  /** The provider's own key, of several parts where one does not identify it. */
  readonly nativeId: Scalars['String']['output'];
  /** JSON Schema of its output; null where the provider does not say. */
  readonly outputSchema?: Maybe<Scalars['JSONObject']['output']>;
  /** Where it is. */
  readonly provider: Provider;
  /** The provider's own record. URLs in it have lost their queries, which can be signatures. */
  readonly raw: Scalars['JSONObject']['output'];
  /** Readable name `provider:native`. */
  readonly ref: Scalars['String']['output'];
  /** What its author wrote about it; null where there is nothing. */
  readonly releaseNotes?: Maybe<Scalars['String']['output']>;
  /** The run that made it; null where the provider cannot say. */
  readonly run?: Maybe<Run>;
  /** Size of the object; null where the provider does not say. */
  readonly sizeBytes?: Maybe<Scalars['SafeInt']['output']>;
};


/** An immutable state of a model's weights: a file of a registry's version, a run's output, a marketplace's release. */
export type CheckpointMetricArgs = {
  name: Scalars['String']['input'];
};

/** Names one checkpoint. */
export type CheckpointBy =
  /** Global id. */
  { readonly id: Scalars['ID']['input']; readonly ofRun?: never; readonly ref?: never; }
  |  /** By run and name. */
  { readonly id?: never; readonly ofRun: CheckpointOfRun; readonly ref?: never; }
  |  /** `provider:native`. */
  { readonly id?: never; readonly ofRun?: never; readonly ref: Scalars['String']['input']; };

/** Metrics as rows, checkpoints as columns. */
export type CheckpointComparison = {
  readonly __typename?: 'CheckpointComparison';
  /** The compared checkpoints, in the order asked for. */
  readonly checkpoints: ReadonlyArray<Checkpoint>;
  /** Every metric that at least one of them has, in order of first appearance. */
  readonly metrics: ReadonlyArray<MetricComparison>;
};

/** A page of checkpoints of one model or run, newest first. */
export type CheckpointConnection = {
  readonly __typename?: 'CheckpointConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<CheckpointEdge>;
  /** The items alone. */
  readonly nodes: ReadonlyArray<Checkpoint>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
  /** Number of all; null when the provider was not asked for all. Select it only when needed. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** Providers whose part is missing or incomplete, with the reason. Empty when the page is whole. */
  readonly unavailable: ReadonlyArray<ProviderProblem>;
};

/** One checkpoint in a list. */
export type CheckpointEdge = {
  readonly __typename?: 'CheckpointEdge';
  /** Give it as `after` to continue behind this item. */
  readonly cursor: Scalars['String']['output'];
  /** The checkpoint. */
  readonly node: Checkpoint;
};

/** A checkpoint of a run by the name that people use. */
export type CheckpointOfRun = {
  /** `Checkpoint.name`, such as `epoch_10`, or the provider's own name for it. */
  readonly name: Scalars['String']['input'];
  /** Global id or ref of the run. */
  readonly run: Scalars['ID']['input'];
};

/** Whether calls to a provider are made. */
export type CircuitState =
  /** They are. */
  | 'CLOSED'
  /** One is made to see whether the provider is back. */
  | 'HALF_OPEN'
  /** They are refused at once, because the last ones failed. */
  | 'OPEN';

/** Name of one class that a model tells apart. */
export type ClassLabel = {
  readonly __typename?: 'ClassLabel';
  /** Index in the model's output. */
  readonly index: Scalars['Int']['output'];
  /** Name for people. */
  readonly name: Scalars['String']['output'];
};

/** A new model on a marketplace. */
export type CreateModelInput = {
  /** Slugs of categories. */
  readonly categories?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Short description. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of the hardware that it is to run on. */
  readonly hardware?: InputMaybe<Scalars['String']['input']>;
  /** Where its licence is. */
  readonly licenseUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Name, unique for its owner. */
  readonly name: Scalars['String']['input'];
  /** Long description. */
  readonly overview?: InputMaybe<Scalars['String']['input']>;
  /** Paper about it. */
  readonly paperUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Name of the provider; its `capabilities` must hold CREATE_MODEL. */
  readonly provider: Scalars['String']['input'];
  /** Code it was made with. */
  readonly sourceUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Who can see it; the provider's default when absent. */
  readonly visibility?: InputMaybe<Visibility>;
};

/** Answer to `deleteModel`. */
export type DeleteModelPayload = {
  readonly __typename?: 'DeleteModelPayload';
  /** Global id of the model that was asked for. */
  readonly id: Scalars['ID']['output'];
  /** What became of it. */
  readonly outcome: DeleteOutcome;
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
  | 'UNKNOWN';

/** One transfer of weights. It goes on whether or not somebody watches. */
export type Download = Node & {
  readonly __typename?: 'Download';
  /** What landed; set when COMPLETED by the gateway, null before and for other carriers. */
  readonly artifact?: Maybe<Artifact>;
  /** Who moves the bytes. */
  readonly carrier: DownloadCarrier;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Set if and only if the state is FAILED. */
  readonly error?: Maybe<DownloadError>;
  /** Its files as far as they are known: the object itself, or the members of an archive as they are taken out. */
  readonly files: ReadonlyArray<DownloadFile>;
  /** When it reached a final state; null before. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** Its rank among those that wait. */
  readonly priority: DownloadPriority;
  /** How far it is, in numbers. */
  readonly progress: DownloadProgress;
  /** Where it comes from. */
  readonly provider: Provider;
  /** When its transfer began; null before. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far it is. */
  readonly state: DownloadState;
  /** Why it is held, for people. Set if and only if the state is WAITING_FOR_SPACE. */
  readonly stateReason?: Maybe<Scalars['String']['output']>;
  /** What is fetched; null when it no longer exists at its provider or the provider does not answer. */
  readonly subject?: Maybe<DownloadSubject>;
  /** Ref of what is fetched; known also when its provider does not answer. */
  readonly subjectRef: Scalars['String']['output'];
};

/** Who moves the bytes. */
export type DownloadCarrier =
  /** The gateway, into its artifact store. */
  | 'GATEWAY'
  /** The provider, to its own place; the gateway relays what it reports and has no artifact. */
  | 'PROVIDER';

/** A page of downloads, newest first. */
export type DownloadConnection = {
  readonly __typename?: 'DownloadConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<DownloadEdge>;
  /** The items alone. */
  readonly nodes: ReadonlyArray<Download>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
  /** Number of all matches. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** Always empty: downloads are the gateway's own. Here so that all lists are alike. */
  readonly unavailable: ReadonlyArray<ProviderProblem>;
};

/** One download in a list. */
export type DownloadEdge = {
  readonly __typename?: 'DownloadEdge';
  /** Give it as `after` to continue behind this item. */
  readonly cursor: Scalars['String']['output'];
  /** The download. */
  readonly node: Download;
};

/** Why a download failed. */
export type DownloadError = {
  readonly __typename?: 'DownloadError';
  /** Stable code; docs/errors.md says what to do about each. */
  readonly code: ErrorCode;
  /** What happened and what to do, for people. */
  readonly message: Scalars['String']['output'];
  /** Whether starting it again may help without any change. */
  readonly retryable: Scalars['Boolean']['output'];
};

/** One file of what a download fetches. */
export type DownloadFile = {
  readonly __typename?: 'DownloadFile';
  /** Path as the provider names it; a label, not a place on any disk. */
  readonly path: Scalars['String']['output'];
  /** How much of it is on disk. */
  readonly receivedBytes: Scalars['SafeInt']['output'];
  /** Size of the whole; null while unknown. */
  readonly sizeBytes?: Maybe<Scalars['SafeInt']['output']>;
};

/** Conditions on downloads that must all hold. An absent or empty condition is none. */
export type DownloadFilter = {
  /** Who moves the bytes. */
  readonly carrier?: InputMaybe<DownloadCarrier>;
  /** Names of providers. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Any of these. */
  readonly state?: InputMaybe<ReadonlyArray<DownloadState>>;
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
  | 'WAITING';

/** Who goes first among the downloads that wait. */
export type DownloadPriority =
  /** Before all others. */
  | 'HIGH'
  /** After all others. */
  | 'LOW'
  /** The usual. */
  | 'NORMAL';

/** How far a download is, in numbers. */
export type DownloadProgress = {
  readonly __typename?: 'DownloadProgress';
  /** How many times the transfer was begun, the first included. */
  readonly attempts: Scalars['Int']['output'];
  /** Smoothed speed; null while nothing flows and where the provider reports only a percentage. */
  readonly bytesPerSecond?: Maybe<Scalars['Float']['output']>;
  /** Open connections for the bytes. */
  readonly connections: Scalars['Int']['output'];
  /** Raised when the transfer restarts from zero. */
  readonly epoch: Scalars['Int']['output'];
  /** Seconds until the end at this speed; null while unknown. */
  readonly etaSeconds?: Maybe<Scalars['Float']['output']>;
  /** 0 to 100. Never falls within an epoch. Null while unknown. */
  readonly percent?: Maybe<Scalars['Float']['output']>;
  /** What happens now; null when paused, held for space or final. */
  readonly phase?: Maybe<DownloadPhase>;
  /** Place in the order of turns, 1 for the next; null unless QUEUED. */
  readonly queuePosition?: Maybe<Scalars['Int']['output']>;
  /** Bytes on disk. Never falls within an epoch. Null where the provider reports only a percentage. */
  readonly receivedBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Why it last restarted from zero; null when it never did. */
  readonly restartReason?: Maybe<Scalars['String']['output']>;
  /** Rises with every change over the whole life of the download, across restarts of the gateway, too: drop an event whose sequence is not greater than the last. */
  readonly sequence: Scalars['SafeInt']['output'];
  /** Nothing has come for a while, but nothing has failed. */
  readonly stalled: Scalars['Boolean']['output'];
  /** Size of the whole; null while unknown. */
  readonly totalBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Those of them that were read in order and hashed. Begins anew when the download is resumed. Null where the provider reports only a percentage. */
  readonly verifiedBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** The storage host is not asked before this time; null when nothing holds the transfer back. */
  readonly waitingUntil?: Maybe<Scalars['DateTime']['output']>;
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
  | 'WAITING_FOR_SPACE';

/** What a download fetches. */
export type DownloadSubject = Checkpoint | Model;

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
  | 'URL_FORBIDDEN';

/** What a file of an artifact is for, as far as its name and place tell. */
export type FileRole =
  /** Weights or settings of an adapter (LoRA). */
  | 'ADAPTER'
  /** Settings of the model or its run. */
  | 'CONFIG'
  /** Anything else. */
  | 'OTHER'
  /** Weights of the model. */
  | 'WEIGHTS';

/** A kind of machine at a marketplace. */
export type Hardware = {
  readonly __typename?: 'Hardware';
  /** Number of CPUs; null where the provider's short form leaves it out. */
  readonly cpus?: Maybe<Scalars['Int']['output']>;
  /** Number of GPUs; null where the provider's short form leaves it out. */
  readonly gpus?: Maybe<Scalars['Int']['output']>;
  /** Key to give to `createModel`. */
  readonly identifier: Scalars['String']['output'];
  /** Name for people. */
  readonly name: Scalars['String']['output'];
  /** Memory in GB; null where the provider's short form leaves it out. */
  readonly ramGb?: Maybe<Scalars['Float']['output']>;
};

/** Formats of model files whose headers can be read. */
export type InspectedFormat =
  /** Of llama.cpp and its relatives, version 2 or 3. */
  | 'GGUF'
  /** onnx.ai. */
  | 'ONNX'
  /** huggingface.co/docs/safetensors. */
  | 'SAFETENSORS';

/** What the header of a model file says. Read in place: a few small parts of the file, never the weights. */
export type Inspection = {
  readonly __typename?: 'Inspection';
  /** What the file is, told by its first bytes. */
  readonly format: InspectedFormat;
  /** What the model takes; empty where the format does not say. */
  readonly inputs: ReadonlyArray<ModelValue>;
  /** Path of the file inside an archive; null where the object itself is the file. */
  readonly member?: Maybe<Scalars['String']['output']>;
  /** What else the header says, under the format's own names. Long texts and lists are cut. */
  readonly metadata: Scalars['JSONObject']['output'];
  /** What the model gives; empty where the format does not say. */
  readonly outputs: ReadonlyArray<ModelValue>;
  /** Numbers in all stored tensors together. */
  readonly parameterCount: Scalars['SafeInt']['output'];
  /** Number of all stored tensors. */
  readonly tensorCount: Scalars['Int']['output'];
  /** The stored tensors in the file's order, at most 1,000. */
  readonly tensors: ReadonlyArray<Tensor>;
};

/** Terms of use. At least one field is set. */
export type License = {
  readonly __typename?: 'License';
  /** Short identifier such as `mit`. */
  readonly id?: Maybe<Scalars['String']['output']>;
  /** The text itself. */
  readonly text?: Maybe<Scalars['String']['output']>;
  /** Where the text is. */
  readonly url?: Maybe<Scalars['URL']['output']>;
};

/** What only a marketplace says of a model. */
export type MarketplaceListing = {
  readonly __typename?: 'MarketplaceListing';
  /** Categories that its author chose. */
  readonly categories: ReadonlyArray<Category>;
  /** Hardware that it runs on there; null where the provider does not say. */
  readonly hardware?: Maybe<Hardware>;
  /** The newest release; null when there is none. */
  readonly latestVersion?: Maybe<Checkpoint>;
  /** Long description; null where the author wrote none. */
  readonly overview?: Maybe<Scalars['String']['output']>;
  /** How often it was used there, over all versions; null where the provider does not say. */
  readonly predictionsCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** One named number, such as `mAP` 0.71. Values that are no numbers are only in `raw`. */
export type Metric = {
  readonly __typename?: 'Metric';
  /** Name as the provider writes it; names are not unified over providers. */
  readonly name: Scalars['String']['output'];
  /** A finite number, in the provider's own unit (mostly a fraction from 0 to 1). */
  readonly value: Scalars['Float']['output'];
};

/** One metric over several checkpoints. */
export type MetricComparison = {
  readonly __typename?: 'MetricComparison';
  /** Name of the metric. */
  readonly name: Scalars['String']['output'];
  /** Its value at each checkpoint, in the order of `CheckpointComparison.checkpoints`; null where a checkpoint lacks it. */
  readonly values: ReadonlyArray<Maybe<Scalars['Float']['output']>>;
};

/** Bounds on a metric. An item without that metric does not match. */
export type MetricFilter = {
  /** Smallest value that matches; absent: no lower bound. */
  readonly gte?: InputMaybe<Scalars['Float']['input']>;
  /** Greatest value that matches; absent: no upper bound. */
  readonly lte?: InputMaybe<Scalars['Float']['input']>;
  /** Name of the metric, case included. */
  readonly name: Scalars['String']['input'];
};

/** Whether a greater or a smaller value of a metric is better. */
export type MetricGoal =
  /** Greater is better: accuracy, mAP. */
  | 'MAXIMIZE'
  /** Smaller is better: loss. */
  | 'MINIMIZE';

/** A model at one provider: trained weights and what is known of them. */
export type Model = Node & {
  readonly __typename?: 'Model';
  /** Such as `yolox-s`; null where the provider does not say. */
  readonly architecture?: Maybe<Scalars['String']['output']>;
  /** The checkpoint with the best value of a metric, the newer of two equal ones; null when none has that metric. */
  readonly bestCheckpoint?: Maybe<Checkpoint>;
  /** What can be done with this very model now. Null when the provider failed to answer. */
  readonly can?: Maybe<ReadonlyArray<ModelAction>>;
  /** Immutable states of its weights (registry versions, run outputs, market releases), newest first. Null when the provider failed to answer; empty where it has none. */
  readonly checkpoints?: Maybe<CheckpointConnection>;
  /** Names of its classes by index, for detection, segmentation and classification. Empty where the provider does not say. */
  readonly classes: ReadonlyArray<ClassLabel>;
  /** Null where the provider does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Short description; null where there is none. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The newest download of it through this gateway; null when there was none. */
  readonly download?: Maybe<Download>;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** The newest checkpoint; null when there is none. */
  readonly latestCheckpoint?: Maybe<Checkpoint>;
  /** Terms of use; null where the provider does not say. */
  readonly license?: Maybe<License>;
  /** Set for models of a marketplace only. */
  readonly listing?: Maybe<MarketplaceListing>;
  /** One of `metrics`; null when it is not among them. */
  readonly metric?: Maybe<Scalars['Float']['output']>;
  /** All numbers reported for it; for run stores those of the latest checkpoint. Empty where there are none, null when the provider failed to answer. */
  readonly metrics?: Maybe<ReadonlyArray<Metric>>;
  /** Name for people; not unique. */
  readonly name: Scalars['String']['output'];
  /** The provider's own key. */
  readonly nativeId: Scalars['String']['output'];
  /** Null where the provider does not say. */
  readonly owner?: Maybe<Owner>;
  /** Paper about it; null where the provider does not say. */
  readonly paperUrl?: Maybe<Scalars['URL']['output']>;
  /** Where it is. */
  readonly provider: Provider;
  /** The provider's own record, for what this schema does not say. URLs in it have lost their queries, which can be signatures. */
  readonly raw: Scalars['JSONObject']['output'];
  /** Readable name `provider:native`, such as `market:greenlab/leaf-segmenter`; as stable as the provider's key. */
  readonly ref: Scalars['String']['output'];
  /** The training run that made it; null where the provider cannot say. */
  readonly run?: Maybe<Run>;
  /** Set for models of a local runtime only. */
  readonly runtime?: Maybe<RuntimeState>;
  /** Size of its weights; null where the provider does not say. */
  readonly sizeBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Code it was made with; null where the provider does not say. */
  readonly sourceUrl?: Maybe<Scalars['URL']['output']>;
  /** Whether it can be used. Null when the provider failed to answer. */
  readonly status?: Maybe<ModelStatus>;
  /** Why it failed or is not ready, from the source run where the model does not say. Null when there is nothing to explain. */
  readonly statusReason?: Maybe<Scalars['String']['output']>;
  /** Labels such as a market's categories. Empty where there are none. */
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** What it is for; null where the provider does not say. */
  readonly task?: Maybe<ModelTask>;
  /** Null where the provider does not say or never changed it. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Null where the provider has no such idea. */
  readonly visibility?: Maybe<Visibility>;
};


/** A model at one provider: trained weights and what is known of them. */
export type ModelBestCheckpointArgs = {
  goal?: MetricGoal;
  metric: Scalars['String']['input'];
};


/** A model at one provider: trained weights and what is known of them. */
export type ModelCheckpointsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** A model at one provider: trained weights and what is known of them. */
export type ModelMetricArgs = {
  name: Scalars['String']['input'];
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
  | 'UPDATE';

/** Names one model. */
export type ModelBy =
  /** Global id. */
  { readonly id: Scalars['ID']['input']; readonly ref?: never; }
  |  /** `provider:native`. */
  { readonly id?: never; readonly ref: Scalars['String']['input']; };

/** A page of models over one or all providers. */
export type ModelConnection = {
  readonly __typename?: 'ModelConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<ModelEdge>;
  /** The items alone. */
  readonly nodes: ReadonlyArray<Model>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
  /** Number of all matches; null when some provider in this answer cannot tell. Counting can cost calls: select it only when needed. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** Providers whose part is missing or incomplete, with the reason. Empty when the page is whole. */
  readonly unavailable: ReadonlyArray<ProviderProblem>;
};

/** One model in a list. */
export type ModelEdge = {
  readonly __typename?: 'ModelEdge';
  /** Give it as `after` to continue behind this item. */
  readonly cursor: Scalars['String']['output'];
  /** The model. */
  readonly node: Model;
};

/** Conditions on models that must all hold. An absent or empty condition is none. */
export type ModelFilter = {
  /** Slugs of a marketplace's categories, any of these; models outside a marketplace do not match. */
  readonly category?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Created after this moment. */
  readonly createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Created before this moment. */
  readonly createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether `can` must hold DOWNLOAD (true) or must not (false). */
  readonly downloadable?: InputMaybe<Scalars['Boolean']['input']>;
  /** Kinds of providers. */
  readonly kinds?: InputMaybe<ReadonlyArray<ProviderKind>>;
  /** Bounds on metrics, all of which must hold. */
  readonly metric?: InputMaybe<ReadonlyArray<MetricFilter>>;
  /** Condition on the name. */
  readonly name?: InputMaybe<StringFilter>;
  /** Username of the owner, case ignored. */
  readonly owner?: InputMaybe<Scalars['String']['input']>;
  /** Names of providers. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Any of these; models outside a local runtime do not match. */
  readonly runtimeState?: InputMaybe<ReadonlyArray<RuntimeLoadState>>;
  /** Any of these. Archived models are listed only when ARCHIVED is among them. */
  readonly status?: InputMaybe<ReadonlyArray<ModelStatus>>;
  /** Any of these. */
  readonly task?: InputMaybe<ReadonlyArray<ModelTask>>;
  /** Who can see it. */
  readonly visibility?: InputMaybe<Visibility>;
};

/** An order of models. Equal items are ordered by `ref`, so the order is total. */
export type ModelOrder = {
  /** Which end comes first. */
  readonly direction?: SortDirection;
  /** What to order by. */
  readonly field: ModelSort;
  /** Name of the metric; needed with METRIC and refused with any other field. */
  readonly metric?: InputMaybe<Scalars['String']['input']>;
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
  | 'UPDATED_AT';

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
  | 'UNKNOWN';

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
  | 'TEXT_GENERATION';

/** Something that a model takes or gives. */
export type ModelValue = {
  readonly __typename?: 'ModelValue';
  /** Type of its numbers as the format calls it; null where it is no tensor or the file does not say. */
  readonly dtype?: Maybe<Scalars['String']['output']>;
  /** Its name in the file. */
  readonly name: Scalars['String']['output'];
  /** Each dimension as a number, a name (`batch`) or `?`; null where the file does not say how many there are. */
  readonly shape?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** The changes that clients can make. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Ends a download; answers once the bytes have stopped. A finished download stays as it is. */
  readonly cancelDownload: Download;
  /** Creates a model on a marketplace. */
  readonly createModel: Model;
  /** Deletes an artifact, pinned or not; answers its id. CONFLICT while somebody reads it. */
  readonly deleteArtifact: Scalars['ID']['output'];
  /** Deletes a model at its provider, or drops a local runtime's files. Cannot be undone unless the outcome says ARCHIVED. */
  readonly deleteModel: DeleteModelPayload;
  /** Removes what was left of bytes that are not complete; true. CONFLICT while an unfinished download needs it. */
  readonly discardPartial: Scalars['Boolean']['output'];
  /** Loads a local runtime's model into memory. NOT_READY when it is not downloaded. */
  readonly loadModel: Model;
  /** Holds a download; answers once the bytes have stopped. UNSUPPORTED where the provider carries, CONFLICT when finished. */
  readonly pauseDownload: Download;
  /** Keeps an artifact from making room for others. */
  readonly pinArtifact: Artifact;
  /** Lets a paused download go on where it was. CONFLICT when finished. */
  readonly resumeDownload: Download;
  /** Starts what a failed or cancelled download was to fetch again, going on from what it left. Gives a new download. */
  readonly retryDownload: Download;
  /** Starts fetching a model or checkpoint. Idempotent: the same weights join the download under way, or answer COMPLETED at once when they are in the store. UNSUPPORTED where the provider gives no weights. */
  readonly startDownload: Download;
  /** Frees the memory of a local runtime's model. */
  readonly unloadModel: Model;
  /** Lets an artifact make room for others again. */
  readonly unpinArtifact: Artifact;
  /** Changes a model of a marketplace, a registry, or a local runtime (custom models only). */
  readonly updateModel: Model;
  /** Reads an artifact again and compares it with its SHA-256. A damaged one is taken out of the store. */
  readonly verifyArtifact: ArtifactCheck;
};


/** The changes that clients can make. */
export type MutationCancelDownloadArgs = {
  id: Scalars['ID']['input'];
  keepPartial?: Scalars['Boolean']['input'];
};


/** The changes that clients can make. */
export type MutationCreateModelArgs = {
  input: CreateModelInput;
};


/** The changes that clients can make. */
export type MutationDeleteArtifactArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationDeleteModelArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationDiscardPartialArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationLoadModelArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationPauseDownloadArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationPinArtifactArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationResumeDownloadArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationRetryDownloadArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationStartDownloadArgs = {
  input: StartDownloadInput;
};


/** The changes that clients can make. */
export type MutationUnloadModelArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationUnpinArtifactArgs = {
  id: Scalars['ID']['input'];
};


/** The changes that clients can make. */
export type MutationUpdateModelArgs = {
  input: UpdateModelInput;
};


/** The changes that clients can make. */
export type MutationVerifyArtifactArgs = {
  id: Scalars['ID']['input'];
};

/** One addressable thing. */
export type Node = {
  /** Opaque and global: names the type, the provider and the native key. Stable as long as the provider's key is. */
  readonly id: Scalars['ID']['output'];
};

/** Who a model belongs to. */
export type Owner = {
  readonly __typename?: 'Owner';
  /** Picture; null where there is none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** Name for people; null where the provider does not say. */
  readonly displayName?: Maybe<Scalars['String']['output']>;
  /** Unique name at the provider. */
  readonly username: Scalars['String']['output'];
};

/** Where a page of a list stands. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last item, to be given as `after`; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether at least one further item exists behind this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether this page was asked for with `after`, so that something precedes it. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** What has been received of bytes that are not complete. */
export type PartialDownload = {
  readonly __typename?: 'PartialDownload';
  /** Seconds since then. */
  readonly ageSeconds: Scalars['Float']['output'];
  /** When it last grew. */
  readonly changedAt: Scalars['DateTime']['output'];
  /** The newest download of these bytes; null when it is not remembered any more. */
  readonly download?: Maybe<Download>;
  /** Names it for `discardPartial`. */
  readonly id: Scalars['ID']['output'];
  /** Bytes that a later start would go on from. */
  readonly receivedBytes: Scalars['SafeInt']['output'];
  /** What it takes on disk. */
  readonly sizeOnDiskBytes: Scalars['SafeInt']['output'];
  /** Size of the whole; null where it never became known. */
  readonly totalBytes?: Maybe<Scalars['SafeInt']['output']>;
};

/** One configured provider. Two organisations of the same registry are two providers. */
export type Provider = Node & {
  readonly __typename?: 'Provider';
  /** What it can do. */
  readonly capabilities: ReadonlyArray<Capability>;
  /** How its calls went lately. Reading this makes no call. */
  readonly health: ProviderHealth;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** What kind of place it is. */
  readonly kind: ProviderKind;
  /** This provider's models; as `Query.models` with this provider only. */
  readonly models: ModelConnection;
  /** Name from the configuration; the first half of every `ref`. */
  readonly name: Scalars['String']['output'];
  /** This provider's runs; as `Query.runs` with this provider only. Empty where it has no runs. */
  readonly runs: RunConnection;
  /** Name of the adapter: `pictograph`, `datature-vi`, `wriftai`, `pieces-os`. */
  readonly type: Scalars['String']['output'];
};


/** One configured provider. Two organisations of the same registry are two providers. */
export type ProviderModelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ModelFilter>;
  first?: Scalars['Int']['input'];
  orderBy?: ModelOrder;
  search?: InputMaybe<Scalars['String']['input']>;
};


/** One configured provider. Two organisations of the same registry are two providers. */
export type ProviderRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RunFilter>;
  first?: Scalars['Int']['input'];
  orderBy?: RunOrder;
};

/** How a provider's calls went lately. */
export type ProviderHealth = {
  readonly __typename?: 'ProviderHealth';
  /** When the last call ended; null before the first. */
  readonly checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether calls are made at the moment. */
  readonly circuit: CircuitState;
  /** The last failure; null when there was none, or a success came after it. */
  readonly lastError?: Maybe<ProviderProblem>;
  /** Median duration of the last successful calls in milliseconds; null before the first. */
  readonly latencyMs?: Maybe<Scalars['Float']['output']>;
  /** Summary of what follows. */
  readonly state: ProviderState;
};

/** What kind of place a provider is. */
export type ProviderKind =
  /** A public market of published models. */
  | 'MARKETPLACE'
  /** An organisation's own registry of trained models. */
  | 'REGISTRY'
  /** A program that runs models on one machine. */
  | 'RUNTIME'
  /** A store of training runs and their checkpoints. */
  | 'RUN_STORE';

/** Why a provider's part of an answer is missing or incomplete. The other providers' parts are there. */
export type ProviderProblem = {
  readonly __typename?: 'ProviderProblem';
  /** Stable code; docs/errors.md says what to do about each. */
  readonly code: ErrorCode;
  /** What happened and what to do, for people. */
  readonly message: Scalars['String']['output'];
  /** The provider concerned. */
  readonly provider: Provider;
  /** Seconds after which a new try makes sense, where the provider says so. */
  readonly retryAfterSeconds?: Maybe<Scalars['Float']['output']>;
};

/** Whether a provider answers, judged by the calls really made to it. */
export type ProviderState =
  /** The last call failed, an earlier one of the last minute succeeded; or it limits the rate. */
  | 'DEGRADED'
  /** The last calls failed, or the circuit is open. */
  | 'DOWN'
  /** No call has been made yet. */
  | 'UNKNOWN'
  /** The last call succeeded. */
  | 'UP';

/** The queries of the gateway. */
export type Query = {
  readonly __typename?: 'Query';
  /** One artifact; null when there is none of that id. */
  readonly artifact?: Maybe<Artifact>;
  /** Everything in the artifact store, newest first. */
  readonly artifacts: ArtifactConnection;
  /** One checkpoint; null, with a NOT_FOUND error, when it does not exist. */
  readonly checkpoint?: Maybe<Checkpoint>;
  /** Puts checkpoints side by side, of any runs and providers; null, with an error, when one does not exist (NOT_FOUND) or its provider failed to answer. */
  readonly compareCheckpoints?: Maybe<CheckpointComparison>;
  /** One download; null when there is none of that id. */
  readonly download?: Maybe<Download>;
  /** Downloads of this gateway, newest first. */
  readonly downloads: DownloadConnection;
  /** One model; null, with a NOT_FOUND error, when it does not exist. */
  readonly model?: Maybe<Model>;
  /** The models of all providers as one ordered list. */
  readonly models: ModelConnection;
  /** Any thing by its id; null when it does not exist (any more). */
  readonly node?: Maybe<Node>;
  /** Several things at once, in the order of the ids. A failing or absent one is null; a failure has an entry in `errors`. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** What has been received of bytes that are not complete, the largest first. */
  readonly partials: ReadonlyArray<PartialDownload>;
  /** One provider by its configured name; null when there is none of that name. */
  readonly provider?: Maybe<Provider>;
  /** The configured providers, in the configuration's order. */
  readonly providers: ReadonlyArray<Provider>;
  /** One run; null, with a NOT_FOUND error, when it does not exist. */
  readonly run?: Maybe<Run>;
  /** The training runs of all providers as one ordered list. */
  readonly runs: RunConnection;
  /** Whom the gateway takes the caller for. Needs no scope, so that every caller can learn which ones he has. */
  readonly viewer: Viewer;
};


/** The queries of the gateway. */
export type QueryArtifactArgs = {
  id: Scalars['ID']['input'];
};


/** The queries of the gateway. */
export type QueryArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** The queries of the gateway. */
export type QueryCheckpointArgs = {
  by: CheckpointBy;
};


/** The queries of the gateway. */
export type QueryCompareCheckpointsArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The queries of the gateway. */
export type QueryDownloadArgs = {
  id: Scalars['ID']['input'];
};


/** The queries of the gateway. */
export type QueryDownloadsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DownloadFilter>;
  first?: Scalars['Int']['input'];
};


/** The queries of the gateway. */
export type QueryModelArgs = {
  by: ModelBy;
};


/** The queries of the gateway. */
export type QueryModelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ModelFilter>;
  first?: Scalars['Int']['input'];
  orderBy?: ModelOrder;
  search?: InputMaybe<Scalars['String']['input']>;
};


/** The queries of the gateway. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The queries of the gateway. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The queries of the gateway. */
export type QueryProviderArgs = {
  name: Scalars['String']['input'];
};


/** The queries of the gateway. */
export type QueryProvidersArgs = {
  kinds?: InputMaybe<ReadonlyArray<ProviderKind>>;
};


/** The queries of the gateway. */
export type QueryRunArgs = {
  by: RunBy;
};


/** The queries of the gateway. */
export type QueryRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RunFilter>;
  first?: Scalars['Int']['input'];
  orderBy?: RunOrder;
};

/** One training run at one provider. */
export type Run = Node & {
  readonly __typename?: 'Run';
  /** The checkpoint with the best value of a metric, the newer of two equal ones; null when none has that metric. */
  readonly bestCheckpoint?: Maybe<Checkpoint>;
  /** What it has saved so far, newest first. Null when the provider failed to answer; empty where there is nothing. */
  readonly checkpoints?: Maybe<CheckpointConnection>;
  /** Null where the provider does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The provider's key of the data it trains on; null where it does not say. */
  readonly datasetId?: Maybe<Scalars['String']['output']>;
  /** The epoch it is in or ended with; null where the provider does not say. */
  readonly epoch?: Maybe<Scalars['Int']['output']>;
  /** Why it failed; null when it did not or the provider does not say. */
  readonly errorMessage?: Maybe<Scalars['String']['output']>;
  /** Seconds until its end as the provider estimates; null where it does not. */
  readonly etaSeconds?: Maybe<Scalars['Float']['output']>;
  /** Null before it ends, or where the provider does not say. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** The newest checkpoint; null when there is none. */
  readonly latestCheckpoint?: Maybe<Checkpoint>;
  /** Latest numbers reported for it. Empty where there are none. */
  readonly metrics: ReadonlyArray<Metric>;
  /** The model it made; null while there is none. */
  readonly model?: Maybe<Model>;
  /** Name for people, not unique; null where the provider gives none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The provider's own key. */
  readonly nativeId: Scalars['String']['output'];
  /** Training recipe such as `yolox`; null where the provider does not say. */
  readonly pipeline?: Maybe<Scalars['String']['output']>;
  /** 0 to 100; null where the provider does not say. */
  readonly progressPercent?: Maybe<Scalars['Float']['output']>;
  /** Where it is. */
  readonly provider: Provider;
  /** The provider's own record. URLs in it have lost their queries, which can be signatures. */
  readonly raw: Scalars['JSONObject']['output'];
  /** Readable name `provider:native`. */
  readonly ref: Scalars['String']['output'];
  /** Null before it starts, or where the provider does not say. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far it is. */
  readonly status: RunStatus;
  /** Number of epochs asked for; null where the provider does not say. */
  readonly totalEpochs?: Maybe<Scalars['Int']['output']>;
};


/** One training run at one provider. */
export type RunBestCheckpointArgs = {
  goal?: MetricGoal;
  metric: Scalars['String']['input'];
};


/** One training run at one provider. */
export type RunCheckpointsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** Names one run. */
export type RunBy =
  /** Global id. */
  { readonly id: Scalars['ID']['input']; readonly link?: never; readonly ref?: never; }
  |  /** A link to the run as its run store writes it, such as `/workspaces/ORG/runs/RUN`. */
  { readonly id?: never; readonly link: Scalars['String']['input']; readonly ref?: never; }
  |  /** `provider:native`. */
  { readonly id?: never; readonly link?: never; readonly ref: Scalars['String']['input']; };

/** A page of runs over one or all providers. */
export type RunConnection = {
  readonly __typename?: 'RunConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<RunEdge>;
  /** The items alone. */
  readonly nodes: ReadonlyArray<Run>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
  /** Number of all matches; null when some provider in this answer cannot tell. Counting can cost calls: select it only when needed. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** Providers whose part is missing or incomplete, with the reason. Empty when the page is whole. */
  readonly unavailable: ReadonlyArray<ProviderProblem>;
};

/** One run in a list. */
export type RunEdge = {
  readonly __typename?: 'RunEdge';
  /** Give it as `after` to continue behind this item. */
  readonly cursor: Scalars['String']['output'];
  /** The run. */
  readonly node: Run;
};

/** Conditions on runs that must all hold. An absent or empty condition is none. */
export type RunFilter = {
  /** Created after this moment. */
  readonly createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Created before this moment. */
  readonly createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Condition on the name. */
  readonly name?: InputMaybe<StringFilter>;
  /** Names of providers. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Any of these. */
  readonly status?: InputMaybe<ReadonlyArray<RunStatus>>;
};

/** An order of runs. Equal items are ordered by `ref`, so the order is total. */
export type RunOrder = {
  /** Which end comes first. */
  readonly direction?: SortDirection;
  /** What to order by. */
  readonly field: RunSort;
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
  | 'STARTED_AT';

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
  | 'UNKNOWN';

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
  | 'NOT_DOWNLOADED';

/** What only a local runtime says of a model. */
export type RuntimeState = {
  readonly __typename?: 'RuntimeState';
  /** Greatest number of tokens in all; null where the runtime does not say. */
  readonly contextTokens?: Maybe<Scalars['Int']['output']>;
  /** Made by the user; only such models can be updated. */
  readonly custom: Scalars['Boolean']['output'];
  /** Size on disk; null where the runtime does not say. */
  readonly diskBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Base family, as the runtime writes it; null where it does not say. */
  readonly foundation?: Maybe<Scalars['String']['output']>;
  /** Memory that it takes when loaded; null where the runtime does not say. */
  readonly memoryBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Parameters in thousand millions, may be a fraction; null where the runtime does not say. */
  readonly parametersBillions?: Maybe<Scalars['Float']['output']>;
  /** Such as `q4f16_1`; null where the runtime does not say. */
  readonly quantization?: Maybe<Scalars['String']['output']>;
  /** Where it is. */
  readonly state: RuntimeLoadState;
};

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
  | 'WRITE';

/** Direction of an order. */
export type SortDirection =
  /** Smallest, oldest or first in the alphabet first. */
  | 'ASC'
  /** Greatest, newest or last in the alphabet first. */
  | 'DESC';

/** What to download. */
export type StartDownloadInput = {
  /** Global id or ref of a model (its current weights) or of a checkpoint. */
  readonly id: Scalars['ID']['input'];
  /** Its rank among those that wait. A greater one raises that of a download that is joined. */
  readonly priority?: DownloadPriority;
};

/** A condition on a text. */
export type StringFilter = {
  /** The text contains this, case ignored. */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  /** The text equals this, case included. */
  readonly equals?: InputMaybe<Scalars['String']['input']>;
};

/** The events that clients can watch, over graphql-ws and over server-sent events. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** The present state at once, then every change (coalesced), then the final state, then the end. */
  readonly downloadProgress: Download;
  /** The present state of each unfinished download that matches, then every change of any that matches. */
  readonly downloadsChanged: Download;
  /** The model as it is now, then again after each change of its status, runtime state or fields. Completes when it is deleted. */
  readonly modelChanged: Model;
  /** Each provider as it is now, then again whenever its state, circuit or kind of failure changes. Makes no call. */
  readonly providerHealthChanged: Provider;
  /** The run as it is now, then again after each change, until it has ended. All watchers of a run share one reader of the provider. */
  readonly runChanged: Run;
};


/** The events that clients can watch, over graphql-ws and over server-sent events. */
export type SubscriptionDownloadProgressArgs = {
  id: Scalars['ID']['input'];
};


/** The events that clients can watch, over graphql-ws and over server-sent events. */
export type SubscriptionDownloadsChangedArgs = {
  filter?: InputMaybe<DownloadFilter>;
};


/** The events that clients can watch, over graphql-ws and over server-sent events. */
export type SubscriptionModelChangedArgs = {
  id: Scalars['ID']['input'];
};


/** The events that clients can watch, over graphql-ws and over server-sent events. */
export type SubscriptionProviderHealthChangedArgs = {
  name?: InputMaybe<Scalars['String']['input']>;
};


/** The events that clients can watch, over graphql-ws and over server-sent events. */
export type SubscriptionRunChangedArgs = {
  id: Scalars['ID']['input'];
};

/** A stored tensor. */
export type Tensor = {
  readonly __typename?: 'Tensor';
  /** Type of its numbers as the format calls it: `F32`, `FLOAT16`, `Q4_K`. */
  readonly dtype: Scalars['String']['output'];
  /** Its name in the file; may be empty. */
  readonly name: Scalars['String']['output'];
  /** Its dimensions in the order in which the file lists them; empty for a single number. */
  readonly shape: ReadonlyArray<Scalars['SafeInt']['output']>;
};

/** Changes to a model. An absent field stays as it is, an explicit null clears it. A field that the provider cannot change is INVALID_ARGUMENT. */
export type UpdateModelInput = {
  /** Slugs of a marketplace's categories; replaces all. */
  readonly categories?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Short description. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of a marketplace's hardware. */
  readonly hardware?: InputMaybe<Scalars['String']['input']>;
  /** Global id or ref of the model. */
  readonly id: Scalars['ID']['input'];
  /** Identifier of its licence, in a registry. */
  readonly licenseId?: InputMaybe<Scalars['String']['input']>;
  /** Text of its own licence, in a registry. */
  readonly licenseText?: InputMaybe<Scalars['String']['input']>;
  /** Where its licence is, on a marketplace. */
  readonly licenseUrl?: InputMaybe<Scalars['URL']['input']>;
  /** New name. On a marketplace this changes the model's `id` and `ref`. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Long description of a marketplace's model. */
  readonly overview?: InputMaybe<Scalars['String']['input']>;
  /** Paper about it. */
  readonly paperUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Long description in a registry. */
  readonly readme?: InputMaybe<Scalars['String']['input']>;
  /** Code it was made with. */
  readonly sourceUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Who can see it. */
  readonly visibility?: InputMaybe<Visibility>;
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
  | 'SIZE_ONLY';

/** Whom the gateway takes the caller for. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** When the key or token ends; null: never. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Name of the key or subject of the token; `local` on a gateway that lets everybody in. */
  readonly name: Scalars['String']['output'];
  /** What the key or token allows; everything on a gateway that lets everybody in. */
  readonly scopes: ReadonlyArray<Scope>;
};

/** Who can see a model at its provider. */
export type Visibility =
  /** Its owner, or the owner's organisation. */
  | 'PRIVATE'
  /** Everybody. */
  | 'PUBLIC';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  DownloadSubject:
    | ( CheckpointRecord )
    | ( ModelRecord )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ArtifactRecord )
    | ( CheckpointRecord )
    | ( DownloadRecord )
    | ( ModelRecord )
    | ( ProviderAdapter )
    | ( RunRecord )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Artifact: ResolverTypeWrapper<ArtifactRecord>;
  ArtifactCheck: ResolverTypeWrapper<ArtifactCheckRecord>;
  ArtifactConnection: ResolverTypeWrapper<ArtifactPage>;
  ArtifactEdge: ResolverTypeWrapper<Omit<ArtifactEdge, 'node'> & { node: ResolversTypes['Artifact'] }>;
  ArtifactFile: ResolverTypeWrapper<ArtifactFileParent>;
  ArtifactOrigin: ResolverTypeWrapper<ArtifactOrigin>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Capability: Capability;
  Category: ResolverTypeWrapper<Category>;
  Checkpoint: ResolverTypeWrapper<CheckpointRecord>;
  CheckpointBy: CheckpointBy;
  CheckpointComparison: ResolverTypeWrapper<Omit<CheckpointComparison, 'checkpoints'> & { checkpoints: ReadonlyArray<ResolversTypes['Checkpoint']> }>;
  CheckpointConnection: ResolverTypeWrapper<CheckpointPage>;
  CheckpointEdge: ResolverTypeWrapper<Omit<CheckpointEdge, 'node'> & { node: ResolversTypes['Checkpoint'] }>;
  CheckpointOfRun: CheckpointOfRun;
  CircuitState: CircuitState;
  ClassLabel: ResolverTypeWrapper<ClassLabel>;
  CreateModelInput: CreateModelInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteModelPayload: ResolverTypeWrapper<DeleteModelPayload>;
  DeleteOutcome: DeleteOutcome;
  Download: ResolverTypeWrapper<DownloadRecord>;
  DownloadCarrier: DownloadCarrier;
  DownloadConnection: ResolverTypeWrapper<DownloadPage>;
  DownloadEdge: ResolverTypeWrapper<Omit<DownloadEdge, 'node'> & { node: ResolversTypes['Download'] }>;
  DownloadError: ResolverTypeWrapper<DownloadError>;
  DownloadFile: ResolverTypeWrapper<DownloadFile>;
  DownloadFilter: DownloadFilter;
  DownloadPhase: DownloadPhase;
  DownloadPriority: DownloadPriority;
  DownloadProgress: ResolverTypeWrapper<DownloadProgress>;
  DownloadState: DownloadState;
  DownloadSubject: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DownloadSubject']>;
  ErrorCode: ErrorCode;
  FileRole: FileRole;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Hardware: ResolverTypeWrapper<Hardware>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  InspectedFormat: InspectedFormat;
  Inspection: ResolverTypeWrapper<InspectionRecord>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  License: ResolverTypeWrapper<License>;
  MarketplaceListing: ResolverTypeWrapper<ListingParent>;
  Metric: ResolverTypeWrapper<Metric>;
  MetricComparison: ResolverTypeWrapper<MetricComparison>;
  MetricFilter: MetricFilter;
  MetricGoal: MetricGoal;
  Model: ResolverTypeWrapper<ModelRecord>;
  ModelAction: ModelAction;
  ModelBy: ModelBy;
  ModelConnection: ResolverTypeWrapper<ModelPage>;
  ModelEdge: ResolverTypeWrapper<Omit<ModelEdge, 'node'> & { node: ResolversTypes['Model'] }>;
  ModelFilter: ModelFilter;
  ModelOrder: ModelOrder;
  ModelSort: ModelSort;
  ModelStatus: ModelStatus;
  ModelTask: ModelTask;
  ModelValue: ResolverTypeWrapper<ModelValue>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Owner: ResolverTypeWrapper<Owner>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PartialDownload: ResolverTypeWrapper<PartialRecord>;
  Provider: ResolverTypeWrapper<ProviderAdapter>;
  ProviderHealth: ResolverTypeWrapper<Omit<ProviderHealth, 'lastError'> & { lastError?: Maybe<ResolversTypes['ProviderProblem']> }>;
  ProviderKind: ProviderKind;
  ProviderProblem: ResolverTypeWrapper<ProviderProblemRecord>;
  ProviderState: ProviderState;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Run: ResolverTypeWrapper<RunRecord>;
  RunBy: RunBy;
  RunConnection: ResolverTypeWrapper<RunPage>;
  RunEdge: ResolverTypeWrapper<Omit<RunEdge, 'node'> & { node: ResolversTypes['Run'] }>;
  RunFilter: RunFilter;
  RunOrder: RunOrder;
  RunSort: RunSort;
  RunStatus: RunStatus;
  RuntimeLoadState: RuntimeLoadState;
  RuntimeState: ResolverTypeWrapper<RuntimeState>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  Scope: Scope;
  SortDirection: SortDirection;
  StartDownloadInput: StartDownloadInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  StringFilter: StringFilter;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tensor: ResolverTypeWrapper<Tensor>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateModelInput: UpdateModelInput;
  Verification: Verification;
  Viewer: ResolverTypeWrapper<Caller>;
  Visibility: Visibility;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Artifact: ArtifactRecord;
  ArtifactCheck: ArtifactCheckRecord;
  ArtifactConnection: ArtifactPage;
  ArtifactEdge: Omit<ArtifactEdge, 'node'> & { node: ResolversParentTypes['Artifact'] };
  ArtifactFile: ArtifactFileParent;
  ArtifactOrigin: ArtifactOrigin;
  Boolean: Scalars['Boolean']['output'];
  Category: Category;
  Checkpoint: CheckpointRecord;
  CheckpointBy: CheckpointBy;
  CheckpointComparison: Omit<CheckpointComparison, 'checkpoints'> & { checkpoints: ReadonlyArray<ResolversParentTypes['Checkpoint']> };
  CheckpointConnection: CheckpointPage;
  CheckpointEdge: Omit<CheckpointEdge, 'node'> & { node: ResolversParentTypes['Checkpoint'] };
  CheckpointOfRun: CheckpointOfRun;
  ClassLabel: ClassLabel;
  CreateModelInput: CreateModelInput;
  DateTime: Scalars['DateTime']['output'];
  DeleteModelPayload: DeleteModelPayload;
  Download: DownloadRecord;
  DownloadConnection: DownloadPage;
  DownloadEdge: Omit<DownloadEdge, 'node'> & { node: ResolversParentTypes['Download'] };
  DownloadError: DownloadError;
  DownloadFile: DownloadFile;
  DownloadFilter: DownloadFilter;
  DownloadProgress: DownloadProgress;
  DownloadSubject: ResolversUnionTypes<ResolversParentTypes>['DownloadSubject'];
  Float: Scalars['Float']['output'];
  Hardware: Hardware;
  ID: Scalars['ID']['output'];
  Inspection: InspectionRecord;
  Int: Scalars['Int']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  License: License;
  MarketplaceListing: ListingParent;
  Metric: Metric;
  MetricComparison: MetricComparison;
  MetricFilter: MetricFilter;
  Model: ModelRecord;
  ModelBy: ModelBy;
  ModelConnection: ModelPage;
  ModelEdge: Omit<ModelEdge, 'node'> & { node: ResolversParentTypes['Model'] };
  ModelFilter: ModelFilter;
  ModelOrder: ModelOrder;
  ModelValue: ModelValue;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Owner: Owner;
  PageInfo: PageInfo;
  PartialDownload: PartialRecord;
  Provider: ProviderAdapter;
  ProviderHealth: Omit<ProviderHealth, 'lastError'> & { lastError?: Maybe<ResolversParentTypes['ProviderProblem']> };
  ProviderProblem: ProviderProblemRecord;
  Query: Record<PropertyKey, never>;
  Run: RunRecord;
  RunBy: RunBy;
  RunConnection: RunPage;
  RunEdge: Omit<RunEdge, 'node'> & { node: ResolversParentTypes['Run'] };
  RunFilter: RunFilter;
  RunOrder: RunOrder;
  RuntimeState: RuntimeState;
  SafeInt: Scalars['SafeInt']['output'];
  StartDownloadInput: StartDownloadInput;
  String: Scalars['String']['output'];
  StringFilter: StringFilter;
  Subscription: Record<PropertyKey, never>;
  Tensor: Tensor;
  URL: Scalars['URL']['output'];
  UpdateModelInput: UpdateModelInput;
  Viewer: Caller;
};

export type RequiresDirectiveArgs = {
  scope: Scope;
};

export type RequiresDirectiveResolver<Result, Parent, ContextType = GatewayContext, Args = RequiresDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ArtifactResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Artifact'] = ResolversParentTypes['Artifact']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  files?: Resolver<ReadonlyArray<ResolversTypes['ArtifactFile']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  origins?: Resolver<ReadonlyArray<ResolversTypes['ArtifactOrigin']>, ParentType, ContextType>;
  pinned?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  verification?: Resolver<ResolversTypes['Verification'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArtifactCheckResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactCheck'] = ResolversParentTypes['ArtifactCheck']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  damagedFiles?: Resolver<ReadonlyArray<ResolversTypes['ArtifactFile']>, ParentType, ContextType>;
  intact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ArtifactConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactConnection'] = ResolversParentTypes['ArtifactConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Artifact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unavailable?: Resolver<ReadonlyArray<ResolversTypes['ProviderProblem']>, ParentType, ContextType>;
};

export type ArtifactEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactEdge'] = ResolversParentTypes['ArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
};

export type ArtifactFileResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactFile'] = ResolversParentTypes['ArtifactFile']> = {
  inspect?: Resolver<Maybe<ResolversTypes['Inspection']>, ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['FileRole'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
};

export type ArtifactOriginResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ArtifactOrigin'] = ResolversParentTypes['ArtifactOrigin']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CategoryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Category'] = ResolversParentTypes['Category']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CheckpointResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Checkpoint'] = ResolversParentTypes['Checkpoint']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  digest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  download?: Resolver<Maybe<ResolversTypes['Download']>, ParentType, ContextType>;
  downloadable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  epoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  etag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  format?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inputSchema?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  inspect?: Resolver<Maybe<ResolversTypes['Inspection']>, ParentType, ContextType>;
  metric?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<CheckpointMetricArgs, 'name'>>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['Metric']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outputSchema?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
  raw?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  ref?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  releaseNotes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  run?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CheckpointComparisonResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CheckpointComparison'] = ResolversParentTypes['CheckpointComparison']> = {
  checkpoints?: Resolver<ReadonlyArray<ResolversTypes['Checkpoint']>, ParentType, ContextType>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['MetricComparison']>, ParentType, ContextType>;
};

export type CheckpointConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CheckpointConnection'] = ResolversParentTypes['CheckpointConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CheckpointEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Checkpoint']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unavailable?: Resolver<ReadonlyArray<ResolversTypes['ProviderProblem']>, ParentType, ContextType>;
};

export type CheckpointEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CheckpointEdge'] = ResolversParentTypes['CheckpointEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Checkpoint'], ParentType, ContextType>;
};

export type ClassLabelResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ClassLabel'] = ResolversParentTypes['ClassLabel']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteModelPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DeleteModelPayload'] = ResolversParentTypes['DeleteModelPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DeleteOutcome'], ParentType, ContextType>;
};

export type DownloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Download'] = ResolversParentTypes['Download']> = {
  artifact?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
  carrier?: Resolver<ResolversTypes['DownloadCarrier'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['DownloadError']>, ParentType, ContextType>;
  files?: Resolver<ReadonlyArray<ResolversTypes['DownloadFile']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['DownloadPriority'], ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['DownloadProgress'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DownloadState'], ParentType, ContextType>;
  stateReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['DownloadSubject']>, ParentType, ContextType>;
  subjectRef?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DownloadConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DownloadConnection'] = ResolversParentTypes['DownloadConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DownloadEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Download']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unavailable?: Resolver<ReadonlyArray<ResolversTypes['ProviderProblem']>, ParentType, ContextType>;
};

export type DownloadEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DownloadEdge'] = ResolversParentTypes['DownloadEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Download'], ParentType, ContextType>;
};

export type DownloadErrorResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DownloadError'] = ResolversParentTypes['DownloadError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DownloadFileResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DownloadFile'] = ResolversParentTypes['DownloadFile']> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  receivedBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type DownloadProgressResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DownloadProgress'] = ResolversParentTypes['DownloadProgress']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bytesPerSecond?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  connections?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  epoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  etaSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  percent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  phase?: Resolver<Maybe<ResolversTypes['DownloadPhase']>, ParentType, ContextType>;
  queuePosition?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  receivedBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  restartReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  stalled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  totalBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  verifiedBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  waitingUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type DownloadSubjectResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DownloadSubject'] = ResolversParentTypes['DownloadSubject']> = {
  __resolveType: TypeResolveFn<'Checkpoint' | 'Model', ParentType, ContextType>;
};

export type HardwareResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Hardware'] = ResolversParentTypes['Hardware']> = {
  cpus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  gpus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  identifier?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ramGb?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type InspectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Inspection'] = ResolversParentTypes['Inspection']> = {
  format?: Resolver<ResolversTypes['InspectedFormat'], ParentType, ContextType>;
  inputs?: Resolver<ReadonlyArray<ResolversTypes['ModelValue']>, ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metadata?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  outputs?: Resolver<ReadonlyArray<ResolversTypes['ModelValue']>, ParentType, ContextType>;
  parameterCount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  tensorCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tensors?: Resolver<ReadonlyArray<ResolversTypes['Tensor']>, ParentType, ContextType>;
};

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type LicenseResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['License'] = ResolversParentTypes['License']> = {
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
};

export type MarketplaceListingResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MarketplaceListing'] = ResolversParentTypes['MarketplaceListing']> = {
  categories?: Resolver<ReadonlyArray<ResolversTypes['Category']>, ParentType, ContextType>;
  hardware?: Resolver<Maybe<ResolversTypes['Hardware']>, ParentType, ContextType>;
  latestVersion?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType>;
  overview?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  predictionsCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type MetricResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Metric'] = ResolversParentTypes['Metric']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type MetricComparisonResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['MetricComparison'] = ResolversParentTypes['MetricComparison']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
};

export type ModelResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Model'] = ResolversParentTypes['Model']> = {
  architecture?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bestCheckpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType, RequireFields<ModelBestCheckpointArgs, 'goal' | 'metric'>>;
  can?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ModelAction']>>, ParentType, ContextType>;
  checkpoints?: Resolver<Maybe<ResolversTypes['CheckpointConnection']>, ParentType, ContextType, RequireFields<ModelCheckpointsArgs, 'first'>>;
  classes?: Resolver<ReadonlyArray<ResolversTypes['ClassLabel']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  download?: Resolver<Maybe<ResolversTypes['Download']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latestCheckpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType>;
  license?: Resolver<Maybe<ResolversTypes['License']>, ParentType, ContextType>;
  listing?: Resolver<Maybe<ResolversTypes['MarketplaceListing']>, ParentType, ContextType>;
  metric?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<ModelMetricArgs, 'name'>>;
  metrics?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Metric']>>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Owner']>, ParentType, ContextType>;
  paperUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
  raw?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  ref?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  run?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  runtime?: Resolver<Maybe<ResolversTypes['RuntimeState']>, ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  sourceUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['ModelStatus']>, ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['ModelTask']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  visibility?: Resolver<Maybe<ResolversTypes['Visibility']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ModelConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ModelConnection'] = ResolversParentTypes['ModelConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ModelEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Model']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unavailable?: Resolver<ReadonlyArray<ResolversTypes['ProviderProblem']>, ParentType, ContextType>;
};

export type ModelEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ModelEdge'] = ResolversParentTypes['ModelEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
};

export type ModelValueResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ModelValue'] = ResolversParentTypes['ModelValue']> = {
  dtype?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  shape?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelDownload?: Resolver<ResolversTypes['Download'], ParentType, ContextType, RequireFields<MutationCancelDownloadArgs, 'id' | 'keepPartial'>>;
  createModel?: Resolver<ResolversTypes['Model'], ParentType, ContextType, RequireFields<MutationCreateModelArgs, 'input'>>;
  deleteArtifact?: Resolver<ResolversTypes['ID'], ParentType, ContextType, RequireFields<MutationDeleteArtifactArgs, 'id'>>;
  deleteModel?: Resolver<ResolversTypes['DeleteModelPayload'], ParentType, ContextType, RequireFields<MutationDeleteModelArgs, 'id'>>;
  discardPartial?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDiscardPartialArgs, 'id'>>;
  loadModel?: Resolver<ResolversTypes['Model'], ParentType, ContextType, RequireFields<MutationLoadModelArgs, 'id'>>;
  pauseDownload?: Resolver<ResolversTypes['Download'], ParentType, ContextType, RequireFields<MutationPauseDownloadArgs, 'id'>>;
  pinArtifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType, RequireFields<MutationPinArtifactArgs, 'id'>>;
  resumeDownload?: Resolver<ResolversTypes['Download'], ParentType, ContextType, RequireFields<MutationResumeDownloadArgs, 'id'>>;
  retryDownload?: Resolver<ResolversTypes['Download'], ParentType, ContextType, RequireFields<MutationRetryDownloadArgs, 'id'>>;
  startDownload?: Resolver<ResolversTypes['Download'], ParentType, ContextType, RequireFields<MutationStartDownloadArgs, 'input'>>;
  unloadModel?: Resolver<ResolversTypes['Model'], ParentType, ContextType, RequireFields<MutationUnloadModelArgs, 'id'>>;
  unpinArtifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType, RequireFields<MutationUnpinArtifactArgs, 'id'>>;
  updateModel?: Resolver<ResolversTypes['Model'], ParentType, ContextType, RequireFields<MutationUpdateModelArgs, 'input'>>;
  verifyArtifact?: Resolver<ResolversTypes['ArtifactCheck'], ParentType, ContextType, RequireFields<MutationVerifyArtifactArgs, 'id'>>;
};

export type NodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Artifact' | 'Checkpoint' | 'Download' | 'Model' | 'Provider' | 'Run', ParentType, ContextType>;
};

export type OwnerResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Owner'] = ResolversParentTypes['Owner']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PartialDownloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PartialDownload'] = ResolversParentTypes['PartialDownload']> = {
  ageSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  changedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  download?: Resolver<Maybe<ResolversTypes['Download']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  receivedBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  sizeOnDiskBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  totalBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type ProviderResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Provider'] = ResolversParentTypes['Provider']> = {
  capabilities?: Resolver<ReadonlyArray<ResolversTypes['Capability']>, ParentType, ContextType>;
  health?: Resolver<ResolversTypes['ProviderHealth'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ProviderKind'], ParentType, ContextType>;
  models?: Resolver<ResolversTypes['ModelConnection'], ParentType, ContextType, RequireFields<ProviderModelsArgs, 'first' | 'orderBy'>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, RequireFields<ProviderRunsArgs, 'first' | 'orderBy'>>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProviderHealthResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ProviderHealth'] = ResolversParentTypes['ProviderHealth']> = {
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  circuit?: Resolver<ResolversTypes['CircuitState'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['ProviderProblem']>, ParentType, ContextType>;
  latencyMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ProviderState'], ParentType, ContextType>;
};

export type ProviderProblemResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ProviderProblem'] = ResolversParentTypes['ProviderProblem']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  artifact?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<QueryArtifactArgs, 'id'>>;
  artifacts?: Resolver<ResolversTypes['ArtifactConnection'], ParentType, ContextType, RequireFields<QueryArtifactsArgs, 'first'>>;
  checkpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType, RequireFields<QueryCheckpointArgs, 'by'>>;
  compareCheckpoints?: Resolver<Maybe<ResolversTypes['CheckpointComparison']>, ParentType, ContextType, RequireFields<QueryCompareCheckpointsArgs, 'ids'>>;
  download?: Resolver<Maybe<ResolversTypes['Download']>, ParentType, ContextType, RequireFields<QueryDownloadArgs, 'id'>>;
  downloads?: Resolver<ResolversTypes['DownloadConnection'], ParentType, ContextType, RequireFields<QueryDownloadsArgs, 'first'>>;
  model?: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType, RequireFields<QueryModelArgs, 'by'>>;
  models?: Resolver<ResolversTypes['ModelConnection'], ParentType, ContextType, RequireFields<QueryModelsArgs, 'first' | 'orderBy'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  partials?: Resolver<ReadonlyArray<ResolversTypes['PartialDownload']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['Provider']>, ParentType, ContextType, RequireFields<QueryProviderArgs, 'name'>>;
  providers?: Resolver<ReadonlyArray<ResolversTypes['Provider']>, ParentType, ContextType, Partial<QueryProvidersArgs>>;
  run?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<QueryRunArgs, 'by'>>;
  runs?: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, RequireFields<QueryRunsArgs, 'first' | 'orderBy'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type RunResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run']> = {
  bestCheckpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType, RequireFields<RunBestCheckpointArgs, 'goal' | 'metric'>>;
  checkpoints?: Resolver<Maybe<ResolversTypes['CheckpointConnection']>, ParentType, ContextType, RequireFields<RunCheckpointsArgs, 'first'>>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  datasetId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  epoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  errorMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  etaSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latestCheckpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['Metric']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pipeline?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  progressPercent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
  raw?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  ref?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RunStatus'], ParentType, ContextType>;
  totalEpochs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RunConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunConnection'] = ResolversParentTypes['RunConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RunEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unavailable?: Resolver<ReadonlyArray<ResolversTypes['ProviderProblem']>, ParentType, ContextType>;
};

export type RunEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RunEdge'] = ResolversParentTypes['RunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type RuntimeStateResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RuntimeState'] = ResolversParentTypes['RuntimeState']> = {
  contextTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  diskBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  foundation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  memoryBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  parametersBillions?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  quantization?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RuntimeLoadState'], ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SubscriptionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  downloadProgress?: SubscriptionResolver<ResolversTypes['Download'], "downloadProgress", ParentType, ContextType, RequireFields<SubscriptionDownloadProgressArgs, 'id'>>;
  downloadsChanged?: SubscriptionResolver<ResolversTypes['Download'], "downloadsChanged", ParentType, ContextType, Partial<SubscriptionDownloadsChangedArgs>>;
  modelChanged?: SubscriptionResolver<ResolversTypes['Model'], "modelChanged", ParentType, ContextType, RequireFields<SubscriptionModelChangedArgs, 'id'>>;
  providerHealthChanged?: SubscriptionResolver<ResolversTypes['Provider'], "providerHealthChanged", ParentType, ContextType, Partial<SubscriptionProviderHealthChangedArgs>>;
  runChanged?: SubscriptionResolver<ResolversTypes['Run'], "runChanged", ParentType, ContextType, RequireFields<SubscriptionRunChangedArgs, 'id'>>;
};

export type TensorResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Tensor'] = ResolversParentTypes['Tensor']> = {
  dtype?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  shape?: Resolver<ReadonlyArray<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type ViewerResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['Scope']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = GatewayContext> = {
  Artifact?: ArtifactResolvers<ContextType>;
  ArtifactCheck?: ArtifactCheckResolvers<ContextType>;
  ArtifactConnection?: ArtifactConnectionResolvers<ContextType>;
  ArtifactEdge?: ArtifactEdgeResolvers<ContextType>;
  ArtifactFile?: ArtifactFileResolvers<ContextType>;
  ArtifactOrigin?: ArtifactOriginResolvers<ContextType>;
  Category?: CategoryResolvers<ContextType>;
  Checkpoint?: CheckpointResolvers<ContextType>;
  CheckpointComparison?: CheckpointComparisonResolvers<ContextType>;
  CheckpointConnection?: CheckpointConnectionResolvers<ContextType>;
  CheckpointEdge?: CheckpointEdgeResolvers<ContextType>;
  ClassLabel?: ClassLabelResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteModelPayload?: DeleteModelPayloadResolvers<ContextType>;
  Download?: DownloadResolvers<ContextType>;
  DownloadConnection?: DownloadConnectionResolvers<ContextType>;
  DownloadEdge?: DownloadEdgeResolvers<ContextType>;
  DownloadError?: DownloadErrorResolvers<ContextType>;
  DownloadFile?: DownloadFileResolvers<ContextType>;
  DownloadProgress?: DownloadProgressResolvers<ContextType>;
  DownloadSubject?: DownloadSubjectResolvers<ContextType>;
  Hardware?: HardwareResolvers<ContextType>;
  Inspection?: InspectionResolvers<ContextType>;
  JSONObject?: GraphQLScalarType;
  License?: LicenseResolvers<ContextType>;
  MarketplaceListing?: MarketplaceListingResolvers<ContextType>;
  Metric?: MetricResolvers<ContextType>;
  MetricComparison?: MetricComparisonResolvers<ContextType>;
  Model?: ModelResolvers<ContextType>;
  ModelConnection?: ModelConnectionResolvers<ContextType>;
  ModelEdge?: ModelEdgeResolvers<ContextType>;
  ModelValue?: ModelValueResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Owner?: OwnerResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PartialDownload?: PartialDownloadResolvers<ContextType>;
  Provider?: ProviderResolvers<ContextType>;
  ProviderHealth?: ProviderHealthResolvers<ContextType>;
  ProviderProblem?: ProviderProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Run?: RunResolvers<ContextType>;
  RunConnection?: RunConnectionResolvers<ContextType>;
  RunEdge?: RunEdgeResolvers<ContextType>;
  RuntimeState?: RuntimeStateResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  Subscription?: SubscriptionResolvers<ContextType>;
  Tensor?: TensorResolvers<ContextType>;
  URL?: GraphQLScalarType;
  Viewer?: ViewerResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GatewayContext> = {
  requires?: RequiresDirectiveResolver<any, any, ContextType>;
};
