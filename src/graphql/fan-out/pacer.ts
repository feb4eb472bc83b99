import type { SharedEvent } from './shared-event.js';

/** Thins out the events of each key: the latest wins, and a change of phase passes at once. */
export class Pacer {
  readonly #intervalMs: () => number;
  readonly #emit: (event: SharedEvent) => void;
  readonly #sent = new Map<string, { readonly phase: string | null; readonly atMs: number }>();
  readonly #held = new Map<string, SharedEvent>();
  #timer: NodeJS.Timeout | undefined;

  /** @param intervalMs The least time between two events of a key, read anew for each event; 0: as they come. */
  constructor(intervalMs: () => number, emit: (event: SharedEvent) => void) {
    this.#intervalMs = intervalMs;
    this.#emit = emit;
  }

  offer(event: SharedEvent): void {
    const waitMs = this.#waitMs(event);
    if (waitMs === 0) {
      this.#pass(event);
      return;
    }
    this.#held.set(event.note.key, event);
    this.#timer ??= setTimeout(() => {
      for (const held of this.#takeHeld()) this.offer(held);
    }, waitMs);
  }

  /** Passes on what was held back: nothing newer will come. */
  release(): void {
    for (const event of this.#takeHeld()) this.#pass(event);
  }

  forget(key: string): void {
    this.#sent.delete(key);
    this.#held.delete(key);
  }

  #takeHeld(): readonly SharedEvent[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = [...this.#held.values()];
    this.#held.clear();
    return held;
  }

  #pass(event: SharedEvent): void {
    const { key, phase, isFinal } = event.note;
    this.#held.delete(key);
    if (isFinal) this.#sent.delete(key);
    else this.#sent.set(key, { phase, atMs: performance.now() });
    this.#emit(event);
  }

  /** Time until the event may be sent, in milliseconds. */
  #waitMs({ note }: SharedEvent): number {
    const last = this.#sent.get(note.key);
    if (last === undefined || note.isFinal || note.phase === null || note.phase !== last.phase) return 0;
    return Math.max(0, Math.ceil(last.atMs + this.#intervalMs() - performance.now()));
  }
}
