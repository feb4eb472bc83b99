import { MAX_PACES } from './defaults.js';
import type { Peer } from './failures.js';
import { fingerprintOf } from './fingerprint.js';
import { Pace } from './pace.js';
import type { ProviderNews, Replicas } from './replicas.js';
import type { HttpClientOptions } from './types.js';

/** The paces of one provider instance. It limits each credential by itself: one caller's limit must not slow down another. */
export class Paces {
  readonly #options: HttpClientOptions;
  readonly #peer: Peer;
  readonly #replicas: Replicas | null;
  /** Fingerprint of the gateway's own credential. */
  readonly #own: string;
  /** By fingerprint, the one used longest ago first. */
  readonly #paces = new Map<string, Pace>();
  /** The one used last. */
  #latest: { readonly account: string; readonly pace: Pace } | null = null;

  constructor(options: HttpClientOptions, peer: Peer, replicas: Replicas | null) {
    this.#options = options;
    this.#peer = peer;
    this.#replicas = replicas;
    this.#own = replicas === null ? '' : fingerprintOf(options.credentials, replicas.key);
  }

  /** @param credential Fingerprint of a caller's own credential; empty: the gateway's. */
  of(credential: string): Pace {
    return this.#paceOf(credential === '' ? this.#own : credential);
  }

  /** The provider wants us to wait, so all replicas do. */
  hold(credential: string, waitMs: number): void {
    const account = credential === '' ? this.#own : credential;
    this.#paceOf(account).hold(waitMs);
    this.#replicas?.tell(this.#options.provider, { kind: 'hold', account, waitMs });
  }

  /** Another replica has learnt something. */
  hear(news: ProviderNews): void {
    if (news.kind === 'hold') this.#paceOf(news.account).hold(news.waitMs);
  }

  #paceOf(account: string): Pace {
    if (this.#latest?.account === account) return this.#latest.pace;
    const pace = this.#paces.get(account) ?? this.#create(account);
    this.#latest = { account, pace };
    this.#paces.delete(account);
    this.#paces.set(account, pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > MAX_PACES && oldest !== undefined) this.#paces.delete(oldest);
    return pace;
  }

  #create(account: string): Pace {
    const { provider, pace: limit = null } = this.#options;
    const bucket = limit === null ? undefined : this.#replicas?.bucketOf(provider, account, limit);
    return new Pace(this.#peer, limit, bucket ?? null);
  }
}
