import { createClient, type Client } from 'graphql-ws';
import type { Operation } from './document.js';
import {
  errorOf,
  networkError,
  refusal,
  type Answer,
  type AnswerError,
  type ModelgateError,
} from './errors.js';
import type { Wire } from './request.js';

/** How long opening a connection may take until it counts as blocked. */
const OPEN_MS = 10_000;
/** How often a quiet connection is tried, and how long the answer may take. */
const PING_MS = 12_000;
const PONG_MS = 6_000;

/** Codes with which the gateway ends a connection because of the credential; see docs/security.md. */
const REFUSED: ReadonlySet<number> = new Set([4401, 4403]);

/** One WebSocket for all subscriptions of a client, open while there are any. */
export interface Socket {
  /** Follows a subscription until the gateway ends it. Throws `NETWORK` when the connection ends, `UNAUTHENTICATED` when it is refused. */
  follow(operation: Operation, signal: AbortSignal): AsyncGenerator<Answer, void, undefined>;
  /** Whether a connection was ever made: else sockets may be blocked here. */
  readonly worked: boolean;
  close(): void;
}

/** What of a WebSocket class is used here. */
type SocketClass = new (
  url: string,
  protocol?: string,
) => { addEventListener(type: 'error', listener: () => void): void };

/** The class with a listener of its own: one that is ended before it is open has nobody else to hear its error. */
function guarded(webSocketImpl: unknown): SocketClass {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the library checks that it is such a class
  const Base = webSocketImpl as SocketClass;
  return class extends Base {
    constructor(url: string, protocol?: string) {
      super(url, protocol);
      this.addEventListener('error', () => undefined);
    }
  };
}

export function createSocket(wire: Wire, webSocketImpl: unknown): Socket {
  let worked = false;
  let authorization: string | null = null;
  const timers = createTimers(() => client.terminate());
  const client: Client = createClient({
    url: wire.url.replace(/^http/u, 'ws'),
    webSocketImpl: guarded(webSocketImpl),
    retryAttempts: 0,
    connectionAckWaitTimeout: OPEN_MS,
    keepAlive: PING_MS,
    connectionParams: async () => {
      authorization = await wire.credential.header();
      return { ...wire.headers, ...(authorization === null ? {} : { authorization }) };
    },
    on: {
      connecting: () => timers.expect(OPEN_MS),
      connected: () => {
        worked = true;
        timers.met();
      },
      ping: (received) => received || timers.expect(PONG_MS),
      pong: (received) => received && timers.met(),
      closed: () => timers.met(),
    },
  });
  return {
    get worked() {
      return worked;
    },
    close: () => void client.dispose(),
    async *follow(operation, signal) {
      signal.throwIfAborted();
      const events = client.iterate(operation);
      const leave = () => void events.return?.();
      signal.addEventListener('abort', leave);
      try {
        // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the gateway's events are answers
        for await (const event of events) yield event as Answer;
      } catch (error) {
        throw failureOf(error, () => wire.credential.renew(authorization));
      } finally {
        signal.removeEventListener('abort', leave);
      }
      signal.throwIfAborted();
    },
  };
}

/** Ends what is not answered in time. */
function createTimers(giveUp: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const met = () => clearTimeout(timer);
  return {
    met,
    expect: (milliseconds: number) => {
      met();
      timer = setTimeout(giveUp, milliseconds);
    },
  };
}

/** What the library throws: the answer's errors, the event that closed the connection, or one that says nothing. */
function failureOf(failure: unknown, renew: () => boolean): ModelgateError {
  if (Array.isArray(failure)) {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the library has checked the message
    return errorOf({ errors: failure as AnswerError[] });
  }
  const code = numberIn(failure, 'code');
  const reason = textIn(failure, 'reason');
  if (REFUSED.has(code)) return refusal(reason, renew());
  return networkError(`The WebSocket was closed${code === 0 ? '' : ` with ${code} ${reason}`}.`, failure);
}

function numberIn(value: unknown, key: 'code'): number {
  return typeof value === 'object' && value !== null && key in value
    ? Number(Reflect.get(value, key)) || 0
    : 0;
}

function textIn(value: unknown, key: 'reason'): string {
  return typeof value === 'object' && value !== null ? String(Reflect.get(value, key) ?? '') : '';
}
