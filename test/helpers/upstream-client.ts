import { onTestFinished } from 'vitest';
import { BodyMemory } from '../../src/http/body-memory.js';
import { ProviderClient } from '../../src/http/client.js';
import { defaultFailure } from '../../src/http/failures.js';
import { DEFAULT_RESILIENCE, type Resilience } from '../../src/domain/resilience.js';
import type { Replicas } from '../../src/http/replicas.js';
import type { HttpAnswer, HttpClient, HttpClientOptions, HttpRequest } from '../../src/http/types.js';
import { UNOBSERVED, type UpstreamObserver } from '../../src/http/upstream-observer.js';
import { captureLog } from './capture-log.js';

/** A client of a provider called `registry` that judges answers by their status alone; closed when the test ends. */
export function openClient(
  origin: string,
  options: Partial<HttpClientOptions> = {},
  resilience: Partial<Resilience> = {},
  observer: Partial<UpstreamObserver> = {},
): HttpClient {
  return openReplicaClient(origin, null, { options, resilience, observer });
}

/** What differs from the defaults. */
interface Differences {
  readonly options?: Partial<HttpClientOptions>;
  readonly resilience?: Partial<Resilience>;
  readonly observer?: Partial<UpstreamObserver>;
}

/** The same client as one of a replica. */
export function openReplicaClient(
  origin: string,
  replicas: Replicas | null,
  { options = {}, resilience = {}, observer = {} }: Differences = {},
): HttpClient {
  const client = new ProviderClient(
    {
      provider: 'registry',
      baseUrl: origin,
      credentials: {},
      classify: (answer) => defaultFailure(answer, 'registry'),
      ...options,
    },
    {
      resilience: { ...DEFAULT_RESILIENCE, ...resilience },
      observer: { ...UNOBSERVED, ...observer },
      sharesTrace: false,
      memory: new BodyMemory(1_000_000),
      replicas,
    },
  );
  onTestFinished(() => client.close());
  return client;
}

/** Sends a request without anything to abort it. */
export function send(
  client: HttpClient,
  request: Partial<HttpRequest> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<HttpAnswer> {
  return client.send({ method: 'GET', path: '/models', ...request }, { signal, log: captureLog().log });
}
