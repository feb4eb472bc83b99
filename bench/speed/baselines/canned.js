/** The static limit: the bytes of an answer, as they are. PUT sets them. */
import { createServer } from 'node:http';
import { announce } from './settings.js';

let bytes = Buffer.alloc(0);

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'PUT') bytes = Buffer.concat(chunks);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address().port));
