import { onFirstAbort } from '../../async/abort.js';

interface Host {
  openConnections: number;
  readonly waiting: Waiter[];
}

interface Waiter {
  readonly max: number;
  admit(): void;
}

/** Bounds the connections to each origin over all transfers. First come, first served. */
export class HostLimits {
  readonly #hosts = new Map<string, Host>();

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
