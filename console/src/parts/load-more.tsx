import { useEffect, useEffectEvent, useRef } from 'react';

/** How far ahead of the end the next page is asked for. */
const AHEAD = '600px';

/** A list that is read page by page, as `useInfiniteQuery` gives it. */
export interface PagedList {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage(this: void): Promise<unknown>;
}

/** Reads on when the end comes near to being seen; a button for those who do not scroll. Nothing after the last page. */
export function LoadMore({ list }: { readonly list: PagedList }) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  if (!hasNextPage) return null;
  return <MoreButton isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />;
}

interface MoreButtonProps {
  readonly isLoading: boolean;
  readonly onMore: () => void;
}

function MoreButton({ isLoading, onMore }: MoreButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const ask = useEffectEvent(() => {
    if (!isLoading) onMore();
  });
  // A page that is shorter than the window leaves the button in view: it has to be watched anew after each.
  useEffect(() => {
    if (isLoading || button.current === null) return undefined;
    const watch = (entries: readonly IntersectionObserverEntry[]) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) ask();
    };
    const observer = new IntersectionObserver(watch, { rootMargin: AHEAD });
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [isLoading]);
  return (
    <button ref={button} type="button" className="button more" disabled={isLoading} onClick={onMore}>
      {isLoading ? 'Loading…' : 'Load more'}
    </button>
  );
}
