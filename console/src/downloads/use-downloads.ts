import { useInfiniteQuery } from '@tanstack/react-query';
import {
  DownloadListDocument,
  type DownloadProgressPartsFragment,
  type DownloadSubjectPartsFragment,
} from '../generated/graphql.js';
import { useSession } from '../session/session.js';
import { newer, useLiveDownloads } from './live-downloads.js';

/** A download in the list; its subject is asked for when it was told of by an event. */
export type ListedDownload = DownloadProgressPartsFragment & Partial<DownloadSubjectPartsFragment>;

/** All downloads, newest first: the list, with what events have told since. */
export function useDownloads() {
  const { client } = useSession();
  const { byId } = useLiveDownloads();
  const query = useInfiniteQuery({
    queryKey: ['downloads'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      client.query(DownloadListDocument, { after: pageParam }, { signal, onPartial: () => undefined }),
    getNextPageParam: ({ downloads: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
  });
  const listed = query.data?.pages.flatMap(({ downloads }) => downloads.nodes) ?? [];
  const merged = new Map<string, ListedDownload>(byId);
  for (const download of listed) merged.set(download.id, newer(download, byId.get(download.id)));
  const downloads = [...merged.values()].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return { ...query, downloads };
}
