import { useEffect, type ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** Above the title: where the thing belongs. */
  readonly above?: ReactNode;
  /** Beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its title, which is also the window's. */
export function Page({ title, above, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Modelgate`;
  }, [title]);
  return (
    <>
      <header className="page-header">
        <div>
          {above !== undefined && <p className="above">{above}</p>}
          <h1>{title}</h1>
        </div>
        {aside}
      </header>
      {children}
    </>
  );
}
