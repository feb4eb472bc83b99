import fc from 'fast-check';
import { expect } from 'vitest';
import type { DownloadRecord } from '../../src/domain/download.js';
import { type GatewayError, isGatewayError } from '../../src/errors/gateway-error.js';
import { expectModel, isOver, keyOf, NAMES, present, type DownloadModel } from './download-model.js';
import { WANTED, type DownloadWorld, type WantedName } from './download-world.js';
import type { Behaviour } from './object-host.js';

export type Command = fc.AsyncCommand<DownloadModel, DownloadWorld>;

/** Names of what is on its way or held, in a fixed order. */
function unfinished(model: DownloadModel): WantedName[] {
  const isUnfinished = (name: WantedName): boolean =>
    (model.newest.get(keyOf(name))?.state ?? 'over') !== 'over';
  return NAMES.filter(isUnfinished);
}

/** A command on something that is on its way or held, if anything is: there, orders meet. */
function onUnfinished(place: number, make: (name: WantedName) => Command): Command {
  const chosen = (model: DownloadModel): WantedName | undefined => {
    const names = unfinished(model);
    return names[place % names.length];
  };
  return {
    check: (model) => chosen(model) !== undefined,
    run: (model, world) => make(chosen(model)!).run(model, world),
    toString: () => make(`unfinished ${place}` as WantedName).toString(),
  };
}

/** A command on one wanted thing. */
function onWanted(
  what: string,
  name: WantedName,
  run: (model: DownloadModel, world: DownloadWorld) => Promise<void>,
): Command {
  return {
    check: () => true,
    run: async (model, world) => {
      await run(model, world);
      await expectModel(model, world);
    },
    toString: () => `${what}(${name})`,
  };
}

const refusal = (work: Promise<unknown>): Promise<GatewayError | null> =>
  work.then(
    () => null,
    (error: unknown) => {
      if (isGatewayError(error)) return error;
      throw error;
    },
  );

function noteStarted(
  model: DownloadModel,
  world: DownloadWorld,
  name: WantedName,
  record: DownloadRecord,
): void {
  const before = model.newest.get(keyOf(name));
  const state = record.state === 'PAUSED' ? 'paused' : isOver(record) ? 'over' : 'moving';
  model.newest.set(keyOf(name), { id: record.id, state });
  if (before?.id !== record.id) world.follow(record.id);
}

const start = (name: WantedName, caller: string): Command =>
  onWanted('start', name, async (model, world) => {
    const before = present(model, world, name);
    const { provider, key } = WANTED[name];
    const artifact = world.rig.artifacts.find({ provider, key });
    const [record, again] = await Promise.all([
      world.start(name, caller),
      world.start(name, 'somebody else'),
    ]);
    expect(again.id).toBe(record.id);
    const isJoined =
      before !== undefined && (!isOver(before) || (before.state === 'COMPLETED' && artifact !== null));
    // While hosts misbehave it can have failed in between.
    if (isJoined && !model.isFaulty) expect(record.id).toBe(before.id);
    if (before !== undefined && !isJoined) expect(record.id).not.toBe(before.id);
    if (before?.state === 'PAUSED') expect(record.state).toBe('PAUSED');
    // One that is just being committed is joined as it is.
    if (artifact !== null && (before === undefined || isOver(before))) expect(record.state).toBe('COMPLETED');
    noteStarted(model, world, name, record);
  });

const pause = (name: WantedName): Command =>
  onWanted('pause', name, async (model, world) => {
    const before = present(model, world, name);
    if (before === undefined) return;
    const error = await refusal(world.rig.manager.pause(before.id));
    const after = world.rig.manager.get(before.id)!;
    if (error === null) {
      // A commit that was met goes through.
      expect(['PAUSED', 'COMPLETED', ...(model.isFaulty ? ['FAILED'] : [])]).toContain(after.state);
    } else {
      expect(error.code).toBe('CONFLICT');
      expect(isOver(after)).toBe(true);
    }
    model.newest.set(keyOf(name), { id: before.id, state: isOver(after) ? 'over' : 'paused' });
  });

const resume = (name: WantedName): Command =>
  onWanted('resume', name, async (model, world) => {
    const before = present(model, world, name);
    if (before === undefined) return;
    const error = await refusal(world.rig.manager.resume(before.id));
    const after = world.rig.manager.get(before.id)!;
    if (isOver(before)) expect(error?.code).toBe('CONFLICT');
    if (before.state === 'PAUSED') {
      expect(error).toBeNull();
      expect(after.progress.receivedBytes).toBe(before.progress.receivedBytes);
      model.newest.set(keyOf(name), { id: before.id, state: 'moving' });
    }
  });

const cancel = (name: WantedName, keepPartial: boolean): Command =>
  onWanted(keepPartial ? 'cancel and keep' : 'cancel', name, async (model, world) => {
    const before = present(model, world, name);
    if (before === undefined) return;
    const after = (await world.rig.manager.cancel(before.id, world.rig.call, { keepPartial }))!;
    if (isOver(before)) expect(after).toEqual(before);
    else expect(['CANCELLED', 'COMPLETED', ...(model.isFaulty ? ['FAILED'] : [])]).toContain(after.state);
    model.newest.set(keyOf(name), { id: before.id, state: 'over' });
    if (!isOver(before) && after.state === 'CANCELLED' && !keepPartial) {
      expect(await world.rig.leftovers()).not.toContain(world.ingestOf(name));
    }
  });

const retry = (name: WantedName): Command =>
  onWanted('retry', name, async (model, world) => {
    const before = present(model, world, name);
    if (before === undefined) return;
    const mayRetry = before.state === 'FAILED' || before.state === 'CANCELLED';
    try {
      const record = (await world.rig.manager.retry(before.id, world.rig.call))!;
      expect(record.id).not.toBe(before.id);
      noteStarted(model, world, name, record);
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      expect(error.code).toBe('CONFLICT');
      expect(mayRetry).toBe(false);
    }
  });

const discard = (name: WantedName): Command =>
  onWanted('discardPartial', name, async (model, world) => {
    const before = present(model, world, name);
    const id = world.ingestOf(name);
    const error = await refusal(world.rig.manager.discardPartial(id));
    if (error !== null) {
      expect(error.code).toBe('CONFLICT');
      expect(before !== undefined && !isOver(before)).toBe(true);
    } else if (before === undefined || isOver(before)) {
      expect(await world.rig.leftovers()).not.toContain(id);
    }
  });

const remove = (name: WantedName): Command =>
  onWanted('deleteArtifact', name, async (_model, world) => {
    const { provider, key } = WANTED[name];
    const artifact = world.rig.artifacts.find({ provider, key });
    if (artifact !== null) expect(await world.rig.artifacts.remove(artifact.id)).toBe(true);
    expect(world.rig.artifacts.find({ provider, key })).toBeNull();
  });

/** Waits for the end of a download, which comes unless it is paused. */
export async function finish(model: DownloadModel, world: DownloadWorld, name: WantedName): Promise<void> {
  const before = present(model, world, name);
  if (before === undefined || before.state === 'PAUSED') return;
  world.hurry(true);
  await expect
    .poll(() => isOver(world.rig.manager.get(before.id)!), { timeout: 15_000, interval: 5 })
    .toBe(true);
  world.hurry(false);
  const after = present(model, world, name)!;
  if (after.state !== 'COMPLETED') return;
  // A deletion takes the artifact, not the record of the download.
  if (world.rig.artifacts.get(after.artifactId ?? '') === null) return;
  const { source, stored } = await world.filesOf(after);
  expect(stored).toEqual(source);
}

const finishOne = (name: WantedName): Command =>
  onWanted('finish', name, (model, world) => finish(model, world, name));

/** Lets bytes come until a download has so many, or is over or held. */
const receive = (name: WantedName, percent: number): Command =>
  onWanted(`receive ${percent} % of`, name, async (model, world) => {
    const before = present(model, world, name);
    if (before === undefined || before.state === 'PAUSED') return;
    const isThere = (): boolean => {
      const record = world.rig.manager.get(before.id)!;
      return isOver(record) || (record.progress.percent ?? 0) >= percent;
    };
    await expect.poll(isThere, { timeout: 15_000, interval: 5 }).toBe(true);
  });

const misbehave = (behaviour: Behaviour | null): Command => ({
  check: () => true,
  run: async (model, world) => {
    // What it has done to a download may show later, so that faults are not forgotten while one moves.
    for (const name of NAMES) present(model, world, name);
    world.behave(behaviour);
    model.isFaulty ||= behaviour !== null;
  },
  toString: () => `hosts(${behaviour === null ? 'well' : JSON.stringify(behaviour)})`,
});

const restart: Command = {
  check: () => true,
  run: async (model, world) => {
    await world.restart();
    await expectModel(model, world);
  },
  toString: () => 'restart',
};

/** Any command, those that go on more frequent. */
export function commands(): fc.Arbitrary<Iterable<Command>> {
  const name = fc.constantFrom(...NAMES);
  const behaviour = fc.constantFrom<Behaviour | null>(
    null,
    null,
    { kind: 'status', status: 503, retryAfter: '0' },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 404 },
    { kind: 'cut', afterBytes: 20_000 },
    { kind: 'ignoreRange' },
    { kind: 'gzip' },
  );
  const starts = fc
    .tuple(name, fc.constantFrom('ann', 'bob'))
    .map(([wanted, caller]) => start(wanted, caller));
  const onAny = (make: (wanted: WantedName) => Command): fc.Arbitrary<Command> => name.map(make);
  const onMoving = (make: (wanted: WantedName) => Command): fc.Arbitrary<Command> =>
    fc.nat(7).map((place) => onUnfinished(place, make));
  const progress = fc
    .constantFrom(1, 30, 70)
    .chain((percent) => onMoving((wanted) => receive(wanted, percent)));
  return fc.commands<DownloadModel, DownloadWorld, false>(
    [
      starts,
      starts,
      starts,
      progress,
      progress,
      progress,
      onMoving(pause),
      onMoving(resume),
      onMoving((wanted) => cancel(wanted, false)),
      onMoving((wanted) => cancel(wanted, true)),
      onMoving(discard),
      onMoving(finishOne),
      onAny((wanted) => cancel(wanted, false)),
      onAny(pause),
      onAny(resume),
      onAny(retry),
      onAny(retry),
      onAny(discard),
      onAny(remove),
      behaviour.map(misbehave),
      fc.constant(restart),
    ],
    { maxCommands: 40, size: 'max' },
  );
}
