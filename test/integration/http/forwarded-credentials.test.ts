import { expect, test } from 'vitest';
import { createCredentialReader } from '../../../src/http/forwarded-credentials.js';
import { captureLog } from '../../helpers/capture-log.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { openClient, send } from '../../helpers/upstream-client.js';

const readCredentials = createCredentialReader(
  new Map([['registry', { header: 'x-registry-key', required: true }]]),
  Buffer.from('secret of all replicas'),
);

test.each([
  ['has a line break', 'key\r\nx-admin: yes'],
  ['has letters that no header can carry', 'ключ'],
  ['is no text', 17],
])('a credential that %s is a wrong one, for its caller alone', async (_what, credential) => {
  const server = await startServer((request, response) =>
    sendJson(response, {}, request.headers['x-api-key'] === '' ? 401 : 200),
  );
  const client = openClient(
    server.origin,
    { forward: (secret) => ({ 'x-api-key': secret }) },
    { maxConcurrency: 1 },
  );
  const call = { signal: new AbortController().signal, log: captureLog().log };
  const credentials = readCredentials(() => credential);

  for (let calls = 0; calls < 10; calls += 1) {
    const refused = await rejectionOf(
      client.send({ method: 'GET', path: '/models' }, { ...call, credentials }),
    );
    expect(refused).toMatchObject({ code: 'PROVIDER_AUTH' });
  }

  expect(server.requests).toHaveLength(10);
  await expect(send(client)).resolves.toMatchObject({ status: 200 });
});
