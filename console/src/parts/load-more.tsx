import { useEffect, useEffectEvent, useRef } from 'react';

interface LoadMoreProps {
  readonly isLoading: boolean;
  readonly onMore: () => void;
}

/** How far ahead of the end the next page is asked for. */
const AHEAD = '600px';

/** Asks for more when it comes near to being seen; a button for those who do not scroll. */
export function LoadMore({ isLoading, onMore }: LoadMoreProps) {
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
