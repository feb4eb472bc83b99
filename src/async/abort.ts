import { setMaxListeners } from 'node:events';
import type { StopListener, StopSignal } from './stop.js';

/**
 * Runs `onAbort` with the reason of the first of `sources` that is aborted, at once if one already is. The returned
 * function lets go of them. By hand, because `AbortSignal.any` stays registered with a long-lived source, such as a
 * subscription's, for as long as that lives.
 */
export function onFirstAbort(sources: readonly StopSignal[], onAbort: (reason: unknown) => void): () => void {
  const letGo = (): void => {
    for (const source of sources) source.removeEventListener('abort', follow);
  };
  const follow = (): void => {
    letGo();
    onAbort(sources.find((source) => source.aborted)?.reason);
  };
  let isOver = false;
  for (const source of sources) {
    listenTo(source, follow);
    isOver ||= source.aborted;
  }
  if (isOver) follow();
  return letGo;
}

/** Has `listener` told when `source` is aborted. */
export function listenTo(source: StopSignal, listener: StopListener): void {
  // One signal ends as many calls as its owner makes; that is no leak to warn of.
  if (source instanceof AbortSignal) setMaxListeners(0, source);
  source.addEventListener('abort', listener);
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal: StopSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      letGo();
      resolve();
    }, ms);
    const letGo = onFirstAbort([signal], (reason) => {
      clearTimeout(timer);
      reject(reason);
    });
  });
}
