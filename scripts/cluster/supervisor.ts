import { setTimeout as sleep } from 'node:timers/promises';
import { type Program, type ProgramOptions, startProgram } from './program.js';

/** How long after its end a program is started again, in milliseconds. */
const RESTART_DELAY_MS = 1_000;

export interface SupervisorOptions extends ProgramOptions {
  /** Told of every end and every new start, but not of the end that `stop` brings. */
  readonly tell: (line: string) => void;
}

/** A program that is started again whenever it ends, whatever ended it. */
export interface Supervised {
  /** Of the program that runs now; null between an end and the next start. */
  readonly ready: RegExpExecArray | null;
  stop(): Promise<void>;
}

/** Starts a program and keeps it. Rejects when the first start fails; a later one that fails is tried again. */
export async function supervise(options: SupervisorOptions): Promise<Supervised> {
  const { name, tell } = options;
  const stopping = new AbortController();
  let current: Program | null = await startProgram(options);
  const keep = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const end = await current?.exit;
      current = null;
      if (stopping.signal.aborted) return;
      if (end !== undefined) tell(`${name} has ended (${end}) and is started again`);
      await sleep(RESTART_DELAY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      current = await startProgram(options).catch((error: unknown) => {
        tell(String(error));
        return null;
      });
      if (current !== null) tell(`${name} is back, process ${current.pid}`);
    }
  };
  const kept = keep();
  return {
    get ready() {
      return current?.ready ?? null;
    },
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await kept;
      await current?.stop();
    },
  };
}
