import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useEvents, type Liveness } from '../api/use-events.js';
import { DownloadChangesDocument, type DownloadProgressPartsFragment } from '../generated/graphql.js';
import { isActive } from './progress.js';

type Progress = DownloadProgressPartsFragment;

/** What is known of downloads from events, newer than what lists say. */
interface LiveDownloads {
  readonly byId: ReadonlyMap<string, Progress>;
  readonly liveness: Liveness;
  /** Takes note of a state that an action answered with. */
  readonly note: (progress: Progress) => void;
}

const LiveContext = createContext<LiveDownloads>({
  byId: new Map(),
  liveness: 'waiting',
  note: () => undefined,
});

/** Follows all downloads of the gateway, once for the whole console. */
export function LiveDownloadsProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [byId, setById] = useState<ReadonlyMap<string, Progress>>(new Map());
  const note = useCallback(
    (progress: Progress) => {
      setById((before) => withNews(before, progress));
      // What a finished download brought shows in other places: files, a runtime's models.
      if (!isActive(progress))
        void queries.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey[0]) });
    },
    [queries],
  );
  const liveness = useEvents({
    subject: 'downloads',
    subscribe: (client, options) => client.subscribe(DownloadChangesDocument, {}, options),
    onEvent: ({ downloadsChanged }) => note(downloadsChanged),
    // Those that end in the meantime are told by the list only.
    onInterrupted: () => void queries.invalidateQueries({ queryKey: ['downloads'] }),
  });
  const live = useMemo(() => ({ byId, liveness, note }), [byId, liveness, note]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The downloads that events have told of. */
export function useLiveDownloads(): LiveDownloads {
  return use(LiveContext);
}

/** The newest that is known of a download, whatever a list said of it. */
export function useNewest(download: Progress | null | undefined): Progress | null {
  const { byId } = useLiveDownloads();
  if (download == null) return null;
  return newer(download, byId.get(download.id));
}

/** The later one of two states of a download. */
export function newer<Known extends Progress>(known: Known, live: Progress | undefined): Known {
  if (live === undefined || live.progress.sequence <= known.progress.sequence) return known;
  return { ...known, ...live };
}

function withNews(before: ReadonlyMap<string, Progress>, progress: Progress): ReadonlyMap<string, Progress> {
  const known = before.get(progress.id);
  const isNews = known === undefined || known.progress.sequence < progress.progress.sequence;
  return isNews ? new Map(before).set(progress.id, progress) : before;
}

function isTouched(subject: unknown): boolean {
  return subject === 'model' || subject === 'models' || subject === 'run-checkpoints';
}
