import type { JsonObject } from '../../domain/common.js';
import type { GatewayError } from '../../errors/gateway-error.js';
import { protocolError, providerPeer } from '../../http/failures.js';
import { itemRead, LIST, type ReadSubject } from '../../http/read-subject.js';
import type { HttpAnswer, HttpClient } from '../../http/types.js';
import type { CallOptions } from '../provider.js';
import { convertOnce } from '../convert-once.js';
import { modelPath, toModelKey, versionPath, type ModelKey, type VersionKey } from './keys.js';
import type { Received } from '../received.js';
import {
  parseItem,
  parsePage,
  wireAccount,
  wireModel,
  wireVersion,
  type ReceivedPage,
  type Problems,
  type WireModel,
  type WireVersion,
} from './wire.js';

/** Sizes that the marketplace takes; outside them it answers 422 (contract §2 and §7, trap 1). */
export const PAGE_SIZE = { min: 5, max: 50 } as const;

/**
 * How many single reads of one batch are under way. The marketplace has no batch read and the client keeps to a few
 * requests a second, so more would only wait in its queue and use up their time limits there.
 */
export const CONCURRENT_LOOKUPS = 4;

/** Query parameters in order; a name may repeat. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** Which page of a list is asked for. */
export interface PageRequest {
  /** Null for the first page, else the `next` of the page before. */
  readonly after: string | null;
  /** Within {@link PAGE_SIZE}. */
  readonly limit: number;
}

/** What an owner that does not exist has. */
const EMPTY_PAGE = { items: [], next: null, problems: [] } as const;

/**
 * The endpoints that the gateway uses, one function each. Null means that there is no such thing, or none that the
 * token may see. Rejects as {@link HttpClient.send} does, and with PROVIDER_PROTOCOL when the answer cannot be read.
 */
export class MarketClient {
  readonly #http: HttpClient;
  readonly #provider: string;
  readonly #toModel = convertOnce((body) => parseItem(wireModel, body));
  readonly #toVersion = convertOnce((body) => parseItem(wireVersion, body));
  readonly #toModels = convertOnce((body) => parsePage(wireModel, body));
  readonly #toVersions = convertOnce((body) => parsePage(wireVersion, body));

  /** `provider` is the configured name; it goes into errors. */
  constructor(http: HttpClient, provider: string) {
    this.#http = http;
    this.#provider = provider;
  }

  /** Public models, of one owner or of all. An owner that does not exist has none. */
  async listModels(
    owner: string | null,
    conditions: Parameters,
    page: PageRequest,
    call: CallOptions,
  ): Promise<ReceivedPage<WireModel>> {
    const path = owner === null ? '/models' : `/models/${encodeURIComponent(owner)}`;
    const found = await this.#readPage(this.#toModels, { path, conditions, page, reads: LIST }, call);
    return owner === null ? this.#required(found, 'a list') : (found ?? EMPTY_PAGE);
  }

  /** Models that the marketplace's own search finds. */
  async searchModels(words: string, page: PageRequest, call: CallOptions): Promise<ReceivedPage<WireModel>> {
    const request = { path: '/search/models', conditions: [['q', words]] as const, page, reads: LIST };
    return this.#required(await this.#readPage(this.#toModels, request, call), 'a list');
  }

  /** Models of the token's user, private ones included. */
  async listOwnModels(page: PageRequest, call: CallOptions): Promise<ReceivedPage<WireModel>> {
    const request = { path: '/user/models', conditions: [], page, reads: LIST };
    return this.#required(await this.#readPage(this.#toModels, request, call), 'a list');
  }

  async getModel(key: ModelKey, call: CallOptions): Promise<Received<WireModel> | null> {
    const answer = await this.#http.send(
      { method: 'GET', path: modelPath(key), reads: itemRead(toModelKey(key)) },
      call,
    );
    return this.#readItem(this.#toModel, answer, 'a model');
  }

  async createModel(body: JsonObject, call: CallOptions): Promise<Received<WireModel>> {
    const answer = await this.#http.send({ method: 'POST', path: '/models', json: body }, call);
    return this.#required(this.#readItem(this.#toModel, answer, 'a model'), 'a model');
  }

  async updateModel(key: ModelKey, body: JsonObject, call: CallOptions): Promise<Received<WireModel> | null> {
    const answer = await this.#http.send({ method: 'PATCH', path: modelPath(key), json: body }, call);
    return this.#readItem(this.#toModel, answer, 'a model');
  }

  /** Whether there was such a model. Any 2xx counts, with or without a body (contract §7, trap 3). */
  async deleteModel(key: ModelKey, call: CallOptions): Promise<boolean> {
    const answer = await this.#http.send({ method: 'DELETE', path: modelPath(key) }, call);
    return answer.status !== 404;
  }

  /** Versions of a model, newest first. Null when there is no such model. */
  async listVersions(
    key: ModelKey,
    page: PageRequest,
    call: CallOptions,
  ): Promise<ReceivedPage<WireVersion> | null> {
    return this.#readPage(
      this.#toVersions,
      { path: `${modelPath(key)}/versions`, conditions: [], page, reads: itemRead(toModelKey(key)) },
      call,
    );
  }

  async getVersion(key: VersionKey, call: CallOptions): Promise<Received<WireVersion> | null> {
    const answer = await this.#http.send(
      { method: 'GET', path: versionPath(key), reads: itemRead(toModelKey(key)) },
      call,
    );
    return this.#readItem(this.#toVersion, answer, 'a version');
  }

  /** Id of the token's user. */
  async getAccountId(call: CallOptions): Promise<string> {
    const answer = await this.#http.send({ method: 'GET', path: '/user' }, call);
    const account = this.#required(
      this.#readItem((body) => parseItem(wireAccount, body), answer, 'a user'),
      'a user',
    );
    return account.fields.id;
  }

  #readItem<Fields>(
    parse: (body: unknown) => Received<Fields> | Problems,
    answer: HttpAnswer,
    what: string,
  ): Received<Fields> | null {
    if (answer.status === 404) return null;
    const item = parse(answer.body);
    if ('raw' in item) return item;
    throw this.#unreadable(what, item);
  }

  #required<T>(found: T | null, what: string): T {
    if (found === null) throw this.#unreadable(what);
    return found;
  }

  /** Null when the answer is 404. Whether a cursor carries the conditions is not known, so they are always sent. */
  async #readPage<Fields>(
    parse: (body: unknown) => ReceivedPage<Fields> | Problems,
    request: {
      readonly path: string;
      readonly conditions: Parameters;
      readonly page: PageRequest;
      readonly reads: ReadSubject;
    },
    call: CallOptions,
  ): Promise<ReceivedPage<Fields> | null> {
    const {
      path,
      reads,
      page: { after, limit },
    } = request;
    const cursor: Parameters = after === null ? [] : [['cursor', after]];
    const query: Parameters = [['page_size', String(limit)], ...request.conditions, ...cursor];
    const answer = await this.#http.send({ method: 'GET', path, query, reads }, call);
    if (answer.status === 404) return null;

    const page = parse(answer.body);
    if (!('items' in page)) throw this.#unreadable('a page of a list', page);
    if (page.problems.length > 0) reportRejected(page.problems, request.path, call);
    return page;
  }

  #unreadable(expected: string, problems?: Problems): GatewayError {
    const what = `answered with something that is not ${expected}. Check its base URL`;
    return protocolError(providerPeer(this.#provider), what, problems);
  }
}

/** The names of the fields are enough to find the cause; their values stay out of the log. */
function reportRejected(problems: readonly Problems[], path: string, call: CallOptions): void {
  const fields = new Set(problems.flat().map((problem) => problem.path.join('.')));
  call.log.warn({ path, rejected: problems.length, fields: [...fields] }, 'items of a page cannot be read');
}
