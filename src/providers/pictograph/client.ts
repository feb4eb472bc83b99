import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../domain/common.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { protocolError, providerPeer } from '../../http/failures.js';
import { itemRead, LIST, stateRead, type ReadSubject } from '../../http/read-subject.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../http/types.js';
import type { CallOptions } from '../provider.js';
import { readRefused, writeRefused } from './errors.js';
import { convertOnce } from '../convert-once.js';
import { readItem, type Received } from '../received.js';
import {
  isWellFormed,
  readManifest,
  readPage,
  unwrap,
  wireDownload,
  wireModel,
  wireRun,
  type Manifest,
  type ReceivedPage,
  type WireModel,
  type WireRun,
} from './wire.js';

/*
 * One function per endpoint (contract §3.1 and §4). They take a model's or run's key, which is an id or a name, and give
 * null when there is no such thing.
 */

/** The provider's client, with the name it has in errors. */
export interface Api {
  readonly provider: string;
  readonly http: HttpClient;
  readonly readers: Readers;
}

/** What bodies say, each read once; null: they are not what was asked for. */
interface Readers {
  readonly models: (body: unknown) => ReceivedPage<WireModel> | null;
  readonly model: (body: unknown) => Received<WireModel> | null;
  readonly runs: (body: unknown) => ReceivedPage<WireRun> | null;
  readonly run: (body: unknown) => Received<WireRun> | null;
  readonly manifest: (body: unknown) => Manifest | null;
}

/** Makes the readers of one client. */
export function createReaders(): Readers {
  return {
    models: convertOnce((body) => readPage(wireModel, 'models', body)),
    model: convertOnce((body) => readItem(wireModel, unwrap(body))),
    runs: convertOnce((body) => readPage(wireRun, 'runs', body)),
    run: convertOnce((body) => readItem(wireRun, unwrap(body))),
    manifest: convertOnce(readManifest),
  };
}

/** Keys of one batch that are asked for at once: quick, and few enough for a spent hourly limit to be noticed. */
export const CONCURRENT_LOOKUPS = 8;

/** Part of a list: `limit` items from `offset` on, and the native filters. */
export interface ListRequest {
  readonly limit: number;
  readonly offset: number;
  readonly filters: QueryPairs;
}
export type QueryPairs = readonly (readonly [name: string, value: string])[];

/** What came of asking for a signed URL. A refusal needs the model's status to be understood (contract §5.4). */
export type MintAnswer =
  | { readonly kind: 'minted'; readonly url: string }
  | { readonly kind: 'refused'; readonly status: 400 | 409 };

/** Collections end in a slash, items do not (contract §1). */
export function listModels(
  api: Api,
  request: ListRequest,
  call: CallOptions,
): Promise<ReceivedPage<WireModel>> {
  return getPage(
    api,
    { path: '/models/', name: 'models', read: api.readers.models, reads: LIST, ...request },
    call,
  );
}

export function getModel(api: Api, model: string, call: CallOptions): Promise<Received<WireModel> | null> {
  const request = { path: modelPath(model), reads: itemRead(model) };
  return getOne(api, request, { read: api.readers.model, what: 'a model' }, call);
}

/** Null also on servers older than versions. */
export function getVersions(api: Api, model: string, call: CallOptions): Promise<Manifest | null> {
  return getManifest(api, { path: `${modelPath(model)}/versions`, reads: itemRead(model) }, call);
}

/** Null also on servers older than files. */
export function getFiles(api: Api, model: string, call: CallOptions): Promise<Manifest | null> {
  return getManifest(api, { path: `${modelPath(model)}/files`, reads: itemRead(model) }, call);
}

/** Asks for the current version's weights; this endpoint takes no version (contract §10, trap 10). */
export function mintCurrent(
  api: Api,
  model: string,
  format: string,
  call: CallOptions,
): Promise<MintAnswer | null> {
  return mint(api, { path: `${modelPath(model)}/download`, query: [['format', format]] }, call);
}

/** Asks for one file of one version. */
export function mintFile(
  api: Api,
  file: { readonly modelId: string; readonly versionId: string; readonly fileName: string },
  call: CallOptions,
): Promise<MintAnswer | null> {
  const query = [
    ['version_id', file.versionId],
    ['name', file.fileName],
  ] as const;
  return mint(api, { path: `${modelPath(file.modelId)}/files/download`, query }, call);
}

/** Every write carries a key of its own, by which the server drops a second copy of it (contract §1). */
export async function updateModel(
  api: Api,
  model: string,
  changes: JsonObject,
  call: CallOptions,
): Promise<Received<WireModel> | null> {
  const answer = await api.http.send(
    {
      method: 'PATCH',
      path: modelPath(model),
      json: changes,
      headers: { 'idempotency-key': randomBytes(16).toString('hex') },
    },
    call,
  );
  if (answer.status === 404) return null;
  if (!isSuccess(answer)) throw writeRefused(api.provider, answer);
  return expectItem(api, answer, { read: api.readers.model, what: 'a model' });
}

/** Whether there was such a model. Answers 200 with a body today and 204 without on older servers. */
export async function deleteModel(api: Api, model: string, call: CallOptions): Promise<boolean> {
  const answer = await api.http.send({ method: 'DELETE', path: modelPath(model) }, call);
  if (answer.status === 404) return false;
  if (!isSuccess(answer)) throw writeRefused(api.provider, answer);
  return true;
}

export function listRuns(api: Api, request: ListRequest, call: CallOptions): Promise<ReceivedPage<WireRun>> {
  return getPage(
    api,
    { path: '/training/', name: 'runs', read: api.readers.runs, reads: LIST, ...request },
    call,
  );
}

export function getRun(api: Api, run: string, call: CallOptions): Promise<Received<WireRun> | null> {
  const request = { path: `/training/${segment(run)}`, reads: stateRead(run) };
  return getOne(api, request, { read: api.readers.run, what: 'a training run' }, call);
}

function modelPath(model: string): string {
  return `/models/${segment(model)}`;
}

/** Percent-encodes with nothing safe but letters, digits and `_.-~`, as the SDK does (contract §3.1). */
function segment(text: string): string {
  // Nothing at all would turn the get of one into a list.
  if (text === '' || !isWellFormed(text)) {
    throw new GatewayError('INVALID_ID', 'This id is empty or not well-formed text.');
  }
  return encodeURIComponent(text).replace(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A read; null for a 404, which is the same for "absent" and "of another organization" (contract §6). */
async function read(
  api: Api,
  request: Pick<HttpRequest, 'path' | 'query' | 'reads'>,
  call: CallOptions,
): Promise<HttpAnswer | null> {
  const answer = await api.http.send({ method: 'GET', ...request }, call);
  if (answer.status === 404) return null;
  if (!isSuccess(answer)) throw readRefused(api.provider, answer);
  return answer;
}

async function getOne<Fields>(
  api: Api,
  request: Pick<HttpRequest, 'path' | 'reads'>,
  expected: Expected<Fields>,
  call: CallOptions,
): Promise<Received<Fields> | null> {
  const answer = await read(api, request, call);
  return answer === null ? null : expectItem(api, answer, expected);
}

async function getPage<Fields>(
  api: Api,
  request: ListRequest & {
    readonly path: string;
    readonly name: string;
    readonly read: (body: unknown) => ReceivedPage<Fields> | null;
    readonly reads: ReadSubject;
  },
  call: CallOptions,
): Promise<ReceivedPage<Fields>> {
  const query: QueryPairs = [
    ['limit', String(request.limit)],
    ['offset', String(request.offset)],
    ...request.filters,
  ];
  const answer = await read(api, { path: request.path, query, reads: request.reads }, call);
  const page = answer === null ? null : request.read(answer.body);
  if (page === null)
    throw protocolError(providerPeer(api.provider), `did not answer with a list of ${request.name}`);
  return page;
}

async function getManifest(
  api: Api,
  request: Pick<HttpRequest, 'path' | 'reads'>,
  call: CallOptions,
): Promise<Manifest | null> {
  const answer = await read(api, request, call);
  if (answer === null) return null;
  const manifest = api.readers.manifest(answer.body);
  if (manifest === null)
    throw protocolError(providerPeer(api.provider), 'did not answer with the versions of a model');
  if (manifest.rejected > 0) {
    call.log.warn(
      { provider: api.provider, rejected: manifest.rejected },
      'unreadable versions or files left out',
    );
  }
  return manifest;
}

async function mint(
  api: Api,
  request: Pick<HttpRequest, 'path' | 'query'>,
  call: CallOptions,
): Promise<MintAnswer | null> {
  const answer = await api.http.send({ method: 'GET', ...request }, call);
  const { status } = answer;
  if (status === 404) return null;
  if (status === 400 || status === 409) return { kind: 'refused', status };
  if (!isSuccess(answer)) throw readRefused(api.provider, answer);
  const item = expectItem(api, answer, {
    read: (body) => readItem(wireDownload, unwrap(body)),
    what: 'a download URL',
  });
  return { kind: 'minted', url: item.fields.download_url };
}

interface Expected<Fields> {
  readonly read: (body: unknown) => Received<Fields> | null;
  readonly what: string;
}

function expectItem<Fields>(api: Api, answer: HttpAnswer, expected: Expected<Fields>): Received<Fields> {
  const item = expected.read(answer.body);
  if (item === null) throw protocolError(providerPeer(api.provider), `did not answer with ${expected.what}`);
  return item;
}

function isSuccess(answer: HttpAnswer): boolean {
  return answer.status >= 200 && answer.status <= 299;
}
