import { readFile, readlink } from 'node:fs/promises';
import * as z from 'zod';

/** Which process this is, for others on the same running system; where that cannot be told, nobody is the same. */
export const processIdentitySchema = z.object({
  /** The running system and its process namespace; null where the system does not say. */
  system: z.string().nullable(),
  pid: z.int(),
  /** In ticks since the system started; tells a process from a later one of the same number. Null as above. */
  startedAt: z.string().nullable(),
});

export type ProcessIdentity = z.output<typeof processIdentitySchema>;

/** States in `/proc/<pid>/stat` of a process that is dead and only not yet buried (proc(5)). */
const DEAD_STATES = new Set(['Z', 'X', 'x']);

/** Of this process. */
export async function readProcessIdentity(): Promise<ProcessIdentity> {
  const { pid } = process;
  try {
    const [boot, namespace, found] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlink('/proc/self/ns/pid'),
      readStat(pid),
    ]);
    return { system: `${boot.trim()} ${namespace}`, pid, startedAt: found?.startedAt ?? null };
  } catch {
    // Not Linux, or /proc is hidden.
    return { system: null, pid, startedAt: null };
  }
}

/** Whether a process is known to have ended; false where this system cannot see it. */
export async function hasEnded(other: ProcessIdentity, self: ProcessIdentity): Promise<boolean> {
  if (self.system === null || other.system !== self.system || other.startedAt === null) return false;
  const found = await readStat(other.pid);
  return found === null || found.startedAt !== other.startedAt || DEAD_STATES.has(found.state);
}

/** Null when there is no such process. */
async function readStat(pid: number): Promise<{ readonly state: string; readonly startedAt: string } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The name, in parentheses, may hold anything; what follows begins with field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
}
