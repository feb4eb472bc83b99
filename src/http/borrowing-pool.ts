import { Buffer } from 'node:buffer';
import type { OnReadOpts, Socket } from 'node:net';
import { Client, type buildConnector, type Dispatcher } from 'undici';

/** What one read of a socket brings at most: what libuv would read at a time. */
const READ_BYTES = 64 * 1024;

/** How the socket of a connector reads: to be passed on to `net.connect` and `tls.connect`. */
export interface ReadingOptions {
  readonly highWaterMark: number;
  readonly onread: OnReadOpts;
}

/** Makes a connector whose sockets read as they are told to. */
export type MakeConnector = (reading: ReadingOptions) => buildConnector.connector;

/**
 * Connections whose response bodies come in a buffer that is filled again as soon as the handler returns: one for the life of
 * a connection. Sockets would otherwise allocate a buffer for each read, and for gigabytes the garbage collector then takes
 * as much processor time as everything else of a transfer.
 */
export class BorrowingPool {
  readonly #options: Client.Options;
  readonly #makeConnector: MakeConnector;
  readonly #lanes = new Set<Lane>();

  constructor(options: Omit<Client.Options, 'connect' | 'pipelining'>, makeConnector: MakeConnector) {
    this.#options = options;
    this.#makeConnector = makeConnector;
  }

  /** Sends a request over an idle connection or a new one; there is no limit to their number. */
  dispatch(
    origin: string,
    options: Dispatcher.DispatchOptions,
    handler: Required<Omit<Dispatcher.DispatchHandler, LeftOut>>,
  ): void {
    const idle = [...this.#lanes].find((lane) => lane.isIdle && lane.origin === origin);
    const lane = idle ?? new Lane(origin, this.#options, this.#makeConnector, () => this.#lanes.delete(lane));
    this.#lanes.add(lane);
    lane.dispatch(options, handler);
  }

  /** Ends all connections, and the requests on them with an error. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#lanes].map((lane) => lane.destroy()));
  }
}

/** What only upgrades and the older kind of handlers have. */
type LeftOut = Exclude<
  keyof Dispatcher.DispatchHandler,
  'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'
>;

/** One connection, whose requests come one after the other. It is over when it breaks. */
class Lane {
  readonly origin: string;
  readonly #client: Client;
  readonly #onOver: () => void;
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  #socket: Socket | null = null;
  #isIdle = true;
  /** The parser keeps views of what it reads of a head until the head is whole; of a body it keeps nothing. */
  #isInBody = false;

  constructor(origin: string, options: Client.Options, makeConnector: MakeConnector, onOver: () => void) {
    this.origin = origin;
    this.#onOver = onOver;
    const connect = makeConnector({
      // Reading stops until the piece that came was taken, so that the buffer never holds two.
      highWaterMark: 1,
      onread: { buffer: this.#buffer, callback: (byteCount) => this.#deliver(byteCount) },
    });
    this.#client = new Client(origin, {
      ...options,
      pipelining: 1,
      connect: (target, callback) =>
        connect(target, (...result) => {
          if (result[0] === null) this.#adopt(result[1]);
          callback(...result);
        }),
    });
    this.#client.on('disconnect', () => void this.#retire());
  }

  get isIdle(): boolean {
    return this.#isIdle;
  }

  dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Required<Omit<Dispatcher.DispatchHandler, LeftOut>>,
  ): void {
    this.#isIdle = false;
    this.#client.dispatch(options, {
      onRequestStart: (controller, context) => handler.onRequestStart(controller, context),
      onResponseStart: (controller, status, headers, statusMessage) => {
        this.#isInBody = status >= 200;
        handler.onResponseStart(controller, status, headers, statusMessage);
      },
      onResponseData: (controller, bytes) => handler.onResponseData(controller, bytes),
      onResponseEnd: (controller, trailers) => {
        this.#isInBody = false;
        this.#isIdle = true;
        handler.onResponseEnd(controller, trailers);
      },
      onResponseError: (controller, error) => {
        void this.destroy();
        handler.onResponseError(controller, error);
      },
    });
  }

  async destroy(): Promise<void> {
    this.#onOver();
    this.#isIdle = false;
    await this.#client.destroy();
  }

  /** The connection has ended. A request that was sent after its end makes another one. */
  async #retire(): Promise<void> {
    if (this.#isIdle) await this.destroy();
  }

  #adopt(socket: Socket): void {
    this.#socket = socket;
    // A paused parser gives back what it has not looked at: that must outlive the buffer.
    const unshift = socket.unshift.bind(socket);
    socket.unshift = (bytes: Uint8Array) => unshift(Buffer.from(bytes));
  }

  /** False: nothing more is read until what came is taken. */
  #deliver(byteCount: number): boolean {
    const bytes = this.#buffer.subarray(0, byteCount);
    return this.#socket?.push(this.#isInBody ? bytes : Buffer.from(bytes)) ?? false;
  }
}
