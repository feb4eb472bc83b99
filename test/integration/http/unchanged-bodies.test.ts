import { expect, it } from 'vitest';
import { LIST } from '../../../src/http/read-subject.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { openClient, send } from '../../helpers/upstream-client.js';

it('asks each time, and gives the same value only while the provider sends the same bytes', async () => {
  let name = 'first';
  const server = await startServer((_request, response) => sendJson(response, { name }));
  const client = openClient(server.origin);

  const [before, unchanged] = [await send(client, { reads: LIST }), await send(client, { reads: LIST })];
  name = 'second';
  const changed = await send(client, { reads: LIST });

  expect(unchanged.body).toBe(before.body);
  expect([before.body, changed.body]).toEqual([{ name: 'first' }, { name: 'second' }]);
  expect(server.requests).toHaveLength(3);
});

it('remembers nothing of an answer that must not be kept, such as a signed URL', async () => {
  const server = await startServer((_request, response) =>
    sendJson(response, { url: 'https://a.example/?sig=1' }),
  );
  const client = openClient(server.origin);

  const [before, after] = [await send(client), await send(client)];

  expect(after.body).toEqual(before.body);
  expect(after.body).not.toBe(before.body);
});

it('takes early hints for no answer', async () => {
  const server = await startServer((_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    sendJson(response, { a: 1 });
  });

  expect(await send(openClient(server.origin))).toMatchObject({ status: 200, body: { a: 1 } });
});
