import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { SharedStore } from '../../../src/cache/types.js';
import { answerOf, openCached, readItem, writeItem, type Answering } from '../../helpers/upstream-cache.js';

/** Set CACHE_RUNS for a long run. */
const RUNS = Number(process.env['CACHE_RUNS'] ?? 300);
const CALLERS = ['ann', 'bob', 'cleo'];

const bodySchema = z.object({ caller: z.string(), version: z.int() });

/** A provider that counts the changes of each thing, and takes its time before and after it has looked. */
function slowProvider(scheduler: fc.Scheduler): Answering {
  const versions = new Map<string, number>();
  return async ({ method, path }, _call, { credentials }) => {
    await scheduler.schedule(Promise.resolve(), `${method} ${path} travels`);
    if (method === 'PATCH') versions.set(path, (versions.get(path) ?? 0) + 1);
    const seen = { caller: credentials['authorization']!.open(), version: versions.get(path) ?? 0 };
    await scheduler.schedule(Promise.resolve(), `${method} ${path} returns`);
    return answerOf(seen);
  };
}

/** A slow store that replicas share; it has the same promise as the one in Redis. */
function slowStore(scheduler: fc.Scheduler): SharedStore {
  const generations = new Map<string, number>();
  const texts = new Map<string, { readonly generation: string; readonly text: string }>();
  const leases = new Set<string>();
  let last = 0;
  const later = (label: string) => scheduler.schedule(Promise.resolve(), label);
  const nameOf = (provider: string, subject: string) => `${provider}:${subject}`;
  const look: SharedStore['look'] = async (provider, subjects, key) => {
    await later('look');
    const names = [provider, ...subjects.map((subject) => nameOf(provider, subject))];
    const generation = names.map((name) => generations.get(name) ?? 0).join(' ');
    const found = key === null ? undefined : texts.get(key);
    const view = { generation, text: found?.generation === generation ? found.text : null };
    await later('looked');
    return view;
  };
  return {
    look,
    claim: async (provider, subjects, key) => {
      await later('claim');
      const isMine = !leases.has(key);
      leases.add(key);
      const release = () => void later('release').then(() => leases.delete(key));
      const view = await look(provider, subjects, key);
      return { lease: isMine ? { release } : null, view, over: later('over') };
    },
    keep: (_provider, key, answer) => void later('keep').then(() => texts.set(key, answer)),
    forget: (_provider, key) => void later('forget').then(() => texts.delete(key)),
    drop: async (provider, subjects) => {
      await later('drop');
      const names = subjects?.map((subject) => nameOf(provider, subject)) ?? [provider];
      for (const name of names) generations.set(name, (last += 1));
      await later('dropped');
    },
  };
}

interface Step {
  readonly item: string;
  readonly kind: 'reuse' | 'renew' | 'plain' | 'write';
  readonly replica: number;
  readonly afterMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  item: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom('reuse', 'reuse', 'reuse', 'renew', 'plain', 'write'),
  replica: fc.nat(1),
  afterMs: fc.constantFrom(0, 0, 500, 1_500),
});
const plan = fc.tuple(...CALLERS.map(() => fc.array(step, { maxLength: 8 })));

/** Every caller does one step after the other, all callers at the same time; every answer is judged. */
async function play(
  plans: readonly (readonly Step[])[],
  scheduler: fc.Scheduler,
  shared: SharedStore | null,
): Promise<void> {
  const provider = slowProvider(scheduler);
  const replicas = (shared === null ? [0] : [0, 1]).map(() =>
    openCached(provider, { key: Buffer.alloc(32), shared }),
  );
  /** The last change of each thing that somebody was told of. */
  const told = new Map<string, number>();
  const run = async (caller: string, steps: readonly Step[]): Promise<void> => {
    const clients = replicas.map(({ open }) => open(caller));
    for (const { item, kind, replica, afterMs } of steps) {
      const place = replica % replicas.length;
      for (const { clock } of replicas) clock.nowMs += afterMs;
      const toldBefore = told.get(item) ?? 0;
      const answer = await (kind === 'write'
        ? writeItem(clients[place]!, item, 0)
        : readItem(clients[place]!, item, kind === 'plain' ? null : kind));
      const seen = bodySchema.parse(answer.body);
      expect(seen.caller).toBe(caller);
      expect(seen.version).toBeGreaterThanOrEqual(toldBefore);
      if (kind === 'write') told.set(item, Math.max(told.get(item) ?? 0, seen.version));
    }
  };
  await scheduler.waitFor(Promise.all(plans.map((steps, index) => run(CALLERS[index]!, steps))));
}

describe('whoever reads after a change was answered sees it, and only what is shown to him', () => {
  it('however reads, renewals and writes of several callers interleave', async () => {
    const playing = fc.assert(
      fc.asyncProperty(plan, fc.scheduler(), (plans, scheduler) => play(plans, scheduler, null)),
      { numRuns: RUNS },
    );

    await expect(playing).resolves.toBeUndefined();
  });

  it('also through different replicas that share a store', async () => {
    const playing = fc.assert(
      fc.asyncProperty(plan, fc.scheduler(), (plans, scheduler) =>
        play(plans, scheduler, slowStore(scheduler)),
      ),
      { numRuns: RUNS },
    );

    await expect(playing).resolves.toBeUndefined();
  });
});
