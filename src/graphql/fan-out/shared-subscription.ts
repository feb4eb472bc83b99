import type { Socket } from 'node:net';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Gates } from './gate.js';
import type { Group } from './group.js';
import { Outlet, type Target } from './outlet.js';

/**
 * One subscriber's place in a group. It stands where a stream of results stands otherwise; the transports know it and
 * have the group's events delivered instead of iterating.
 */
export class SharedSubscription implements AsyncIterableIterator<ExecutionResult, undefined> {
  readonly #group: Group;
  readonly #gates: Gates;
  readonly #onLeave: () => void;
  #outlet: Outlet | null = null;
  #failure: GraphQLError | null = null;
  #hasLeft = false;

  /** @param onLeave Called once when the subscriber leaves, also after the group has ended. */
  constructor(group: Group, gates: Gates, onLeave: () => void) {
    this.#group = group;
    this.#gates = gates;
    this.#onLeave = onLeave;
  }

  /** Begins to send to a client: the present state, each event, the end. Once only; nothing after {@link leave}. */
  deliver(socket: Socket, target: Target): void {
    if (this.#hasLeft) return;
    if (this.#failure !== null) return target.end(this.#failure);
    this.#outlet = new Outlet(this.#gates.of(socket), target);
    this.#group.add(this.#outlet);
  }

  /** Tells the client why nothing more comes and ends the delivery; what it has not taken by now is dropped. */
  fail(error: GraphQLError): void {
    this.#failure = error;
    if (this.#outlet === null) return;
    this.#group.remove(this.#outlet);
    this.#outlet.close();
    this.#outlet.end(error);
  }

  /** Ends the delivery at once. May be repeated. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    if (this.#outlet !== null) {
      this.#group.remove(this.#outlet);
      this.#outlet.close();
    }
    this.#onLeave();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<never> {
    return Promise.reject(new Error('A shared subscription is delivered, not iterated'));
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }
}
