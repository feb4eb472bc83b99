import { pause } from '../../async/abort.js';
import type { Logger } from '../../observability/logger.js';
import { messageOf } from '../../redis/link.js';
import { CustodyLostError } from '../authority.js';
import { createFence, isFenced, monotonicMs, setDeadline, type Fence } from '../engine/fence.js';
import type { Lease, SharedState } from './shared-state.js';

/** How long a lease lasts without being renewed, in milliseconds. */
export const LEASE_MS = 9_000;
/** How much earlier its holder stops to count on it: clocks run at different speeds, and a write takes a moment. */
const MARGIN_MS = 500;
/** How often leases are renewed. */
const RENEW_EVERY_MS = 1_000;
/** How often it is looked whether one has run out. */
const CHECK_EVERY_MS = 250;
/** How often Redis is asked again while it is away. */
const RETRY_MS = 100;

interface Held {
  readonly lease: Lease;
  readonly fence: Fence;
}

/** What keeps leases. */
export interface LeasesOptions {
  readonly state: SharedState;
  /** Another replica has it, or may have: nothing may be said of the download here any more. */
  readonly onLost: (id: string) => void;
  /** Called when the leases are renewed. */
  readonly onRenew: () => void;
  readonly log: Logger;
}

/** The leases that this process has, renewed for as long as Redis answers. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #held = new Map<string, Held>();
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.#renewAll(), RENEW_EVERY_MS).unref(),
      setInterval(() => this.#check(), CHECK_EVERY_MS).unref(),
    ];
  }

  /** Takes over a lease that was claimed when the clock said `claimedAtMs`, before Redis was asked. */
  keep(lease: Lease, claimedAtMs: number, forMs = LEASE_MS): void {
    const fence = createFence(lease.generation);
    setDeadline(fence, claimedAtMs + forMs - MARGIN_MS);
    this.#held.set(lease.id, { lease, fence });
  }

  get(id: string): Lease | null {
    return this.#held.get(id)?.lease ?? null;
  }

  /** Whether nobody else can have it. */
  holds(id: string): boolean {
    const held = this.#held.get(id);
    return held !== undefined && !isFenced(held.fence);
  }

  fenceOf(id: string): Fence | undefined {
    return this.#held.get(id)?.fence;
  }

  /** Resolves when Redis says that it is ours. Throws CustodyLostError, or the signal's reason while Redis is away. */
  async confirm(id: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const held = this.#held.get(id);
      if (held === undefined) throw new CustodyLostError();
      const isOurs = await this.#renew(held);
      if (isOurs === true) return;
      if (isOurs === false) throw new CustodyLostError();
      await pause(RETRY_MS, signal);
    }
  }

  /** Says that another replica has it. */
  lose(id: string): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    setDeadline(held.fence, 0);
    this.#held.delete(id);
    this.#options.onLost(id);
  }

  /** Gives it back. What Redis does not hear runs out by itself. */
  async release(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return;
    setDeadline(held.fence, 0);
    this.#held.delete(id);
    await this.#options.state.release(held.lease).catch((error: unknown) => this.#complain(error));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #renewAll(): void {
    for (const held of this.#held.values()) void this.#renew(held);
    this.#options.onRenew();
  }

  /** Whether it is ours; null: nobody can tell. */
  async #renew({ lease, fence }: Held): Promise<boolean | null> {
    // Redis counts from when it hears of it, which is later.
    const askedAtMs = monotonicMs();
    try {
      const isOurs = await this.#options.state.renew(lease, LEASE_MS);
      // What has run out meanwhile has been given up.
      if (this.#held.get(lease.id)?.lease !== lease) return false;
      if (isOurs) setDeadline(fence, askedAtMs + LEASE_MS - MARGIN_MS);
      else this.lose(lease.id);
      return isOurs;
    } catch (error) {
      this.#complain(error);
      return null;
    }
  }

  #check(): void {
    for (const { lease, fence } of this.#held.values()) if (isFenced(fence)) this.lose(lease.id);
  }

  #complain(error: unknown): void {
    this.#options.log.debug({ error: messageOf(error) }, 'A lease could not be renewed or given back');
  }
}
