import { Stop, type StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';

/** Makes equal calls that overlap in time one call. */
export interface SingleFlight<T> {
  /**
   * Joins the call under way for `key`, or makes it with `start`. When `signal` is aborted only this caller leaves, with
   * the signal's reason; the call itself is aborted when the last one has left.
   */
  join(key: string, signal: StopSignal, start: (signal: StopSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly ending: Stop;
  callers: number;
}

/** Makes an empty {@link SingleFlight}. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function open(key: string, start: (signal: StopSignal) => Promise<T>): Flight<T> {
    const ending = new Stop();
    const flight: Flight<T> = { ending, callers: 0, result: start(ending) };
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.result.then(land, land);
    flights.set(key, flight);
    return flight;
  }

  function join(key: string, signal: StopSignal, start: (signal: StopSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const flight = flights.get(key) ?? open(key, start);
    flight.callers += 1;
    return new Promise<T>((resolve, reject) => {
      const letGo = onFirstAbort([signal], (reason) => {
        flight.callers -= 1;
        if (flight.callers === 0) {
          // Out of the map before the abort, so that a newcomer does not join a call that is ending.
          if (flights.get(key) === flight) flights.delete(key);
          flight.ending.abort(reason);
        }
        reject(reason);
      });
      flight.result.then(
        (value) => {
          letGo();
          return resolve(value);
        },
        (error: unknown) => {
          letGo();
          // oxlint-disable-next-line prefer-promise-reject-errors -- it goes on as it was thrown
          reject(error);
        },
      );
    });
  }

  return { join };
}
