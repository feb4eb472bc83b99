// Asks a running gateway the first query, downloads one model through it and checks the bytes.
import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const url = process.argv[2];

async function ask(query, variables = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const { models } = await ask(
  '{ models(first: 25) { nodes { id ref can provider { kind } } unavailable { code } } }',
);
assert.equal(models.nodes.length, 25);
assert.deepEqual(models.unavailable, []);

const { providers } = await ask('{ providers { name kind capabilities } }');
assert.equal(providers.length, 4);

const { models: ready } = await ask(
  '{ models(first: 1, filter: { kinds: [REGISTRY], downloadable: true }) { nodes { id ref } } }',
);
const { startDownload } = await ask('mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }', {
  id: ready.nodes[0].id,
});

const DOWNLOAD = `query ($id: ID!) {
  download(id: $id) { state error { code message } artifact { files { url sizeBytes sha256 } } }
}`;
let download = null;
for (let tries = 0; tries < 150; tries += 1) {
  ({ download } = await ask(DOWNLOAD, { id: startDownload.id }));
  if (['COMPLETED', 'FAILED', 'CANCELLED'].includes(download.state)) break;
  await sleep(200);
}
assert.equal(download.state, 'COMPLETED', JSON.stringify(download.error));

const [file] = download.artifact.files;
const bytes = Buffer.from(await (await fetch(file.url)).arrayBuffer());
assert.equal(bytes.length, file.sizeBytes);
assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
process.stdout.write(
  `smoke: 25 models listed; ${ready.nodes[0].ref} downloaded, ${bytes.length} bytes verified\n`,
);
