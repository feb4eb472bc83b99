import type { RangeReader } from '../../http/range-reader.js';
import type { Connection, Ending } from './connection.js';
import type { HostLimits } from './host-limits.js';
import { PeerRates } from './peer-rates.js';
import type { Location } from './source.js';
import type { Tuning } from './tuning.js';

/** A connection that is silent for so long is replaced, if the transfer is not called stalled sooner. */
const MAX_SILENCE_MS = 15_000;
/** A part that came in less time tells nothing of the rate. */
const MIN_MEASURED_MS = 1;

/** What the connections of all transfers share. */
export interface ConnectionTools {
  readonly reader: RangeReader;
  readonly hosts: HostLimits;
  readonly tuning: Tuning;
}

/** The connections of one transfer: those that are open, and those that wait for a place at the host. */
export class ConnectionPool {
  readonly #tools: ConnectionTools;
  readonly #maxPerHost: number;
  readonly #connections = new Set<Connection>();
  readonly #rates = new PeerRates();

  constructor(tools: ConnectionTools, maxPerHost: number) {
    this.#tools = tools;
    this.#maxPerHost = maxPerHost;
  }

  /** Open or waiting. */
  get size(): number {
    return this.#connections.size;
  }

  get openCount(): number {
    return [...this.#connections].filter((connection) => connection.isOpen).length;
  }

  /** Resolves when the connection has ended and is no longer counted. Throws as {@link Connection.run} does. */
  async run(connection: Connection, location: Location): Promise<Ending> {
    this.#connections.add(connection);
    try {
      // Rejects only when the connection is ended before it is its turn.
      const leaveHost = await this.#tools.hosts
        .enter(location.origin, this.#maxPerHost, connection.signal)
        .catch(() => null);
      return leaveHost === null
        ? { kind: 'left' }
        : await this.#runInTurn(connection, location).finally(leaveHost);
    } finally {
      this.#drop(connection);
    }
  }

  async #runInTurn(connection: Connection, location: Location): Promise<Ending> {
    const { hosts, reader } = this.#tools;
    // The host may have asked for a pause while this one waited.
    if (hosts.heldUntilMs(location.origin) > performance.now()) return { kind: 'left' };
    const ending = await connection.run(reader, location);
    const rate = ending.kind === 'ended' ? connection.takeRate(performance.now(), MIN_MEASURED_MS) : null;
    if (rate !== null) this.#rates.note(rate);
    return ending;
  }

  /** Ends the connections that are silent or too slow, so that others take their place. `stallAfterMs`: of the transfer. */
  review(nowMs: number, stallAfterMs: number): void {
    const silenceMs = Math.min(MAX_SILENCE_MS, stallAfterMs);
    for (const connection of this.#connections) {
      const rate = connection.takeRate(nowMs, this.#tools.tuning.slowAfterMs);
      const isTooSlow = rate !== null && this.#rates.isTooSlow(rate);
      if (isTooSlow || connection.isSilentFor(silenceMs, nowMs)) connection.replace();
    }
  }

  /** Nothing is written any more when this returns. */
  leaveAll(): void {
    for (const connection of this.#connections) {
      connection.leave();
      this.#drop(connection);
    }
  }

  #drop(connection: Connection): void {
    if (this.#connections.delete(connection)) connection.release();
  }
}
