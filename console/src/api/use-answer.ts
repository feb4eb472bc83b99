import type { ModelgateClient, ModelgateError, RequestOptions } from '@modelgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useSession } from '../session/session.js';

/** What a query gave: its data, and what is missing of it. */
export interface Answer<Data> {
  readonly data: Data;
  /** Why some fields are null; null when nothing is missing. */
  readonly partial: ModelgateError | null;
}

/** Where an answer is kept: the name of its subject, then what tells it from others. */
export type Key = readonly [string, ...unknown[]];

/** Runs a document with these options. */
type Ask<Data> = (client: ModelgateClient, options: RequestOptions) => Promise<Data>;

/** Asks and keeps the answer under `key` for all who ask the same; not as long as `isEnabled` is false. */
export function useAnswer<Data>(key: Key, ask: Ask<Data>, isEnabled = true): UseQueryResult<Answer<Data>> {
  const { client } = useSession();
  return useQuery({
    queryKey: key,
    enabled: isEnabled,
    queryFn: async ({ signal }) => {
      let partial: ModelgateError | null = null;
      const data = await ask(client, {
        signal,
        onPartial: (error) => {
          partial = error;
        },
      });
      return { data, partial };
    },
  });
}
