import { randomUUID } from 'node:crypto';
import type { CallLease, CallLeases, Claim, SharedView } from '../cache/types.js';
import type { Logger } from '../observability/logger.js';
import type { PubSub } from '../pubsub/pubsub.js';
import { messageOf, type RedisLink } from '../redis/link.js';
import { DELETE_IF_EQUAL } from '../redis/scripts.js';

/** What leases of calls are made from. */
export interface CallLeasesOptions {
  readonly link: RedisLink;
  readonly pubSub: PubSub;
  readonly log: Logger;
}

/** After so long without a sign of life a holder counts as dead, in milliseconds. */
const LEASE_MS = 1_000;

/** How often a holder shows that it lives, in milliseconds: most calls are over before. */
const BEAT_MS = 300;

/** Those who wait look again after so long, in milliseconds, in case that they were not told. */
const RECHECK_MS = 250;

/** Names of leases that were released. */
const TOPIC = 'call-over';

const EXTEND = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;

/** Without Redis each replica calls for itself. */
const OWN: CallLease = { release: () => undefined };

/** Makes leases in Redis. They end with the pub/sub. */
export function createCallLeases(options: CallLeasesOptions): CallLeases {
  return new RedisLeases(options);
}

class RedisLeases implements CallLeases {
  readonly #link: RedisLink;
  readonly #pubSub: PubSub;
  /** Those who wait for the end of a call, by the name of its lease. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor({ link, pubSub, log }: CallLeasesOptions) {
    this.#link = link;
    this.#pubSub = pubSub;
    this.#listen().catch((error: unknown) =>
      log.debug({ error: messageOf(error) }, 'The end of other replicas’ calls is not heard'),
    );
  }

  async claim(name: string, look: () => Promise<SharedView | null>): Promise<Claim> {
    // Listening begins first, lest the end be missed.
    const over = this.#over(name);
    const [lease, view] = await Promise.all([this.#take(name), look()]);
    return { lease, view, over };
  }

  async #take(name: string): Promise<CallLease | null> {
    const token = randomUUID();
    try {
      const taken = await this.#link.run((redis) => redis.set(name, token, 'PX', LEASE_MS, 'NX'));
      return taken === null ? null : this.#hold(name, token);
    } catch {
      // The link has noted it.
      return OWN;
    }
  }

  #over(name: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waiting);
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(end);
        if (waiting.size === 0) this.#waiting.delete(name);
        resolve();
      };
      const timer = setTimeout(end, RECHECK_MS).unref();
      waiting.add(end);
    });
  }

  #hold(name: string, token: string): CallLease {
    const beat = setInterval(() => this.#run(EXTEND, name, token, LEASE_MS), BEAT_MS).unref();
    return {
      release: () => {
        clearInterval(beat);
        this.#run(DELETE_IF_EQUAL, name, token);
        void this.#pubSub.publish(TOPIC, name);
      },
    };
  }

  /** What does not get through is made up for by the end of the lease. */
  #run(script: string, name: string, ...values: readonly (string | number)[]): void {
    this.#link.run((redis) => redis.eval(script, 1, name, ...values)).catch(() => undefined);
  }

  async #listen(): Promise<void> {
    for await (const name of await this.#pubSub.subscribe(TOPIC)) {
      if (typeof name !== 'string') continue;
      for (const end of this.#waiting.get(name) ?? []) end();
    }
  }
}
