import { useLiveDownloads } from './downloads/live-downloads.js';
import { isActive } from './downloads/progress.js';
import { links, type Route } from './router/routes.js';
import { useSession } from './session/session.js';
import { useViewer } from './session/viewer.js';

type PageName = Route['page'];

const PLACES: readonly {
  readonly text: string;
  readonly href: string;
  readonly pages: readonly PageName[];
}[] = [
  { text: 'Models', href: links.catalogue, pages: ['catalogue', 'model'] },
  { text: 'Runs', href: links.runs, pages: ['runs', 'run', 'compare'] },
  { text: 'Downloads', href: links.downloads, pages: ['downloads'] },
  { text: 'Runtime', href: links.runtime, pages: ['runtime'] },
  { text: 'Providers', href: links.providers, pages: ['providers'] },
];

/** What stands on top of every page: where one is and can go, and who one is. */
export function Header({ page }: { readonly page: PageName }) {
  const { key, enter } = useSession();
  const { name } = useViewer();
  return (
    <header className="top">
      <button
        type="button"
        className="skip"
        onClick={() => document.querySelector<HTMLElement>('#main')?.focus()}
      >
        Skip to the content
      </button>
      <a className="brand" href={links.catalogue}>
        Modelgate
      </a>
      <nav aria-label="Pages">
        {PLACES.map(({ text, href, pages }) => (
          <a key={href} href={href} aria-current={pages.includes(page) ? 'page' : undefined}>
            {text}
            {href === links.downloads && <ActiveCount />}
          </a>
        ))}
      </nav>
      <div className="who">
        <a href="graphql">GraphiQL</a>
        {key !== null && (
          <>
            {name !== null && <span className="muted">{name}</span>}
            <button type="button" className="plain link" onClick={() => enter(null)}>
              Sign out
            </button>
          </>
        )}
      </div>
    </header>
  );
}

/** How many downloads are under way; nothing when none is. */
function ActiveCount() {
  const { byId } = useLiveDownloads();
  const count = [...byId.values()].filter((download) => isActive(download)).length;
  if (count === 0) return null;
  return (
    <span className="count">
      {count}
      <span className="visually-hidden"> under way</span>
    </span>
  );
}
