import { createClient, ModelgateError } from '@modelgate/client';
import { saveArtifact } from '@modelgate/client/node';

const [url = 'http://127.0.0.1:4000/graphql', provider = 'registry', folder = 'models'] =
  process.argv.slice(2);
const client = createClient({ url });

try {
  const found = client.models(
    { filter: { providers: [provider], downloadable: true } },
    { onUnavailable: ({ provider: { name }, message }) => console.error(`${name}: ${message}`) },
  );
  for await (const { ref, name } of found) {
    console.log(`model ${ref} ${name}`);
    const download = client.download(ref);
    for await (const { state, progress } of download) console.log(`${state} ${progress.percent ?? 0} %`);
    const { artifact } = await download.result();
    if (artifact !== null)
      console.log(`saved ${(await saveArtifact(client, artifact, `${folder}/`)).join(' ')}`);
    break;
  }
  await client.download(`${provider}:no-such-model`).result();
} catch (error) {
  if (!(error instanceof ModelgateError)) throw error;
  console.log(`refused ${error.code}: ${error.message}`);
} finally {
  client.close();
}
