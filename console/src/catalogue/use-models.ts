import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ModelListDocument, type ModelListQueryVariables } from '../generated/graphql.js';
import { useSession } from '../session/session.js';

/** The models that meet the criteria, page after page as more are asked for. */
export function useModels(criteria: Omit<ModelListQueryVariables, 'after'>) {
  const { client } = useSession();
  const query = useInfiniteQuery({
    queryKey: ['models', criteria],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      client.query(
        ModelListDocument,
        { ...criteria, after: pageParam },
        { signal, onPartial: () => undefined },
      ),
    getNextPageParam: ({ models: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    // The old list stays, dimmed, until the new one is here: nothing jumps while somebody types.
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages ?? [];
  return {
    ...query,
    models: pages.flatMap(({ models }) => models.nodes),
    unavailable: pages.flatMap(({ models }) => models.unavailable),
  };
}
