import type { ReactElement } from 'react';
import { counted } from '../format/quantities.js';
import type { ProblemPartsFragment } from '../generated/graphql.js';
import { LoadMore, type PagedList } from './load-more.js';
import { MissingProviders } from './missing-parts.js';
import { Empty, Failure, Loading } from './states.js';

interface ResultsProps {
  readonly list: PagedList & {
    readonly isPending: boolean;
    /** Whether these are the results of earlier conditions, until those of the new ones are here. */
    readonly isPlaceholderData: boolean;
    readonly error: unknown;
    refetch(this: void): Promise<unknown>;
  };
  /** What one of them is called, such as `model`. */
  readonly noun: string;
  /** List items, one for each result that has come so far. */
  readonly items: readonly ReactElement[];
  /** Providers whose part is missing. */
  readonly unavailable: readonly ProblemPartsFragment[];
  /** Drops all conditions. */
  readonly onReset: () => void;
}

/** What meets the conditions above it, of all providers: more of it as one scrolls. */
export function Results({ list, noun, items, unavailable, onReset }: ResultsProps) {
  const again = () => void list.refetch();
  if (list.isPending) return <Loading rows={8} />;
  if (list.error !== null && items.length === 0) return <Failure error={list.error} onRetry={again} />;
  const count = counted(items.length, noun);
  return (
    <div className={list.isPlaceholderData ? 'dimmed' : undefined}>
      <MissingProviders problems={unavailable} onRetry={again} />
      <p className="visually-hidden" role="status">
        {count} {list.hasNextPage ? 'so far' : 'in all'}
      </p>
      {items.length === 0 ? (
        <Empty title={`No ${noun} meets these conditions`}>
          <button type="button" className="button" onClick={onReset}>
            Show all {noun}s
          </button>
        </Empty>
      ) : (
        <ul className="items">{items}</ul>
      )}
      <LoadMore list={list} />
      {!list.hasNextPage && items.length > 0 && <p className="end-of-list">{count}</p>}
    </div>
  );
}
