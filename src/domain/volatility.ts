/** When to stop watching something that is another each time, and for how long. */
export interface Patience {
  /** So many changes in a row. */
  readonly changes: number;
  /** So many times it is then not looked at, before it is given another chance. */
  readonly pause: number;
}

/**
 * The count to go on with after something has changed `changes` times in a row, or after that was not looked at so often;
 * null: do not keep it, it will have changed again. What is given another chance has to prove itself at once.
 */
export function watchOn(changes: number, patience: Patience): number | null {
  const isWatched = changes < patience.changes || changes >= patience.changes + patience.pause;
  return isWatched ? Math.min(changes, patience.changes - 1) : null;
}
