import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Tone } from '../format/words.js';

interface Notice {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

interface Notices {
  /** Says something that is seen on every page until it is put away. */
  readonly tell: (tone: Tone, text: string) => void;
}

const NoticesContext = createContext<Notices | null>(null);

/** Where to say what has happened. */
export function useNotices(): Notices {
  const notices = use(NoticesContext);
  if (notices === null) throw new TypeError('There is nowhere to say anything here.');
  return notices;
}

/** Shows what its inside has to say; screen readers read it out. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const tell = useCallback((tone: Tone, text: string) => {
    setShown((before) => [...before.slice(-2), { id: (before.at(-1)?.id ?? 0) + 1, tone, text }]);
  }, []);
  const remove = (id: number) => setShown((before) => before.filter((notice) => notice.id !== id));
  return (
    <NoticesContext value={useMemo(() => ({ tell }), [tell])}>
      {children}
      <div className="notices" role="status">
        {shown.map(({ id, tone, text }) => (
          <p key={id} className={`notice ${tone}`}>
            <span>{text}</span>
            <button type="button" className="plain" aria-label="Put away" onClick={() => remove(id)}>
              ✕
            </button>
          </p>
        ))}
      </div>
    </NoticesContext>
  );
}
