import { counted } from '../format/quantities.js';
import { LoadMore } from '../parts/load-more.js';
import { Page } from '../parts/page.js';
import { Section } from '../parts/section.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { links } from '../router/routes.js';
import { DownloadItem } from './download-item.js';
import { useLiveDownloads } from './live-downloads.js';
import { isActive } from './progress.js';
import { useDownloads } from './use-downloads.js';

/** All downloads of the gateway, as they move. */
export function DownloadsPage() {
  const list = useDownloads();
  const { liveness } = useLiveDownloads();
  const { downloads, error } = list;
  return (
    <Page title="Downloads">
      {liveness === 'lost' && (
        <p className="note warn" role="status">
          The live connection is lost; the numbers stand still until it is back.
        </p>
      )}
      {list.isPending ? (
        <Loading rows={4} />
      ) : error !== null && downloads.length === 0 ? (
        <Failure error={error} onRetry={() => void list.refetch()} />
      ) : downloads.length === 0 ? (
        <Empty title="Nothing has been downloaded yet">
          <p>
            Choose a model and press “Download”: the gateway fetches and verifies it, also when you leave.
          </p>
          <a className="button" href={links.catalogue}>
            Show models
          </a>
        </Empty>
      ) : (
        <Lists list={list} />
      )}
    </Page>
  );
}

function Lists({ list }: { readonly list: ReturnType<typeof useDownloads> }) {
  const active = list.downloads.filter((download) => isActive(download));
  const ended = list.downloads.filter((download) => !isActive(download));
  return (
    <>
      {active.length > 0 && (
        <Section
          title="Under way"
          aside={<span className="muted">{counted(active.length, 'download')}</span>}
        >
          <ul className="items">
            {active.map((download) => (
              <DownloadItem key={download.id} download={download} />
            ))}
          </ul>
        </Section>
      )}
      {ended.length > 0 && (
        <Section title="Ended">
          <ul className="items">
            {ended.map((download) => (
              <DownloadItem key={download.id} download={download} />
            ))}
          </ul>
        </Section>
      )}
      <LoadMore list={list} />
    </>
  );
}
