import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { counted } from '../format/quantities.js';
import { links } from '../router/routes.js';

/** Most checkpoints that the gateway compares at once. */
const MOST = 50;

/** Checkpoints that were chosen for comparison, over all pages. */
interface Basket {
  readonly ids: readonly string[];
  readonly toggle: (id: string) => void;
}

const BasketContext = createContext<Basket>({ ids: [], toggle: () => undefined });

/** The checkpoints that were chosen. */
export function useBasket(): Basket {
  return use(BasketContext);
}

interface BasketProviderProps {
  /** Whether the bar with what was chosen is in the way. */
  readonly isHidden: boolean;
  readonly children: ReactNode;
}

/** Keeps what was chosen, and shows it at the foot of the page. */
export function BasketProvider({ isHidden, children }: BasketProviderProps) {
  const [ids, setIds] = useState<readonly string[]>([]);
  const toggle = useCallback(
    (id: string) =>
      setIds((before) =>
        before.includes(id) ? before.filter((each) => each !== id) : [...before, id].slice(-MOST),
      ),
    [],
  );
  return (
    <BasketContext value={useMemo(() => ({ ids, toggle }), [ids, toggle])}>
      {children}
      {ids.length > 0 && !isHidden && (
        <aside className="basket" aria-label="Comparison">
          <span>{counted(ids.length, 'checkpoint')} chosen</span>
          {ids.length > 1 ? (
            <a className="button primary" href={links.compare(ids)}>
              Compare
            </a>
          ) : (
            <span className="muted">choose one more</span>
          )}
          <button type="button" className="button" onClick={() => setIds([])}>
            Clear
          </button>
        </aside>
      )}
    </BasketContext>
  );
}
