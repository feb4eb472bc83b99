import { relative } from 'node:path';
import { answersClients, type Cluster } from './cluster.js';

/** What a person reads when the cluster has started: where everything is, and what to try. */
export function describeCluster(cluster: Cluster, directory: string): string {
  const { origin, replicas, redisUrl, adminOrigin } = cluster;
  const answering = replicas.filter(answersClients);
  const at = (index: number): string => `${answering[index % answering.length]?.origin ?? origin}/graphql`;
  const files = relative('', directory);
  const lines = replicas.map(({ name, roles, origin: own }) =>
    [name, `${own ?? ''}/graphql`, roles].filter((part) => part !== '').join('  '),
  );
  return `
Modelgate listens on ${origin}/graphql, as ${replicas.length} replicas:

${lines.join('\n')}
redis      ${redisUrl}
sandbox    ${adminOrigin}
logs, process ids and the shared data: ${files}

Make downloads slow, start one on a replica, watch it from another, cancel it from a third:

  curl -X POST ${adminOrigin}/__sandbox/faults -d '{"server":"storage","kind":"slow-body","bytesPerSecond":20000}'
  model=$(npx modelgate models list --kind registry --downloadable --limit 1 --json --url ${at(0)} | grep -o 'registry:[^"]*' | head -n 1)
  npx modelgate download "$model" -o /tmp/ --url ${at(0)} &
  npx modelgate downloads watch --url ${at(1)}
  npx modelgate downloads cancel ID --url ${at(2)}
  curl -X DELETE ${adminOrigin}/__sandbox/faults

Kill a replica, hand its downloads over, let it sleep, lose Redis; what ends is started again after a second:

  kill -9 $(cat ${files}/replica-1.pid)
  kill $(cat ${files}/replica-2.pid)
  kill -STOP $(cat ${files}/replica-3.pid); sleep 15; kill -CONT $(cat ${files}/replica-3.pid)
  kill -9 $(cat ${files}/redis.pid)

Ctrl-C ends all.
`;
}
