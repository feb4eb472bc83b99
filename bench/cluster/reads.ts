import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadersReport, ReadersSetup } from './messages.js';
import { hear, startPart, sumOf, withCluster } from './parts.js';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;

/** What so many replicas did for readers of one list. */
export interface Reads extends ReadersReport {
  readonly replicas: number;
  readonly answersPerSecond: number;
  /** Of all replicas together. */
  readonly cpuMsPerAnswer: number;
  readonly upstreamCallsPerSecond: number;
}

/** Measures reads through the balancer with so many replicas. */
export function measureReads(replicas: number, seconds: number): Promise<Reads> {
  return withCluster({ replicas }, async (cluster) => {
    const read = (duration: number): Promise<ReadersReport> => {
      const setup: ReadersSetup = {
        url: `${cluster.origin}/graphql`,
        connections: CONNECTIONS,
        seconds: duration,
      };
      return hear<ReadersReport>(startPart('./readers.ts', setup));
    };
    await sleep(1_000);
    await read(WARM_UP_SECONDS);
    const counts = async (): Promise<readonly [number, number]> => [
      await sumOf(cluster, 'process_cpu_seconds_total'),
      await sumOf(cluster, 'modelgate_upstream_calls_total'),
    ];
    const [cpuBefore, callsBefore] = await counts();
    const report = await read(seconds);
    const [cpuAfter, callsAfter] = await counts();
    return {
      ...report,
      replicas,
      answersPerSecond: report.answers / seconds,
      cpuMsPerAnswer: ((cpuAfter - cpuBefore) * 1_000) / report.answers,
      upstreamCallsPerSecond: (callsAfter - callsBefore) / seconds,
    };
  });
}
