import type { Gate } from './gate.js';
import type { Subscriber } from './group.js';
import type { SharedEvent } from './shared-event.js';

/** How many final events, each of a key of its own, wait for a client that does not read. */
export const MAX_WAITING_FINALS = 1_000;

/** How a transport sends to one subscriber. */
export interface Target {
  send(event: SharedEvent): void;
  /** Everything was sent. `error` is set when the source failed. */
  end(error: unknown): void;
}

/**
 * Sends at once while the connection takes more; else keeps one event for each key, the latest, in the order in which
 * the keys changed. What it holds is bounded, and the events are those that all subscribers share.
 */
export class Outlet implements Subscriber {
  readonly #gate: Gate;
  readonly #target: Target;
  readonly #waiting = new Map<string, SharedEvent>();
  #waitingFinals = 0;
  #ended: { readonly error: unknown } | null = null;

  constructor(gate: Gate, target: Target) {
    this.#gate = gate;
    this.#target = target;
  }

  offer(event: SharedEvent): void {
    if (this.#waiting.size === 0 && this.#gate.isOpen()) this.#target.send(event);
    else this.#keep(event);
  }

  end(error: unknown): void {
    if (this.#waiting.size === 0) this.#target.end(error);
    else this.#ended = { error };
  }

  /** Drops what waits. */
  close(): void {
    this.#gate.forget(this.#flush);
    this.#waiting.clear();
  }

  #keep(event: SharedEvent): void {
    if (this.#waiting.size === 0) this.#gate.whenOpen(this.#flush);
    const { key, isFinal } = event.note;
    this.#waiting.set(key, event);
    if (!isFinal) return;
    this.#waitingFinals += 1;
    if (this.#waitingFinals > MAX_WAITING_FINALS) this.#dropOldestFinal();
  }

  #dropOldestFinal(): void {
    for (const [key, { note }] of this.#waiting) {
      if (!note.isFinal) continue;
      this.#waiting.delete(key);
      this.#waitingFinals -= 1;
      return;
    }
  }

  readonly #flush = (): void => {
    for (const [key, event] of this.#waiting) {
      if (!this.#gate.isOpen()) {
        this.#gate.whenOpen(this.#flush);
        return;
      }
      this.#waiting.delete(key);
      if (event.note.isFinal) this.#waitingFinals -= 1;
      this.#target.send(event);
    }
    if (this.#ended !== null) this.#target.end(this.#ended.error);
  };
}
