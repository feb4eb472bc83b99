import { expect, it } from 'vitest';
import { ProviderHealthChangedDocument } from '../../client/generated/graphql.js';
import { PROVIDER_SERVERS, type ProviderServerName } from '../../src/sandbox/core/types.js';
import { keepLooking, look, spread, untilWhole, type Sight } from '../helpers/chaos/load.js';
import { formatMs, IS_LONG, report, tableOf } from '../helpers/chaos/report.js';
import { TROUBLES, type Trouble } from '../helpers/chaos/troubles.js';
import {
  countHoldings,
  countTries,
  PROVIDERS,
  startChaosWorld,
  type ChaosWorld,
  type Holdings,
} from '../helpers/chaos/world.js';
import { overWebSocket } from '../helpers/subscribe.js';

/** The long form has the gateway's own defaults, the short one less patience. */
const LOOKS = IS_LONG ? 10 : 1;
/** Each look costs the market up to two calls, and it takes three a second; waiting for it would hide everything else. */
const EVERY_MS = IS_LONG ? 1_000 : 700;
const DEADLINE_MS = IS_LONG ? 5_000 : 1_500;
/** What a busy machine may add to it. */
const BUSY_MS = 1_500;
/** From the end of a trouble to a whole list: the longest duration of an open circuit, and a look. */
const RECOVERY_MS = IS_LONG ? 31_000 : 5_000;
/** Answers that are kept would hide what happens; the lists go to the providers every time. */
const NOTHING_KEPT = { listTtlMs: 0, itemTtlMs: 0, stateTtlMs: 0 };
const SETTINGS = {
  eachProvider: IS_LONG ? {} : { resilience: { totalTimeoutMs: 1_800, circuitOpenMs: 200 } },
  sections: {
    cache: NOTHING_KEPT,
    federation: { providerDeadlineMs: DEADLINE_MS, snapshotTtlMs: 0 },
  },
};

/** Each trouble for each provider; in the short form for one of them. */
const COMBINATIONS = TROUBLES.flatMap((trouble, index) =>
  PROVIDER_SERVERS.filter((_, place) => IS_LONG || index % PROVIDER_SERVERS.length === place).map(
    (server) => ({ server, trouble }),
  ),
).toSorted((one, other) => PROVIDER_SERVERS.indexOf(one.server) - PROVIDER_SERVERS.indexOf(other.server));

/** Notes what a subscriber is told of a provider's health, with the time. */
function watchHealth(world: ChaosWorld, name: string) {
  const events = overWebSocket(world.gateway.url, ProviderHealthChangedDocument, { name });
  const told: { readonly state: string; readonly atMs: number }[] = [];
  const reading = (async () => {
    for await (const { data } of events) {
      const state = data?.providerHealthChanged.health.state;
      if (state !== undefined) told.push({ state, atMs: performance.now() });
    }
  })();
  const close = async (): Promise<void> => {
    events.close();
    await reading;
  };
  return { told, close };
}

function codesOf(sights: readonly Sight[], names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const { unavailable } of sights) {
    const code = names.map((name) => unavailable[name]).find((one) => one !== undefined) ?? 'whole';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].map(([code, count]) => `${code} ${count}`).join(', ');
}

/** The others are whole in every answer, in time; the one in trouble is whole or named. */
function expectOthersWhole(sights: readonly Sight[], whole: Sight['models'], server: ProviderServerName) {
  for (const { status, errors, models, unavailable, elapsedMs } of sights) {
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    const named = Object.keys(unavailable);
    expect(PROVIDERS[server]).toEqual(expect.arrayContaining(named));
    const others = (counts: Sight['models']) =>
      Object.fromEntries(Object.entries(counts).filter(([name]) => !named.includes(name)));
    expect(others(models)).toEqual(others(whole));
    for (const code of Object.values(unavailable)) expect(code).toMatch(/^PROVIDER_/u);
    expect(elapsedMs).toBeLessThan(DEADLINE_MS + BUSY_MS);
  }
}

interface Played {
  readonly server: ProviderServerName;
  readonly whole: Sight['models'];
  readonly sights: readonly Sight[];
  readonly recoveryMs: number;
  readonly row: readonly string[];
}

async function play(
  world: ChaosWorld,
  server: ProviderServerName,
  trouble: Trouble,
  whole: Sight['models'],
): Promise<Played> {
  const { gateway, relays } = world;
  const names = PROVIDERS[server];
  const health = watchHealth(world, names[0]!);
  await expect.poll(() => health.told).not.toHaveLength(0);
  const [triesBefore, requestsBefore] = [await countTries(gateway, names), relays[server].requests()];
  const begunMs = performance.now();
  const end = await trouble.begin(world, server);
  const sights = await keepLooking(gateway.url, LOOKS, EVERY_MS);
  const tries = (await countTries(gateway, names)) - triesBefore;
  const requests = relays[server].requests() - requestsBefore;
  await end();
  const recoveryMs = await untilWhole(gateway.url, whole, EVERY_MS / 2);
  await health.close();

  const { p50, max } = spread(sights.map(({ elapsedMs }) => elapsedMs));
  const failed = health.told.find(({ state }) => state === 'DEGRADED' || state === 'DOWN');
  const seenAs = failed === undefined ? '' : `${failed.state} after ${formatMs(failed.atMs - begunMs)}`;
  const row = [
    server,
    trouble.name,
    codesOf(sights, names),
    formatMs(p50),
    formatMs(max),
    `${tries} (${requests})`,
    seenAs,
    formatMs(recoveryMs),
  ];
  return { server, whole, sights, recoveryMs, row };
}

const HEAD = [
  'provider',
  'trouble',
  'seen in lists',
  'p50',
  'max',
  'calls (arrived)',
  'health',
  'whole after',
];

/** What one gateway went through. */
interface Lane {
  readonly played: readonly Played[];
  readonly before: Holdings;
  readonly after: Holdings;
}

async function playLane(combinations: typeof COMBINATIONS): Promise<Lane> {
  const world = await startChaosWorld(SETTINGS);
  await untilWhole(world.gateway.url, {}, EVERY_MS);
  const { models: whole } = await look(world.gateway.url);
  expect(Object.keys(whole).toSorted()).toEqual(Object.values(PROVIDERS).flat().toSorted());
  const before = await countHoldings(world);
  const played: Played[] = [];
  for (const { server, trouble } of combinations) played.push(await play(world, server, trouble, whole));
  const after = await countHoldings(world);
  return { played, before, after };
}

function writeDown(lanes: readonly Lane[]): void {
  const rows = lanes.flatMap(({ played }) => played.map(({ row }) => row));
  const held = lanes.map(({ before, after }, index) => [
    lanes.length === 1 ? 'all' : (PROVIDER_SERVERS[index] ?? ''),
    `${before.openFiles} → ${after.openFiles}`,
    `${before.connections} → ${after.connections}`,
    `${before.residentMiB} → ${after.residentMiB} MiB`,
    `${before.partials} → ${after.partials}`,
  ]);
  const heldHead = ['provider', 'open files', 'connections to providers', 'memory (RSS)', 'partials'];
  report('providers', `${tableOf(HEAD, rows)}\n\n${tableOf(heldHead, held)}`);
}

it(
  'a provider in trouble costs the others nothing, is named, and is back when it is well again; nothing is left over',
  async () => {
    // The long form has a gateway for each provider, all at the same time: they mostly wait.
    const lanes = await Promise.all(
      IS_LONG
        ? PROVIDER_SERVERS.map((name) => playLane(COMBINATIONS.filter(({ server }) => server === name)))
        : [playLane(COMBINATIONS)],
    );

    writeDown(lanes);
    for (const { played, before, after } of lanes) {
      for (const { sights, whole, server, recoveryMs } of played) {
        expectOthersWhole(sights, whole, server);
        expect(recoveryMs).toBeLessThan(RECOVERY_MS);
      }
      expect(after.partials).toBe(0);
      expect(after.openFiles).toBeLessThan(before.openFiles + 10);
      expect(after.connections).toBeLessThan(before.connections + 20);
    }
  },
  IS_LONG ? 1_200_000 : 120_000,
);
