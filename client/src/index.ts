export { createClient, type ModelgateClient } from './create-client.js';
export type { Core, RequestOptions, SubscribeOptions } from './core.js';
export type { Auth, CallOptions, ClientOptions, Transport } from './options.js';
export type { GatewayDocument } from './document.js';
export { ModelgateError, type AnswerError, type ModelgateErrorCode } from './errors.js';
export {
  isFinished,
  type DownloadHandle,
  type DownloadOptions,
  type DownloadResult,
  type DownloadSnapshot,
} from './download.js';
export { byIdOrRef } from './lists.js';
export type { CheckpointsOf, Lists, ModelListArguments, RunListArguments } from './lists.js';
export type { ListOptions, Problem } from './pages.js';
export type { FileOfArtifact, OpenFile } from './artifact-files.js';
