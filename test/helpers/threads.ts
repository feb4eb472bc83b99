import { readdir, readFile } from 'node:fs/promises';

/** Niceness of all threads of this process, by their ids; see proc_pid_stat(5). */
export async function nicenessOfThreads(): Promise<ReadonlyMap<number, number>> {
  const ids = await readdir('/proc/self/task');
  const stats = await Promise.all(ids.map((id) => readFile(`/proc/self/task/${id}/stat`, 'utf8')));
  // The second field is a name in parentheses, which may hold anything; the niceness is the nineteenth.
  const fieldsBehindName = stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '));
  return new Map(ids.map((id, index) => [Number(id), Number(fieldsBehindName[index]?.[16])]));
}
