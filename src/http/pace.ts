import { rateLimitedError, type Peer } from './failures.js';

/** A provider's rate limit: `requests` in every `intervalMs` on the long run, `burst` of them at once. */
export interface PaceLimit {
  readonly requests: number;
  readonly intervalMs: number;
  readonly burst: number;
}

/** The one door through which all calls of a client go, in the order they came. */
export interface Pace {
  /**
   * Resolves when the call may be made. Throws PROVIDER_RATE_LIMITED at once when its turn would come after
   * `endsAtMs`, and the signal's reason when that is aborted.
   */
  enter(endsAtMs: number, signal: AbortSignal): Promise<void>;
  /** Lets nobody through for `waitMs` from now; a shorter wait never shortens a longer one. */
  hold(waitMs: number): void;
}

interface Waiter {
  readonly endsAtMs: number;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * A token bucket with a first-in-first-out queue and a "not before" mark. Callers that leave give their place to the
 * next; callers whose turn moves behind their deadline are told at once. Times are `performance.now()`.
 */
export function createPace(peer: Peer, limit: PaceLimit | null): Pace {
  const tokenMs = limit === null ? 0 : limit.intervalMs / limit.requests;
  const capacity = limit?.burst ?? Number.POSITIVE_INFINITY;
  const queue: Waiter[] = [];
  let tokens = capacity;
  let countedAtMs = performance.now();
  let heldUntilMs = 0;
  let timer: NodeJS.Timeout | undefined;

  /** When the caller at this place of the queue can go. */
  function turnAtMs(place: number, nowMs: number): number {
    const startMs = Math.max(nowMs, heldUntilMs);
    const available = limit === null ? capacity : Math.min(capacity, tokens + (startMs - nowMs) / tokenMs);
    return startMs + Math.max(0, place + 1 - available) * tokenMs;
  }

  function refill(nowMs: number): void {
    if (limit !== null) tokens = Math.min(capacity, tokens + (nowMs - countedAtMs) / tokenMs);
    countedAtMs = nowMs;
  }

  function serve(): void {
    const nowMs = performance.now();
    refill(nowMs);
    clearTimeout(timer);
    for (let place = 0; place < queue.length;) {
      const waiter = queue[place];
      const turnMs = turnAtMs(place, nowMs);
      if (waiter === undefined) return;
      if (turnMs > waiter.endsAtMs) {
        queue.splice(place, 1);
        waiter.reject(rateLimitedError(peer, turnMs - nowMs));
      } else if (turnMs <= nowMs) {
        queue.splice(place, 1);
        tokens -= 1;
        waiter.resolve();
      } else {
        place += 1;
      }
    }
    // The timer rounds down, so a wake-up can come a little early; it then sets itself again.
    if (queue.length > 0) timer = setTimeout(serve, Math.ceil(turnAtMs(0, nowMs) - nowMs));
  }

  function enter(endsAtMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = (): void => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal.reason);
        serve();
      };
      const settle = (): void => signal.removeEventListener('abort', leave);
      const waiter: Waiter = {
        endsAtMs,
        resolve: () => {
          settle();
          resolve();
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(waiter);
      serve();
    });
  }

  return {
    enter,
    hold: (waitMs) => {
      heldUntilMs = Math.max(heldUntilMs, performance.now() + waitMs);
      serve();
    },
  };
}
