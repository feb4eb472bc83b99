import { expect } from 'vitest';
import {
  TERMINAL_DOWNLOAD_STATES,
  type DownloadRecord,
  type DownloadState,
} from '../../src/domain/download.js';
import { WANTED, type DownloadWorld, type WantedName } from './download-world.js';

/** What must be so of the newest download of some bytes. */
export interface Expected {
  readonly id: string;
  readonly state: 'moving' | 'paused' | 'over';
}

/** The simple idea of a download manager: the newest download of each key, and whether hosts misbehave. */
export interface DownloadModel {
  readonly newest: Map<string, Expected>;
  isFaulty: boolean;
}

const MOVING: readonly DownloadState[] = ['QUEUED', 'RESOLVING', 'TRANSFERRING', 'VERIFYING', 'UNPACKING'];

/** Names of everything that is wanted. */
export const NAMES = Object.keys(WANTED) as WantedName[];

/** Of the bytes of a wanted thing, at its provider. */
export const keyOf = (name: WantedName): string => WANTED[name].key;
/** Whether nothing can happen to it any more. */
export const isOver = ({ state }: Pick<DownloadRecord, 'state'>): boolean =>
  TERMINAL_DOWNLOAD_STATES.has(state);

/** The newest download as it is now; undefined when there is none. Fails where it is not as the model has it. */
export function present(
  model: DownloadModel,
  world: DownloadWorld,
  name: WantedName,
): DownloadRecord | undefined {
  const expected = model.newest.get(keyOf(name));
  if (expected === undefined) return undefined;
  const record = world.rig.manager.get(expected.id)!;
  if (expected.state === 'paused') expect(record.state).toBe('PAUSED');
  if (expected.state === 'over') expect(isOver(record)).toBe(true);
  if (expected.state === 'moving') {
    expect([...MOVING, 'COMPLETED', ...(model.isFaulty ? ['FAILED'] : [])]).toContain(record.state);
    // It may have ended by itself; it stays so.
    if (isOver(record)) model.newest.set(keyOf(name), { ...expected, state: 'over' });
  }
  return record;
}

/** Checks every download that the model knows, then that nothing inside the gateway broke. */
export async function expectModel(model: DownloadModel, world: DownloadWorld): Promise<void> {
  for (const name of NAMES) {
    const record = present(model, world, name);
    if (record?.state === 'CANCELLED') expect(record.error).toBeNull();
  }
  const errors = world.rig.logLines.filter((line) => line.includes('"level":50'));
  expect(errors).toEqual([]);
}
