import { request } from 'node:http';
import { startServer, type TestServer } from './http-server.js';

/** A proxy that passes requests on and refuses upgrades, as many do; closed when the test ends. */
export async function startPlainProxy(target: string): Promise<TestServer> {
  const proxy = await startServer((incoming, response) => {
    const { method, headers, url = '/' } = incoming;
    const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  proxy.server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
  );
  return proxy;
}
