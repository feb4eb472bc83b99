import type { SharedEvent } from './shared-event.js';

/**
 * How much sooner than the interval an event passes, and how much longer one is held back, as a part of the interval. What is told
 * in a rhythm of its own comes a little sooner or later than that: without this, an event would be sent just before the newer one
 * that was due, as old as their distance.
 */
const TOLERANCE = 0.1;

/** Thins out the events of each key: the latest wins, and a change of phase passes at once. */
export class Pacer {
  readonly #intervalMs: () => number;
  readonly #emit: (event: SharedEvent) => void;
  readonly #sent = new Map<string, { readonly phase: string | null; readonly atMs: number }>();
  readonly #held = new Map<string, SharedEvent>();
  #timer: NodeJS.Timeout | undefined;

  /** @param intervalMs The time between two events of a key, about; read anew for each event; 0: as they come. */
  constructor(intervalMs: () => number, emit: (event: SharedEvent) => void) {
    this.#intervalMs = intervalMs;
    this.#emit = emit;
  }

  offer(event: SharedEvent): void {
    if (this.#waitMs(event, 1 - TOLERANCE) === 0) {
      this.#pass(event);
      return;
    }
    this.#held.set(event.note.key, event);
    this.#timer ??= setTimeout(() => this.#review(), this.#holdMs(event));
  }

  /** Passes on what was held back: nothing newer will come. */
  release(): void {
    for (const event of this.#takeHeld()) this.#pass(event);
  }

  forget(key: string): void {
    this.#sent.delete(key);
    this.#held.delete(key);
  }

  /** Passes on what nothing newer has come for in time. */
  #review(): void {
    this.#timer = undefined;
    for (const event of this.#held.values()) if (this.#holdMs(event) === 0) this.#pass(event);
    const holdsMs = [...this.#held.values()].map((event) => this.#holdMs(event));
    if (holdsMs.length > 0) this.#timer = setTimeout(() => this.#review(), Math.min(...holdsMs));
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

  /** How long to hold the event back for a newer one, in milliseconds. */
  #holdMs(event: SharedEvent): number {
    return this.#waitMs(event, 1 + TOLERANCE);
  }

  /** Time until so many intervals after the last event of the key, in milliseconds; 0 for what is never held back. */
  #waitMs({ note }: SharedEvent, intervals: number): number {
    const last = this.#sent.get(note.key);
    if (last === undefined || note.isFinal || note.phase === null || note.phase !== last.phase) return 0;
    return Math.max(0, Math.ceil(last.atMs + this.#intervalMs() * intervals - performance.now()));
  }
}
