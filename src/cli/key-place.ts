import { loadKeyPlace } from '../config/load.js';
import type { CommandContext } from './context.js';

/**
 * Works on the key file. Where replicas exchange their keys, it first gets theirs, and they get afterwards what was changed.
 */
export async function withKeyFile<T>(
  { environment, output }: CommandContext,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const { path, redis } = loadKeyPlace(environment);
  if (redis === null) return work(path);
  // Imported only here: most commands have nothing to do with Redis.
  const { openKeyDesk } = await import('../replicas/key-desk.js');
  const desk = await openKeyDesk(path, redis);
  try {
    await desk.exchange();
    const result = await work(path);
    if (!(await desk.exchange()))
      output.note(
        'Redis does not answer: gateways with other data directories learn of changes when one with this directory reaches it.',
      );
    return result;
  } finally {
    await desk.close();
  }
}
