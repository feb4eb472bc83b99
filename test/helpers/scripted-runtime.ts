import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { originOf } from './http-server.js';

/** A runtime with one model whose every word a test decides: flags, frames, refusals. Closed when the test ends. */
export interface ScriptedRuntime {
  readonly origin: string;
  readonly id: string;
  /** What a read of the model says; null: 410. */
  model: Record<string, unknown> | null;
  health: string;
  /** Frames that a new progress stream gets at once. */
  snapshot: readonly object[];
  /** `unknown`: the release does not know the stream, 404. `cut`: closed without an answer. `hang`: no answer. */
  upgrades: 'taken' | 'unknown' | 'cut' | 'hang';
  /** Called on the POST of that name; the answer is `postStatus`, or else the model afterwards. */
  onDownload: () => void;
  onCancel: () => void;
  onDelete: () => void;
  /** Status of POSTs; 200 unless changed. */
  postStatus: number;
  /** `METHOD path`, upgrades excluded. */
  readonly requests: readonly string[];
  readonly openStreams: number;
  readonly upgradesSeen: number;
  /** Hanging upgrades that the client has given up. */
  readonly hangUps: number;
  /** Sends a frame on every open stream; a string goes as it is. */
  send(...frames: readonly (object | string)[]): void;
  /** Closes every stream. */
  closeStreams(): void;
  close(): Promise<void>;
}

const ID = '3f0b6c1e-8a1d-4b52-9c7e-2d41f5a0b9c3';

/** Starts it on `port` (0: any free one), idle and not downloaded. */
export async function startScriptedRuntime(port = 0): Promise<ScriptedRuntime> {
  const requests: string[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  let upgradesSeen = 0;
  let hangUps = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => answer(runtime, request, response));
  });
  server.on('upgrade', (request, socket, head) => {
    upgradesSeen += 1;
    switch (runtime.upgrades) {
      case 'unknown':
        return void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      case 'cut':
        return void socket.destroy();
      case 'hang':
        // Read, since a socket that nobody reads does not notice that the other side has left.
        return void socket.resume().once('end', () => {
          hangUps += 1;
          socket.destroy();
        });
      case 'taken':
        return sockets.handleUpgrade(request, socket, head, (client) => {
          for (const frame of runtime.snapshot) client.send(JSON.stringify(frame));
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const client of sockets.clients) client.terminate();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const runtime: ScriptedRuntime = {
    origin: originOf(server),
    id: ID,
    model: modelWith({}),
    health: 'OK',
    snapshot: [],
    upgrades: 'taken',
    onDownload: () => {},
    onCancel: () => {},
    onDelete: () => {},
    postStatus: 200,
    requests,
    get openStreams() {
      return sockets.clients.size;
    },
    get upgradesSeen() {
      return upgradesSeen;
    },
    get hangUps() {
      return hangUps;
    },
    send: (...frames) => {
      for (const client of sockets.clients) {
        for (const frame of frames) client.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
      }
    },
    closeStreams: () => {
      for (const client of sockets.clients) client.close();
    },
    close,
  };
  onTestFinished(close);
  return runtime;
}

/** The scripted runtime's model with some fields set. */
export function modelWith(fields: Record<string, unknown>): Record<string, unknown> {
  return {
    id: ID,
    version: 'acorn-7b-i02',
    created: { value: '2024-11-05T08:15:00.000Z', readable: '3 months ago' },
    name: 'Acorn 7B Chat Model',
    cloud: false,
    type: 'BALANCED',
    usage: 'CODE_CONVERSATION',
    downloaded: false,
    downloading: false,
    ...fields,
  };
}

function answer(runtime: ScriptedRuntime, request: IncomingMessage, response: ServerResponse): void {
  const text = (status: number, body: string): void =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  if (request.url === '/.well-known/health') return text(200, runtime.health);
  if (request.url === '/.well-known/version') return text(404, 'Route not found.');
  if (request.url === '/connect') return text(400, 'Application was not accepted.');
  if (request.method === 'POST') {
    if (request.url?.endsWith('/download') === true) runtime.onDownload();
    if (request.url?.endsWith('/cancel') === true) runtime.onCancel();
    if (request.url?.endsWith('/delete') === true) runtime.onDelete();
    if (runtime.postStatus !== 200) return text(runtime.postStatus, 'Model action failed.');
  }
  if (runtime.model === null) return text(410, 'Model not found.');
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(runtime.model));
}
