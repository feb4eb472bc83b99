import { onFirstAbort } from '../../async/abort.js';

interface Host {
  openConnections: number;
  readonly waiting: Waiter[];
}

interface Waiter {
  readonly max: number;
  admit(): void;
}

/** What all transfers together owe each origin: a bound on connections, first come, first served, and the pauses it asks for. */
export class HostLimits {
  readonly #hosts = new Map<string, Host>();
  /** On the clock of `performance.now()`. */
  readonly #heldUntilMs = new Map<string, number>();

  /** The host asked to be left alone until then, on the clock of `performance.now()`. An earlier wish for longer stands. */
  holdBack(origin: string, untilMs: number): void {
    for (const [other, endsAtMs] of this.#heldUntilMs) {
      if (endsAtMs <= performance.now()) this.#heldUntilMs.delete(other);
    }
    this.#heldUntilMs.set(origin, Math.max(untilMs, this.heldUntilMs(origin)));
  }

  /** When the host may be asked again, on the clock of `performance.now()`; in the past where nothing holds it back. */
  heldUntilMs(origin: string): number {
    return this.#heldUntilMs.get(origin) ?? 0;
  }

  /**
   * Resolves when fewer than `max` connections to the origin are open, and counts one more until the returned function
   * is called. Rejects with the signal's reason.
   */
  enter(origin: string, max: number, signal: AbortSignal): Promise<() => void> {
    const host = this.#hosts.get(origin) ?? { openConnections: 0, waiting: [] };
    this.#hosts.set(origin, host);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        max,
        admit: () => {
          letGo();
          host.openConnections += 1;
          resolve(() => {
            host.openConnections -= 1;
            this.#serve(origin, host);
          });
        },
      };
      host.waiting.push(waiter);
      const letGo = onFirstAbort([signal], (reason) => {
        host.waiting.splice(host.waiting.indexOf(waiter), 1);
        reject(reason);
        this.#serve(origin, host);
      });
      this.#serve(origin, host);
    });
  }

  #serve(origin: string, host: Host): void {
    for (let next = host.waiting[0]; next !== undefined; next = host.waiting[0]) {
      if (host.openConnections >= next.max) break;
      host.waiting.shift();
      next.admit();
    }
    if (host.openConnections === 0 && host.waiting.length === 0) this.#hosts.delete(origin);
  }
}
