import { operationOf, type Arguments, type GatewayDocument } from './document.js';
import { ModelgateError } from './errors.js';
import type { CallOptions } from './options.js';
import { dataOf, request, type Wire } from './request.js';
import type { Subscriptions, Watching } from './subscription.js';

/** What can be said about a query or mutation. */
export interface RequestOptions extends CallOptions {
  /** Told of errors that leave some data, which is then the result. Without it such an answer rejects. */
  readonly onPartial?: (error: ModelgateError) => void;
}

/** What can be said about a subscription. */
export interface SubscribeOptions extends CallOptions, Watching {}

/** Runs documents against one gateway. */
export interface Core {
  /** Rejects with {@link ModelgateError}; sound data beside errors is in its `data`. */
  query<Data, Variables>(
    document: GatewayDocument<Data, Variables>,
    ...rest: Arguments<Variables, RequestOptions>
  ): Promise<Data>;
  /** As `query`. Never sent twice: a mutation that met `NETWORK` may have been carried out. */
  mutate<Data, Variables>(
    document: GatewayDocument<Data, Variables>,
    ...rest: Arguments<Variables, RequestOptions>
  ): Promise<Data>;
  /**
   * The events until the gateway ends the subscription. A lost connection is made again and goes on from the present
   * state; leaving the loop or aborting the signal ends it. Iterate it once.
   */
  subscribe<Data, Variables>(
    document: GatewayDocument<Data, Variables>,
    ...rest: Arguments<Variables, SubscribeOptions>
  ): AsyncGenerator<Data, void, undefined>;
}

/** What the core is made of. */
export interface CoreParts {
  readonly wire: Wire;
  readonly subscriptions: Subscriptions;
  /** Whether documents are named by their ids from the first on, and not only when the gateway refuses their texts. */
  readonly persisted: boolean;
  readonly closing: AbortSignal;
}

/** Makes the core; aborting `closing` ends everything that runs. */
export function createCore({ wire, subscriptions, persisted, closing }: CoreParts): Core {
  let byId = persisted;
  /** Whether to send it again by its id. Nothing was carried out of what is refused so. */
  const isWorthItsId = (error: unknown): boolean => {
    if (byId || !(error instanceof ModelgateError) || error.code !== 'DOCUMENT_NOT_ALLOWED') return false;
    byId = true;
    return true;
  };
  const run: Core['query'] = async (document, ...[variables, options = {}]) => {
    const send = async () => {
      const operation = operationOf(document, variables, byId);
      const answer = await request(wire, operation, either(closing, options.signal));
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the gateway keeps to its schema
      return dataOf(answer, options.onPartial) as never;
    };
    try {
      return await send();
    } catch (error) {
      if (isWorthItsId(error)) return send();
      throw error;
    }
  };
  return {
    query: run,
    mutate: run,
    async *subscribe(document, ...[variables, options = {}]) {
      const follow = () =>
        // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the gateway keeps to its schema
        subscriptions.events(
          operationOf(document, variables, byId),
          either(closing, options.signal),
          options,
        ) as AsyncGenerator<never, void, undefined>;
      try {
        yield* follow();
      } catch (error) {
        if (!isWorthItsId(error)) throw error;
        yield* follow();
      }
    },
  };
}

/** Aborted when one of the two is. */
export function either(closing: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? closing : AbortSignal.any([closing, signal]);
}
