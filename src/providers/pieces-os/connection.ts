import { isGatewayError } from '../../errors/gateway-error.js';
import { Deadlines } from '../../http/deadline.js';
import { providerPeer } from '../../http/failures.js';
import { createSingleFlight } from '../../http/single-flight.js';
import type {
  HttpAnswer,
  HttpClient,
  HttpDependencies,
  HttpRequest,
  UpstreamSocket,
} from '../../http/types.js';
import type { CallOptions } from '../provider.js';
import { discoverBaseUrl, type DiscoveryPlaces } from './discovery.js';
import { classifyAnswer, explainLoss, isConnectionLoss, notRunningError } from './errors.js';
import { parseApplicationId } from './wire.js';

/** How long the health route may take during discovery. */
const HEALTH_LIMIT_MS = 100;
/** How long the runtime may take to give us an application id before we go on without one. */
const CONNECT_LIMIT_MS = 2_000;

export interface ConnectionOptions {
  /** Configured name of the provider. */
  readonly provider: string;
  /** Null: the runtime is looked for in `places`. */
  readonly baseUrl: string | null;
  readonly places: DiscoveryPlaces;
  readonly platform: NodeJS.Platform;
  readonly http: HttpDependencies;
}

/** A place where the runtime was found, and who we are there. */
interface Attachment {
  readonly baseUrl: string;
  readonly client: HttpClient;
  /** Null where the runtime gave none; models can be had without. */
  readonly applicationId: string | null;
}

/** The way to the runtime, wherever it is at the moment: attaches on first use and again after a loss. */
export class Connection {
  readonly #options: ConnectionOptions;
  /** One for each address ever found, so that coming back to one costs nothing. */
  readonly #clients = new Map<string, HttpClient>();
  readonly #flights = createSingleFlight<Attachment>();
  #attached: Attachment | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * As `HttpClient.send`. A read that meets a runtime which has moved to another port is sent there. Throws
   * PROVIDER_UNAVAILABLE when no runtime is found.
   */
  async send(request: HttpRequest, call: CallOptions): Promise<HttpAnswer> {
    try {
      return await this.#sendWhereverItIs(request, call);
    } catch (error) {
      throw isConnectionLoss(error) ? explainLoss(this.#options.provider, error) : error;
    }
  }

  /** As `HttpClient.openSocket`. */
  async openSocket(path: string, call: CallOptions): Promise<UpstreamSocket> {
    const { client } = await this.#attachment(call);
    return client.openSocket(path, call);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  async #sendWhereverItIs(request: HttpRequest, call: CallOptions): Promise<HttpAnswer> {
    const here = await this.#attachment(call);
    try {
      return await exchange(here, request, call);
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
      // It may be elsewhere now, or have forgotten us if it is at the same address again.
      if (this.#attached === here) this.#attached = null;
      if (this.#options.baseUrl !== null || request.method !== 'GET') throw error;
      const there = await this.#attachment(call);
      if (there.baseUrl === here.baseUrl) throw error;
      return exchange(there, request, call);
    }
  }

  async #attachment(call: CallOptions): Promise<Attachment> {
    this.#attached ??= await this.#flights.join('attach', call.signal, (signal) =>
      this.#attach({ ...call, signal }),
    );
    return this.#attached;
  }

  async #attach(call: CallOptions): Promise<Attachment> {
    const { provider, places } = this.#options;
    const isHealthy = (candidate: string) => answersHealthy(this.#clientAt(candidate), call);
    const baseUrl = this.#options.baseUrl ?? (await discoverBaseUrl(places, isHealthy));
    if (baseUrl === null) throw notRunningError(provider);
    const client = this.#clientAt(baseUrl);
    const applicationId = await introduce(client, this.#options, call);
    // Not the id itself: newer specifications call it an API key (contract §2).
    call.log.debug({ provider, baseUrl, hasId: applicationId !== null }, 'attached to the runtime');
    return { baseUrl, client, applicationId };
  }

  #clientAt(baseUrl: string): HttpClient {
    const known = this.#clients.get(baseUrl);
    if (known !== undefined) return known;
    const { provider, http } = this.#options;
    const classify = classifyAnswer(provider);
    const client = http.createClient({ provider, baseUrl, credentials: {}, classify });
    this.#clients.set(baseUrl, client);
    return client;
  }
}

function exchange(
  { client, applicationId }: Attachment,
  request: HttpRequest,
  call: CallOptions,
): Promise<HttpAnswer> {
  const headers = applicationId === null ? {} : { 'x-application-id': applicationId };
  return client.send({ ...request, headers }, call);
}

/** Whether the runtime answers at this address; whatever else happens, it is not here. */
async function answersHealthy(client: HttpClient, call: CallOptions): Promise<boolean> {
  const limited = { ...call, signal: AbortSignal.timeout(HEALTH_LIMIT_MS) };
  try {
    const { status } = await client.send({ method: 'HEAD', path: '/.well-known/health' }, limited);
    return status === 200;
  } catch {
    return false;
  }
}

const PLATFORMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'MACOS',
  linux: 'LINUX',
  win32: 'WINDOWS',
};

/**
 * Introduces the gateway and gives its application id. No release is known to demand one for models, so whatever the
 * runtime says against it, null is given and the work goes on; only a runtime that is not there is a failure.
 */
async function introduce(
  client: HttpClient,
  { provider, platform }: ConnectionOptions,
  call: CallOptions,
): Promise<string | null> {
  const application = { name: 'OPEN_SOURCE', version: '1.0.0', platform: PLATFORMS[platform] ?? 'UNKNOWN' };
  const deadline = new Deadlines(providerPeer(provider), CONNECT_LIMIT_MS).start(call.signal);
  try {
    const request = { method: 'POST', path: '/connect', json: { application } } as const;
    const answer = await client.send(request, { ...call, signal: deadline });
    return parseApplicationId(answer.body);
  } catch (error) {
    if (call.signal.aborted || isConnectionLoss(error) || !isGatewayError(error)) throw error;
    call.log.warn({ code: error.code }, 'the runtime gave no application id; going on without one');
    return null;
  } finally {
    deadline.dispose();
  }
}
