import type { ModelgateClient } from '@modelgate/client';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useNotices } from '../parts/notices.js';
import { useSession } from '../session/session.js';
import { explain } from './errors.js';
import type { Key } from './use-answer.js';

/** Carries an action out on the thing with this global id. */
type Act<Data> = (client: ModelgateClient, id: string) => Promise<Data>;

/** What follows an action. */
interface Follow<Data> {
  readonly onDone?: (data: Data) => void;
  /** Answers that it makes old. */
  readonly stale?: readonly Key[];
}

/** An action on a thing that is named when it is carried out. A failure is told as a notice. */
export function useAction<Data>(
  act: Act<Data>,
  { onDone, stale = [] }: Follow<Data>,
): UseMutationResult<Data, unknown, string> {
  const { client } = useSession();
  const queries = useQueryClient();
  const { tell } = useNotices();
  return useMutation({
    mutationFn: (id: string) => act(client, id),
    onError: (error) => {
      const { title, text } = explain(error);
      tell('bad', `${title}: ${text}`);
    },
    onSuccess: (data) => onDone?.(data),
    onSettled: () => Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
