import { listenTo } from '../async/abort.js';
import { PassingMap } from '../async/passing-map.js';
import { Stop, type StopSignal } from '../async/stop.js';

/** Makes equal calls that overlap in time one call. */
export interface SingleFlight<T> {
  /**
   * Joins the call under way for `key`, or makes it with `start`. When `signal` is aborted only this caller leaves, with
   * the signal's reason; the call itself is aborted when the last one has left.
   */
  join(key: string, signal: StopSignal, start: (signal: StopSignal) => Promise<T>): Promise<T>;
}

/** Makes an empty {@link SingleFlight}. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new PassingMap<string, Flight<T>>();
  return {
    join: (key, signal, start) => {
      try {
        signal.throwIfAborted();
        return (flights.get(key) ?? new Flight(key, start, flights)).join(signal);
      } catch (error) {
        // oxlint-disable-next-line prefer-promise-reject-errors -- it goes on as it was thrown
        return Promise.reject(error);
      }
    },
  };
}

/** A call under way; it tells each caller by itself, because most have but one. */
class Flight<T> {
  readonly #key: string;
  readonly #flights: PassingMap<string, Flight<T>>;
  readonly #callers = new Set<Caller<T>>();
  readonly #ending = new Stop();

  constructor(
    key: string,
    start: (signal: StopSignal) => Promise<T>,
    flights: PassingMap<string, Flight<T>>,
  ) {
    this.#key = key;
    this.#flights = flights;
    start(this.#ending).then(
      (value) => this.#land((caller) => caller.resolve(value)),
      (error: unknown) => this.#land((caller) => caller.reject(error)),
    );
    flights.set(key, this);
  }

  join(signal: StopSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#callers.add(new Caller<T>(this, signal, { resolve, reject }));
    });
  }

  leave(caller: Caller<T>, reason: unknown): void {
    this.#callers.delete(caller);
    if (this.#callers.size > 0) return;
    // Out of the map before the abort, so that a newcomer does not join a call that is ending.
    this.#close();
    this.#ending.abort(reason);
  }

  #land(tell: (caller: Caller<T>) => void): void {
    this.#close();
    this.#callers.forEach(tell);
  }

  /** Nobody can join it any more. */
  #close(): void {
    if (this.#flights.get(this.#key) === this) this.#flights.delete(this.#key);
  }
}

interface Settlement<T> {
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** Somebody who waits for a call. */
class Caller<T> {
  readonly #flight: Flight<T>;
  readonly #signal: StopSignal;
  readonly #settlement: Settlement<T>;

  constructor(flight: Flight<T>, signal: StopSignal, settlement: Settlement<T>) {
    this.#flight = flight;
    this.#signal = signal;
    this.#settlement = settlement;
    listenTo(signal, this);
  }

  /** He leaves. */
  handleEvent(): void {
    const { reason } = this.#signal;
    this.#signal.removeEventListener('abort', this);
    this.#flight.leave(this, reason);
    this.#settlement.reject(reason);
  }

  resolve(value: T): void {
    this.#signal.removeEventListener('abort', this);
    this.#settlement.resolve(value);
  }

  reject(error: unknown): void {
    this.#signal.removeEventListener('abort', this);
    this.#settlement.reject(error);
  }
}
