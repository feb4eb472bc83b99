import { createClient } from '@modelgate/client';
import { LatestRunsDocument } from './generated/graphql.js';

const [url = 'http://127.0.0.1:4000/graphql'] = process.argv.slice(2);
const client = createClient({ url });

const { runs } = await client.query(LatestRunsDocument, { first: 5 });
for (const { ref, status, metrics } of runs.nodes) {
  console.log(ref, status, metrics.map(({ name, value }) => `${name}=${value}`).join(' '));
}
client.close();
