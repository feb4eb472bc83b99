import { createClient, type ModelgateClient, type ModelgateError } from '@modelgate/client';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './context.js';
import { EXIT_CODES } from './exit-codes.js';
import { visible } from './format.js';

/** A part of an answer that a provider did not give. */
export interface Gap {
  readonly provider: { readonly name: string };
  readonly code: string;
  readonly message: string;
}

/** Opens the gateway that the options name, for one piece of work. */
export async function withGateway<T>(
  { endpoint, signal }: CommandContext,
  work: (client: ModelgateClient) => Promise<T>,
): Promise<T> {
  const { url, key } = endpoint;
  const client = createClient({ url, ...(key === null ? {} : { auth: key.open() }) });
  const close = () => client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    signal.throwIfAborted();
    return await work(client);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** The thing that one question to the gateway is about, as {@link askFor} finds it. */
export function lookUp<Data, Thing>(
  context: CommandContext,
  ask: (client: ModelgateClient, options: PartialOptions) => Promise<Data>,
  pick: (data: Data) => Thing | null | undefined,
): Promise<Thing> {
  return withGateway(context, (client) => askFor(context, (options) => ask(client, options), pick));
}

/** Some items of a list, and whether there are more. */
export interface Taken<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** The first items of a list; reads no further than one item behind them. */
export async function take<Item>(list: AsyncIterable<Item>, limit: number): Promise<Taken<Item>> {
  const items: Item[] = [];
  for await (const item of list) {
    if (items.length === limit) return { items, hasMore: true };
    items.push(item);
  }
  return { items, hasMore: false };
}

/** Items that are asked for at once when no more than `limit` are wanted. */
export function pageSizeFor(limit: number): number {
  return Math.min(limit + 1, 100);
}

/** Says what is missing, beside what is there; the run then answers that a provider is in trouble. */
export function reportGaps(context: CommandContext, gaps: readonly Gap[]): void {
  if (gaps.length === 0) return;
  context.exitCode = EXIT_CODES.provider;
  for (const { provider, code, message } of gaps)
    context.output.note(visible(`Incomplete without ${provider.name} (${code}): ${message}`));
}

interface PartialOptions {
  readonly onPartial: (error: ModelgateError) => void;
}

/**
 * The thing that an answer is about. Throws the answer's error when it is not there; what else is missing of the answer
 * is reported.
 */
export async function askFor<Data, Thing>(
  context: CommandContext,
  ask: (options: PartialOptions) => Promise<Data>,
  pick: (data: Data) => Thing | null | undefined,
): Promise<Thing> {
  const errors: ModelgateError[] = [];
  const thing = pick(await ask({ onPartial: (error) => errors.push(error) }));
  if (thing === null || thing === undefined)
    throw (
      errors[0] ??
      new GatewayError(
        'NOT_FOUND',
        'There is no such thing at this gateway. The `list` commands show what there is.',
      )
    );
  reportGaps(
    context,
    errors.map(({ provider, code, message }) => ({
      provider: { name: provider ?? 'a part' },
      code,
      message,
    })),
  );
  return thing;
}
