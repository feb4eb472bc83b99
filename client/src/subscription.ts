import { pause } from './abort.js';
import type { Operation } from './document.js';
import { ModelgateError, type Answer } from './errors.js';
import { eventStream } from './event-stream.js';
import type { Transport } from './options.js';
import { dataOf, type Wire } from './request.js';
import { createSocket, type Socket } from './socket.js';

/** Tries until a subscription that never had an event counts as failed. */
const FIRST_TRIES = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** What can be said about one subscription. */
export interface Watching {
  /** Told of each lost connection; the subscription goes on with the next one. */
  readonly onInterrupted?: ((error: ModelgateError) => void) | undefined;
  /** Told of errors that leave some data, which is then an event as any other. Without it they end the subscription. */
  readonly onPartial?: ((error: ModelgateError) => void) | undefined;
}

/** Follows subscriptions over whichever transport works. */
export interface Subscriptions {
  /**
   * Data of a subscription's events until the gateway ends it. A lost connection is made again; the gateway then begins
   * with the present state, and events of downloads that are not newer than the last one are left out.
   */
  events(
    operation: Operation,
    signal: AbortSignal,
    watching: Watching,
  ): AsyncGenerator<unknown, void, undefined>;
  close(): void;
}

export function createSubscriptions(wire: Wire, transport: Transport, webSocketImpl: unknown): Subscriptions {
  const webSocket = webSocketImpl ?? Reflect.get(globalThis, 'WebSocket');
  const socket =
    transport === 'ws' || (transport === 'auto' && webSocket !== undefined)
      ? createSocket(wire, webSocket)
      : null;
  const follow = chooseTransport(wire, socket, transport);
  return {
    close: () => socket?.close(),
    async *events(operation, signal, watching) {
      const isNews = newsOnly();
      const patience = createPatience(signal);
      async function* connection() {
        for await (const answer of follow(operation, signal)) {
          const data = dataOf(answer, watching.onPartial);
          patience.restore();
          if (isNews(data)) yield data;
        }
      }
      for (;;) {
        try {
          yield* connection();
          return;
        } catch (error) {
          signal.throwIfAborted();
          await patience.exert(error);
          if (error instanceof ModelgateError) watching.onInterrupted?.(error);
        }
      }
    },
  };
}

type Follow = (operation: Operation, signal: AbortSignal) => AsyncGenerator<Answer, void, undefined>;

/** Sockets first; where none was ever made, server-sent events are tried, and kept to once one has come. */
function chooseTransport(wire: Wire, socket: Socket | null, transport: Transport): Follow {
  let blocked = socket === null;
  return async function* follow(operation, signal) {
    if (socket !== null && !blocked) {
      try {
        yield* socket.follow(operation, signal);
        return;
      } catch (error) {
        if (socket.worked || transport === 'ws' || !isNetwork(error)) throw error;
      }
    }
    for await (const answer of eventStream(wire, operation, signal)) {
      blocked = true;
      yield answer;
    }
  };
}

/** How often and how soon a lost connection is made again. */
function createPatience(signal: AbortSignal) {
  let failures = 0;
  let hasWorked = false;
  return {
    restore: () => {
      failures = 0;
      hasWorked = true;
    },
    /** Waits until the next try makes sense; throws the error when there is none. */
    exert: async (error: unknown) => {
      failures += 1;
      if (!isWorthAnotherTry(error) || (failures >= FIRST_TRIES && !(hasWorked && isNetwork(error))))
        throw error;
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      // Spread, so that a gateway that comes back does not meet all its clients at once.
      await pause(longest * (0.5 + Math.random() / 2), signal);
    },
  };
}

function isNetwork(error: unknown): error is ModelgateError {
  return error instanceof ModelgateError && error.code === 'NETWORK';
}

/** Of what the gateway itself says, only a refused credential can be mended by connecting again. */
function isWorthAnotherTry(error: unknown): boolean {
  return (
    error instanceof ModelgateError &&
    error.retryable &&
    ['NETWORK', 'UNAUTHENTICATED', 'AUTH_UNAVAILABLE', 'CANCELLED'].includes(error.code)
  );
}

/** Tells whether an event says something newer of its download than the events before; others are always news. */
function newsOnly(): (data: unknown) => boolean {
  const told = new Map<string, number>();
  return (data) => {
    if (!isRecord(data)) return true;
    for (const subject of Object.values(data)) {
      if (!isRecord(subject) || typeof subject['id'] !== 'string' || !isRecord(subject['progress'])) continue;
      const { sequence } = subject['progress'];
      if (typeof sequence !== 'number') continue;
      if (sequence <= (told.get(subject['id']) ?? 0)) return false;
      told.set(subject['id'], sequence);
    }
    return true;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
