import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRangeReader, type Flow, type RangeReader } from '../../../src/http/range-reader.js';
import type { ResponseHeaders } from '../../../src/http/types.js';

const OBJECT = randomBytes(3_000_001);

let reader: RangeReader;
let server: Server;
let origin = '';
let connections = 0;
/** What the server does with a request. */
let answer: (socket: Socket) => void;

beforeEach(async () => {
  reader = createRangeReader();
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
});

afterEach(async () => {
  await reader.close();
  server.close();
});

interface Received {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly sha256: string;
}

/** Reads the object, looking at each piece only while it may. */
async function read(onPiece: (flow: Flow) => void = () => undefined): Promise<Received> {
  const hash = createHash('sha256');
  let flow: Flow | null = null;
  let start = { status: 0, headers: {} };
  await reader.read(
    { url: `${origin}/object`, trustedOrigins: [origin], headers: {}, signal: new AbortController().signal },
    {
      begin: (status, headers, given) => {
        start = { status, headers };
        flow = given;
        return true;
      },
      take: (bytes) => {
        hash.update(bytes);
        if (flow !== null) onPiece(flow);
      },
    },
  );
  return { ...start, sha256: hash.digest('hex') };
}

function head(name: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${OBJECT.length}\r\netag: "${name}"\r\nx-long: ${name.repeat(200)}\r\n\r\n`;
}

const SHA256 = createHash('sha256').update(OBJECT).digest('hex');

describe('a range reader', () => {
  it('reads one object after the other over one connection', async () => {
    answer = (socket) => socket.write(Buffer.concat([Buffer.from(head('same')), OBJECT]));
    for (let turn = 0; turn < 3; turn += 1) expect((await read()).sha256).toBe(SHA256);
    expect(connections).toBe(1);
  });

  it('understands a head that comes in many pieces', async () => {
    answer = (socket) => {
      const pieces = head('piecemeal').match(/[^]{1,150}/gu) ?? [];
      const next = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) socket.write(OBJECT);
        else socket.write(piece, () => setImmediate(next));
      };
      next();
    };
    for (let turn = 0; turn < 2; turn += 1) {
      const { headers, sha256 } = await read();
      expect(headers).toMatchObject({ etag: '"piecemeal"', 'x-long': 'piecemeal'.repeat(200) });
      expect(sha256).toBe(SHA256);
    }
  });

  it('gives the bytes as they are when it is paused after each piece', async () => {
    answer = (socket) => socket.write(Buffer.concat([Buffer.from(head('paused')), OBJECT]));
    const { sha256 } = await read((flow) => {
      flow.pause();
      setImmediate(() => flow.resume());
    });
    expect(sha256).toBe(SHA256);
  });

  it('gives the bytes as they are when several small chunks come in one read', async () => {
    answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      for (let start = 0; start < OBJECT.length; start += 1_000) {
        const chunk = OBJECT.subarray(start, start + 1_000);
        socket.write(
          Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
        );
      }
      socket.write('0\r\n\r\n');
    };
    let pieces = 0;
    const { sha256 } = await read((flow) => {
      pieces += 1;
      if (pieces % 50 > 0) return;
      flow.pause();
      setTimeout(() => flow.resume(), 2);
    });
    expect(sha256).toBe(SHA256);
  });

  it('connects anew after a connection that was closed', async () => {
    const closing = head('closed').replace('\r\n', '\r\nconnection: close\r\n');
    answer = (socket) => socket.end(Buffer.concat([Buffer.from(closing), OBJECT]));
    for (let turn = 0; turn < 3; turn += 1) expect((await read()).sha256).toBe(SHA256);
    expect(connections).toBe(3);
  });
});
