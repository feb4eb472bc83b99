import { followProgress, openLocalAdapter, type AdapterSketch, type Follower } from './pieces-os.js';
import { startScriptedRuntime, type ScriptedRuntime } from './scripted-runtime.js';

/** Frames of the runtime, and what a watcher is told of them. */
export const INITIALIZED = { status: 'INITIALIZED' };
export const running = (percentage: number | null) => ({ status: 'IN-PROGRESS', percentage });
export const transferring = (percent: number | null) => ({ state: 'transferring', percent });

/** A runtime, and what listens to one of its downloads. */
export interface Scene {
  readonly runtime: ScriptedRuntime;
  readonly follower: Follower;
}

/** A runtime that a watcher listens to; `prepare` sets it up before. */
export async function watched(
  prepare: (runtime: ScriptedRuntime) => void = () => {},
  sketch: Omit<AdapterSketch, 'baseUrl'> = {},
): Promise<Scene> {
  const runtime = await startScriptedRuntime();
  prepare(runtime);
  const adapter = openLocalAdapter({ baseUrl: runtime.origin, ...sketch });
  const follower = followProgress(adapter.downloads, runtime.id);
  await follower.ready;
  return { runtime, follower };
}

/** What the watcher was told last. */
export const last = ({ follower }: Scene) => follower.reports.at(-1);
