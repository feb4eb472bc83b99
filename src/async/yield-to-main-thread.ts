import { constants, getPriority, setPriority } from 'node:os';

/** Beside a thread that wants the same core, one that is nicer by 5 gets a quarter of it. */
const NICER_BY = 5;

/**
 * Lets the calling thread stand back behind the main thread, which answers, where both want the same core; on idle cores it is as
 * fast as before. For threads that compute, not for those that must hear of a cancel at once. Only on Linux, where a priority
 * belongs to a thread: elsewhere the whole process would have it.
 */
export function yieldToMainThread(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + NICER_BY));
  } catch {
    // Where that is forbidden, threads share the cores as equals.
  }
}
