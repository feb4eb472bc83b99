import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, ProviderServerName } from '../../../src/sandbox/core/types.js';
import type { ChaosWorld } from './world.js';

/** A way in which a provider is no good. */
export interface Trouble {
  readonly name: string;
  /** Begins it; what it gives ends it. */
  begin(world: ChaosWorld, server: ProviderServerName): Promise<() => Promise<void>>;
}

type Sketch = Fault extends infer Each ? (Each extends Fault ? Omit<Each, 'server'> : never) : never;

const faulty =
  (...sketches: readonly Sketch[]): Trouble['begin'] =>
  async ({ sandbox }, server) => {
    for (const sketch of sketches) await sandbox.addFault({ ...sketch, server } as Fault);
    return () => sandbox.clearFaults();
  };

/** Where each service has its list, and a word out of a closed set. */
const LISTS: Readonly<Record<ProviderServerName, string>> = {
  registry: '/data',
  runs: '/items',
  market: '/items',
  local: '/iterable',
};
const WORDS: Readonly<Record<ProviderServerName, string>> = {
  registry: '/data/0/status',
  runs: '/items/0/status/conditions/0/status',
  market: '/items/0/visibility',
  local: '/iterable/0/foundation',
};

/** A page beyond all measure: 33 MiB where 32 are read at most. */
const HUGE = JSON.stringify({ data: [], items: [], iterable: [], padding: 'x'.repeat(33 * 2 ** 20) });

/** How long each state of something that comes and goes lasts, in milliseconds. */
const FLAP_MS = 700;

async function flap({ relays }: ChaosWorld, server: ProviderServerName): Promise<() => Promise<void>> {
  const ending = new AbortController();
  const flapping = (async () => {
    while (!ending.signal.aborted) {
      await relays[server].leave();
      await sleep(FLAP_MS, undefined, { signal: ending.signal }).catch(() => undefined);
      await relays[server].comeBack();
      await sleep(FLAP_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return () => {
    ending.abort();
    return flapping;
  };
}

/** All troubles, each for one provider at a time. */
export const TROUBLES: readonly Trouble[] = [
  {
    name: 'refuses connections',
    begin: async ({ relays }, server) => {
      await relays[server].leave();
      return () => relays[server].comeBack();
    },
  },
  { name: 'answers after 8 s', begin: faulty({ kind: 'latency', ms: 8_000 }) },
  { name: 'trickles at 40 B/s', begin: faulty({ kind: 'slow-body', bytesPerSecond: 40 }) },
  { name: 'comes and goes', begin: flap },
  { name: 'answers 503', begin: faulty({ kind: 'status', status: 503, body: 'no' }) },
  {
    name: 'answers 429, Retry-After 2',
    begin: faulty({ kind: 'status', status: 429, headers: { 'retry-after': '2' }, body: '{}' }),
  },
  { name: 'lies: half of the JSON', begin: faulty({ kind: 'malformed-json' }) },
  {
    name: 'lies: a list that is none',
    begin: (world, server) =>
      faulty({ kind: 'tamper', pointer: LISTS[server], value: 'soon' })(world, server),
  },
  {
    name: 'lies: a word nobody knows',
    begin: (world, server) =>
      faulty({ kind: 'tamper', pointer: WORDS[server], value: 'zombie' })(world, server),
  },
  { name: 'lies: no last page', begin: faulty({ kind: 'endless-paging' }) },
  { name: 'lies: a page of 33 MiB', begin: faulty({ kind: 'status', status: 200, body: HUGE }) },
];
