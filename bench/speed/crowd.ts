/** Section: calls to providers by number of clients who ask for the same, with the cache. */
import { withServers, type Bench } from './compare.js';
import { median, orderUpstream } from './measure.js';
import { firstModels } from './queries.js';
import type { Findings } from './results.js';

const CLIENTS = [1, 32, 512] as const;
const ORDER = { latencyMs: 20, isVolatile: false };

interface Asked {
  readonly calls: number;
  readonly answers: number;
}

/** Counts from the first query on, so that each number of clients begins with an empty cache. */
export async function crowd(bench: Bench): Promise<Findings> {
  const found = CLIENTS.map((clients) => ({ clients, asked: [] as Asked[] }));
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const { clients, asked } of round % 2 === 0 ? found : found.toReversed()) {
      asked.push(await countCalls(bench, clients));
    }
  }
  const rows = found.map(({ clients, asked }) => ({
    clients,
    calls: median(asked.map(({ calls }) => calls)),
    answers: median(asked.map(({ answers }) => answers)),
  }));
  return {
    tables: [
      {
        id: 'crowd',
        title: 'Calls for the federated page of 100, cache with its defaults, providers that take 20 ms',
        columns: ['clients', 'answers', 'calls', 'calls / answer'],
        rows: rows.map(({ clients, calls, answers }) => [clients, answers, calls, calls / answers]),
      },
    ],
    reach: [
      {
        id: 'crowd',
        what: `Upstream calls with the cache in the same time, ${CLIENTS.at(-1)} clients / 1 client`,
        measured: (rows.at(-1)?.calls ?? Number.NaN) / (rows[0]?.calls ?? Number.NaN),
        bar: 1,
        sense: 'at most',
        unit: '',
      },
    ],
  };
}

async function countCalls(bench: Bench, clients: number): Promise<Asked> {
  const { providers, surroundings } = bench;
  return withServers(['gateway'], { providers, cache: 'on' }, async ([gateway]) => {
    if (gateway === undefined) throw new Error('The gateway did not start.');
    await orderUpstream(surroundings, ORDER);
    const [measured, rested] = [surroundings.load.hear('measured'), surroundings.load.hear('rested')];
    const { bodies } = firstModels(100);
    const { seconds } = bench.load;
    surroundings.load.tell({ url: gateway.url, bodies, clients, warmUpSeconds: 0, seconds });
    const { answers, failures } = await measured;
    await rested;
    if (failures > 0) throw new Error(`${failures} of ${answers} answers were not good`);
    const { calls } = await orderUpstream(surroundings, ORDER);
    return { calls, answers };
  });
}
