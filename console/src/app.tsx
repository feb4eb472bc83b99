import { lazy, Suspense, useEffect, useRef } from 'react';
import { CataloguePage } from './catalogue/catalogue-page.js';
import { BasketProvider } from './checkpoints/basket.js';
import { DownloadsPage } from './downloads/downloads-page.js';
import { LiveDownloadsProvider } from './downloads/live-downloads.js';
import { Header } from './header.js';
import { ModelPage } from './model/model-page.js';
import { NoticesProvider } from './parts/notices.js';
import { Page } from './parts/page.js';
import { Empty, Loading } from './parts/states.js';
import { ProvidersPage } from './providers/providers-page.js';
import { links, type Route } from './router/routes.js';
import { useRoute } from './router/use-location.js';
import { RunsPage } from './run/runs-page.js';
import { RuntimePage } from './runtime/runtime-page.js';
import { useSession } from './session/session.js';
import { SignIn } from './session/sign-in.js';

// The pages with charts, which not every visit needs.
const RunPage = lazy(() => import('./run/run-page.js').then((module) => ({ default: module.RunPage })));
const ComparePage = lazy(() =>
  import('./checkpoints/compare-page.js').then((module) => ({ default: module.ComparePage })),
);

/** The console: the page that the address names, or the way in. */
export function App() {
  const { isRefused, key } = useSession();
  const route = useRoute();
  if (isRefused) {
    return (
      <main id="main">
        <SignIn />
      </main>
    );
  }
  return (
    <NoticesProvider key={key}>
      <LiveDownloadsProvider>
        <BasketProvider isHidden={route.page === 'compare'}>
          <Header page={route.page} />
          <Main route={route} />
        </BasketProvider>
      </LiveDownloadsProvider>
    </NoticesProvider>
  );
}

function Main({ route }: { readonly route: Route }) {
  const main = useRef<HTMLElement>(null);
  const place = JSON.stringify(route);
  const shown = useRef(place);
  // A new page begins at its top, also for those who read it with a screen reader or go on by keyboard.
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    scrollTo(0, 0);
    main.current?.focus();
  }, [place]);
  return (
    <main ref={main} id="main" tabIndex={-1} key={place}>
      <Suspense fallback={<Loading />}>
        <PageOf route={route} />
      </Suspense>
    </main>
  );
}

function PageOf({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'catalogue':
      return <CataloguePage />;
    case 'model':
      return <ModelPage modelRef={route.ref} />;
    case 'runs':
      return <RunsPage />;
    case 'run':
      return <RunPage runRef={route.ref} />;
    case 'compare':
      return <ComparePage />;
    case 'downloads':
      return <DownloadsPage />;
    case 'runtime':
      return <RuntimePage />;
    case 'providers':
      return <ProvidersPage />;
    case 'unknown':
    default:
      return (
        <Page title="Nothing is here">
          <Empty title="The address names no page">
            <a className="button" href={links.catalogue}>
              Show models
            </a>
          </Empty>
        </Page>
      );
  }
}
