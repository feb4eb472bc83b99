import type { FaultBoard } from '../core/types.js';

/** One frame of the progress stream (contract §6). */
export interface ProgressFrame {
  readonly status: 'INITIALIZED' | 'IN-PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELED';
  readonly percentage?: number | null;
}

/** Runs `callback` once after `delayMs`; the returned function calls it off. */
export type Schedule = (callback: () => void, delayMs: number) => () => void;

export const realTime: Schedule = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** What is sent on the way, in equal steps: without a number at first, some frames twice, and never quite 100. */
const SCRIPT: readonly ProgressFrame[] = [
  { status: 'IN-PROGRESS', percentage: null },
  ...[4, 4, 9.5, 15, 21.5, 21.5, 28, 35.5, 41.5, 48].map(running),
  { status: 'IN-PROGRESS' },
  ...[55, 61.5, 61.5, 68, 74.5, 81, 87.5, 94, 98.5].map(running),
  { status: 'COMPLETED' },
];
/** Where a download that is to fail does so. */
const FAILING_STEP = 9;

function running(percentage: number): ProgressFrame {
  return { status: 'IN-PROGRESS', percentage };
}

export interface DownloadsOptions {
  /** How long a fetch takes, in milliseconds. */
  readonly durationMs: number;
  readonly schedule: Schedule;
  readonly faults: FaultBoard;
  /** Called when the files of a model are complete. */
  readonly onCompleted: (id: string) => void;
}

interface Fetch {
  step: number;
  callOff: () => void;
}

type Listener = (frame: ProgressFrame) => void;

/** Simulated fetches: at most one for each model, always from zero (the runtime cannot resume). */
export class SimulatedDownloads {
  readonly #options: DownloadsOptions;
  readonly #fetches = new Map<string, Fetch>();
  readonly #last = new Map<string, ProgressFrame>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  isRunning(id: string): boolean {
    return this.#fetches.has(id);
  }

  /** Begins a fetch, or leaves the one under way alone. */
  start(id: string): void {
    if (this.isRunning(id)) return;
    const fetch: Fetch = { step: 0, callOff: () => {} };
    this.#fetches.set(id, fetch);
    this.#send(id, { status: 'INITIALIZED' });
    this.#scheduleStep(id, fetch);
  }

  cancel(id: string): void {
    if (this.isRunning(id)) this.#end(id, 'CANCELED');
  }

  /** Tells the present status at once, where there ever was one, and every frame from then on. */
  subscribe(id: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    const last = this.#last.get(id);
    if (last !== undefined) listener(last);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  /** Stops the timers. */
  close(): void {
    for (const fetch of this.#fetches.values()) fetch.callOff();
    this.#fetches.clear();
  }

  #scheduleStep(id: string, fetch: Fetch): void {
    const { schedule, durationMs } = this.#options;
    fetch.callOff = schedule(() => this.#advance(id, fetch), durationMs / SCRIPT.length);
  }

  #advance(id: string, fetch: Fetch): void {
    const target = `/model/${id}/download`;
    const isFrozen = this.#options.faults.take('local', 'freeze-progress', target) !== null;
    if (isFrozen) {
      this.#scheduleStep(id, fetch);
      return;
    }
    if (fetch.step === FAILING_STEP && this.#options.faults.take('local', 'fail-download', target) !== null) {
      this.#end(id, 'FAILED');
      return;
    }
    const frame = SCRIPT[fetch.step];
    fetch.step += 1;
    if (frame === undefined || frame.status === 'COMPLETED') {
      this.#end(id, 'COMPLETED');
      return;
    }
    this.#send(id, frame);
    this.#scheduleStep(id, fetch);
  }

  #end(id: string, status: 'COMPLETED' | 'FAILED' | 'CANCELED'): void {
    this.#fetches.get(id)?.callOff();
    this.#fetches.delete(id);
    if (status === 'COMPLETED') this.#options.onCompleted(id);
    this.#send(id, { status });
  }

  #send(id: string, frame: ProgressFrame): void {
    this.#last.set(id, frame);
    for (const listener of this.#listeners.get(id) ?? []) listener(frame);
  }
}
