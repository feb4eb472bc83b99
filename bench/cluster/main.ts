/**
 * What replicas bring and cost: reads with one, two and three of them, and many subscriptions over three.
 *
 *     npm run bench:cluster -- [--only reads,relay,watching,memory] [--seconds 8] [--subscriptions 5000]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureMemory } from './memory.js';
import { measureReads, type Reads } from './reads.js';
import { measureWatching } from './watching.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'reads,relay,watching,memory' },
    seconds: { type: 'string', default: '8' },
    subscriptions: { type: 'string', default: '5000' },
  },
});
const seconds = Number(values.seconds);
const only = new Set(values.only.split(','));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const row = (...cells: readonly (string | number)[]): void => print(`| ${cells.join(' | ')} |`);

if (only.has('reads')) {
  row(
    'replicas',
    'answers/s',
    'against 1',
    'p50 ms',
    'p99 ms',
    'gateway CPU ms per answer',
    'upstream calls/s',
    'failures',
  );
  row(...Array<string>(8).fill('---'));
  let one: Reads | null = null;
  for (const replicas of [1, 2, 3]) {
    const reads = await measureReads(replicas, seconds);
    one ??= reads;
    row(
      replicas,
      reads.answersPerSecond.toFixed(0),
      (reads.answersPerSecond / one.answersPerSecond).toFixed(2),
      reads.p50Ms.toFixed(1),
      reads.p99Ms.toFixed(1),
      reads.cpuMsPerAnswer.toFixed(2),
      reads.upstreamCallsPerSecond.toFixed(2),
      reads.failures,
    );
  }
}

const crowds = [
  // One for each download at each replica: what the way through Redis takes by itself.
  ...(only.has('relay') ? [60] : []),
  ...(only.has('watching') ? [Number(values.subscriptions)] : []),
];
if (crowds.length > 0) {
  print('');
  row(
    'subscriptions',
    'events',
    'deliveries',
    'lag p50 ms',
    'p99 ms',
    'max ms',
    'gateways CPU, % of a core',
    'KiB each',
  );
  row(...Array<string>(8).fill('---'));
}
for (const subscriptions of crowds) {
  const { events, deliveries, lagP50Ms, lagP99Ms, lagMaxMs, cpuPercent, kibPerSubscription } =
    await measureWatching(subscriptions, seconds);
  const lags = [lagP50Ms, lagP99Ms, lagMaxMs].map((ms) => ms.toFixed(1));
  row(subscriptions, events, deliveries, ...lags, cpuPercent.toFixed(0), kibPerSubscription.toFixed(1));
}
if (only.has('memory')) {
  const { emptyBytes, filledBytes, downloads, kinds } = await measureMemory();
  print('');
  row('keys in Redis', 'number', 'bytes', 'bytes each');
  row(...Array<string>(4).fill('---'));
  for (const { kind, keys, bytes } of kinds) row(kind, keys, bytes, Math.round(bytes / keys));
  print(`\nused_memory: ${emptyBytes} bytes before, ${filledBytes} with ${downloads} downloads`);
}
print(`\n${JSON.stringify({ options: values, loadAverage: loadavg() })}`);
