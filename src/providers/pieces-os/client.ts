import type { JsonObject } from '../../domain/common.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { protocolError, providerPeer } from '../../http/failures.js';
import { LIST, stateRead, type ReadSubject } from '../../http/read-subject.js';
import type { HttpAnswer, HttpRequest, UpstreamSocket } from '../../http/types.js';
import type { CallOptions } from '../provider.js';
import { convertOnce } from '../convert-once.js';
import type { Connection } from './connection.js';
import { GONE, isServerFailure } from './errors.js';
import { parseModel, parseModels, type ModelEntry, type ModelsSnapshot } from './wire.js';

/** Ids are UUIDs; these would change the meaning of a path instead of naming a model. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['', '.', '..', 'update']);

/**
 * One method for each endpoint. A result of null or false means that there is no such model; an answer that cannot be
 * read is PROVIDER_PROTOCOL. What is done to one model is under `/model`, but deleting is under `/models`.
 */
export class PiecesClient {
  /** Configured name of the provider. */
  readonly provider: string;
  readonly #connection: Connection;
  readonly #toModels = convertOnce(parseModels);
  readonly #toModel = convertOnce(parseModel);

  constructor(provider: string, connection: Connection) {
    this.provider = provider;
    this.#connection = connection;
  }

  /** Throws PROVIDER_PROTOCOL when something else than Pieces OS answers. */
  async checkHealth(call: CallOptions): Promise<void> {
    const { body } = await this.#get('/.well-known/health', call);
    if (!/^ok/iu.test(String(body))) {
      throw this.#unreadable('is not Pieces OS, although something answers there. Check its base URL');
    }
  }

  async readVersion(call: CallOptions): Promise<string> {
    const { body } = await this.#get('/.well-known/version', call);
    return String(body).trim();
  }

  async readModels(call: CallOptions): Promise<ModelsSnapshot> {
    const { body } = await this.#get('/models', call, LIST);
    const snapshot = this.#toModels(body);
    if (snapshot === null) throw this.#unreadable('sent a list of models that cannot be read');
    const { rejected } = snapshot;
    if (rejected > 0) {
      call.log.warn({ provider: this.provider, rejected }, 'left out models that cannot be read');
    }
    return snapshot;
  }

  async readModel(id: string, call: CallOptions): Promise<ModelEntry | null> {
    if (RESERVED_IDS.has(id)) return null;
    const answer = await this.#get(`/model/${segment(id)}`, call, stateRead(id));
    return answer.status === GONE ? null : this.#readEntry(answer);
  }

  /** Gives the model as it was when the runtime answered, which may be before the action shows. */
  async act(
    id: string,
    action: 'download' | 'download/cancel' | 'load' | 'unload',
    call: CallOptions,
  ): Promise<ModelEntry | null> {
    const answer = await this.#post(id, { path: `/model/${segment(id)}/${action}` }, call);
    return answer && this.#readEntry(answer);
  }

  /** Replaces a custom model by `record`, which is whole. */
  async updateModel(id: string, record: JsonObject, call: CallOptions): Promise<ModelEntry | null> {
    const answer = await this.#post(id, { path: '/model/update', json: record }, call);
    return answer && this.#readEntry(answer);
  }

  /** Deletes a custom model. */
  async deleteModel(id: string, call: CallOptions): Promise<boolean> {
    const path = `/models/${segment(id)}/delete`;
    return (await this.#post(id, { path }, call)) !== null;
  }

  /** Drops the files of a language model and keeps its entry. */
  async deleteCache(id: string, call: CallOptions): Promise<boolean> {
    const path = `/models/${segment(id)}/delete/cache`;
    return (await this.#post(id, { path, json: {} }, call)) !== null;
  }

  openProgress(id: string, call: CallOptions): Promise<UpstreamSocket> {
    return this.#connection.openSocket(`/model/${segment(id)}/download/progress`, call);
  }

  #get(path: string, call: CallOptions, reads?: ReadSubject): Promise<HttpAnswer> {
    const request = { method: 'GET', path } as const;
    return this.#connection.send(reads === undefined ? request : { ...request, reads }, call);
  }

  /** A POST says 500 for an unknown id and for a failure alike; only a GET tells which it was. */
  async #post(
    id: string,
    request: Omit<HttpRequest, 'method'>,
    call: CallOptions,
  ): Promise<HttpAnswer | null> {
    if (RESERVED_IDS.has(id)) return null;
    try {
      const answer = await this.#connection.send({ method: 'POST', ...request }, call);
      return answer.status === GONE ? null : answer;
    } catch (error) {
      if (isServerFailure(error) && (await this.readModel(id, call)) === null) return null;
      throw error;
    }
  }

  #readEntry(answer: HttpAnswer): ModelEntry {
    const entry = this.#toModel(answer.body);
    if (entry === null) throw this.#unreadable('sent a model that cannot be read');
    return entry;
  }

  #unreadable(what: string): GatewayError {
    return protocolError(providerPeer(this.provider), what);
  }
}

/** There is no model of this id. */
export function unknownModelError(provider: string, id: string): GatewayError {
  return new GatewayError('NOT_FOUND', `Provider ${provider} has no model ${id}.`, { provider });
}

/** An id as a segment of a path. Half a surrogate pair has no encoding; what stands for it here names no model either. */
function segment(id: string): string {
  return encodeURIComponent(id.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}
