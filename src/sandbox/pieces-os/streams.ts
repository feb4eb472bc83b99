import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SimulatedDownloads } from './downloads.js';

export interface StreamsOptions {
  readonly downloads: SimulatedDownloads;
  readonly osId: string;
  /** Ids of all models, for the first frame of the identifiers stream. */
  readonly ids: () => readonly string[];
}

const PROGRESS_PATH = /^\/model\/([^/?]+)\/download\/progress$/u;

/** The WebSocket streams: server to client only. The server closes none of them, also not after an end status. */
export class RuntimeStreams {
  readonly #options: StreamsOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #identifiers = new Set<WebSocket>();
  #progressCount = 0;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Progress streams that are open now. */
  get progressCount(): number {
    return this.#progressCount;
  }

  /** Takes an upgrade; false when there is no such stream. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const serve = this.#streamOf(request.url ?? '/');
    if (serve === null) return false;
    this.#server.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      serve(client);
    });
    return true;
  }

  /** Tells the identifiers stream which model changed or went. */
  announce(id: string, isDeleted: boolean): void {
    const frame = JSON.stringify({ iterable: [{ model: { id }, ...(isDeleted ? { deleted: true } : {}) }] });
    for (const client of this.#identifiers) client.send(frame);
  }

  #streamOf(path: string): ((client: WebSocket) => void) | null {
    if (path === '/.well-known/stream/health') return (client) => client.send(`ok:${this.#options.osId}`);
    if (path === '/models/stream/identifiers') return (client) => this.#serveIdentifiers(client);
    const [, id] = PROGRESS_PATH.exec(path) ?? [];
    return id === undefined ? null : (client) => this.#serveProgress(client, decodeURIComponent(id));
  }

  #serveIdentifiers(client: WebSocket): void {
    this.#identifiers.add(client);
    client.once('close', () => this.#identifiers.delete(client));
    client.send(JSON.stringify({ iterable: this.#options.ids().map((id) => ({ model: { id } })) }));
  }

  #serveProgress(client: WebSocket, id: string): void {
    this.#progressCount += 1;
    const leave = this.#options.downloads.subscribe(id, (frame) => client.send(JSON.stringify(frame)));
    client.once('close', () => {
      this.#progressCount -= 1;
      leave();
    });
  }
}
