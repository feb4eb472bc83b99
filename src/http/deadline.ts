import { listenTo } from '../async/abort.js';
import { PassingMap } from '../async/passing-map.js';
import { Stop, type StopSignal } from '../async/stop.js';
import { cancelledError, timeoutError, type Peer } from './failures.js';

/**
 * The time one call may take. Aborted with a GatewayError: PROVIDER_TIMEOUT when the time is up, CANCELLED when somebody left
 * before.
 */
export interface Deadline extends StopSignal {
  /** On the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** The call is over: frees everything. */
  dispose(): void;
}

/** Deadlines of calls that may all take the same time: so one timer does for all, and it rings once in that time. */
export class Deadlines {
  readonly #peer: Peer;
  readonly #totalMs: number;
  readonly #closing: StopSignal;
  /** The one that ends first stands first. */
  readonly #running: Running = new PassingMap();
  #isTimed = false;

  /** @param closing Ends them all. */
  constructor(peer: Peer, totalMs: number, closing: StopSignal = new Stop()) {
    this.#peer = peer;
    this.#totalMs = totalMs;
    this.#closing = closing;
    listenTo(closing, () => {
      for (const deadline of this.#running.values()) deadline.cancel(closing.reason);
    });
  }

  /** Starts the clock of a call that also ends with `caller`. */
  start(caller: StopSignal): Deadline {
    const endsAtMs = performance.now() + this.#totalMs;
    const deadline = new RunningDeadline(endsAtMs, this.#peer, caller, this.#running);
    if (caller.aborted) deadline.cancel(caller.reason);
    else if (this.#closing.aborted) deadline.cancel(this.#closing.reason);
    if (!this.#isTimed) this.#time(this.#totalMs);
    return deadline;
  }

  #time(waitMs: number): void {
    this.#isTimed = true;
    // What holds the process is the call itself.
    setTimeout(() => this.#ring(), waitMs).unref();
  }

  #ring(): void {
    this.#isTimed = false;
    for (const deadline of this.#running.values()) {
      const leftMs = deadline.endsAtMs - performance.now();
      // A timer may be early by less than a millisecond.
      if (leftMs >= 1) return this.#time(leftMs);
      deadline.abort(timeoutError(this.#peer, this.#totalMs));
    }
    return undefined;
  }
}

type Running = PassingMap<RunningDeadline, RunningDeadline>;

class RunningDeadline extends Stop implements Deadline {
  readonly endsAtMs: number;
  readonly #peer: Peer;
  readonly #caller: StopSignal;
  readonly #running: Running;

  constructor(endsAtMs: number, peer: Peer, caller: StopSignal, running: Running) {
    super();
    this.endsAtMs = endsAtMs;
    this.#peer = peer;
    this.#caller = caller;
    this.#running = running;
    running.set(this, this);
    listenTo(caller, this);
  }

  /** The caller leaves. */
  handleEvent(): void {
    this.cancel(this.#caller.reason);
  }

  cancel(reason: unknown): void {
    this.abort(cancelledError(this.#peer, reason));
  }

  dispose(): void {
    this.#running.delete(this);
    this.#caller.removeEventListener('abort', this);
  }
}
