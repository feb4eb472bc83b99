import { setImmediate } from 'node:timers/promises';

/** The process warnings, such as of a leak of listeners, that something causes. */
export async function warningsDuring(run: () => unknown): Promise<readonly Error[]> {
  const warnings: Error[] = [];
  const collect = (warning: Error): void => void warnings.push(warning);
  process.on('warning', collect);
  try {
    await run();
    // They are emitted in a later tick.
    await setImmediate();
  } finally {
    process.off('warning', collect);
  }
  return warnings;
}
