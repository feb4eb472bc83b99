import type { ReadLog } from '../domain/read-log.js';
import type { CallOptions } from '../providers/provider.js';
import type { GatewayServices } from './context.js';

/**
 * The services of one operation. Providers' answers are noted where they are read; whoever looks at anything else that
 * changes makes the operation's answer one that is not given again.
 */
export class NotedServices implements GatewayServices {
  readonly #services: GatewayServices;
  readonly #reads: ReadLog<CallOptions>;

  constructor(services: GatewayServices, reads: ReadLog<CallOptions>) {
    this.#services = services;
    this.#reads = reads;
  }

  get adapters(): GatewayServices['adapters'] {
    return this.#services.adapters;
  }

  get federation(): GatewayServices['federation'] {
    return this.#services.federation;
  }

  get downloads(): GatewayServices['downloads'] {
    return this.#changing.downloads;
  }

  get artifacts(): GatewayServices['artifacts'] {
    return this.#changing.artifacts;
  }

  get inspector(): GatewayServices['inspector'] {
    return this.#changing.inspector;
  }

  get models(): GatewayServices['models'] {
    return this.#changing.models;
  }

  get runWatcher(): GatewayServices['runWatcher'] {
    return this.#changing.runWatcher;
  }

  get modelWatcher(): GatewayServices['modelWatcher'] {
    return this.#changing.modelWatcher;
  }

  get health(): GatewayServices['health'] {
    return this.#changing.health;
  }

  get metrics(): GatewayServices['metrics'] {
    return this.#services.metrics;
  }

  get tracing(): GatewayServices['tracing'] {
    return this.#services.tracing;
  }

  get upstreamCalls(): number {
    return this.#services.upstreamCalls;
  }

  get maxPageSize(): number {
    return this.#services.maxPageSize;
  }

  createLoaders(call: CallOptions): ReturnType<GatewayServices['createLoaders']> {
    return this.#services.createLoaders(call);
  }

  artifactFileUrl(
    ...[artifact, file]: Parameters<GatewayServices['artifactFileUrl']>
  ): ReturnType<GatewayServices['artifactFileUrl']> {
    return this.#changing.artifactFileUrl(artifact, file);
  }

  get #changing(): GatewayServices {
    this.#reads.exclude();
    return this.#services;
  }
}
