import { useModels } from '../catalogue/use-models.js';
import { DownloadButton } from '../downloads/download-button.js';
import { useDownloads } from '../downloads/use-downloads.js';
import { bytes } from '../format/quantities.js';
import type { ModelRowFragment } from '../generated/graphql.js';
import { LoadButtons } from '../model/load-buttons.js';
import { Badge } from '../parts/badge.js';
import { ItemMain } from '../parts/item-main.js';
import { LoadMore } from '../parts/load-more.js';
import { MissingProviders } from '../parts/missing-parts.js';
import { Page } from '../parts/page.js';
import { Section } from '../parts/section.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { links } from '../router/routes.js';

const ON_MACHINE: readonly string[] = ['LOADED', 'DOWNLOADED', 'DOWNLOADING'];

/** The models of local runtimes: what is in memory, what is on disk, what could be. */
export function RuntimePage() {
  const list = useModels({
    search: null,
    filter: { kinds: ['RUNTIME'] },
    orderBy: { field: 'NAME', direction: 'ASC' },
  });
  const { models, unavailable, error, refetch } = list;
  const again = () => void refetch();
  const here = models.filter(({ runtime }) => ON_MACHINE.includes(runtime?.state ?? ''));
  const elsewhere = models.filter((model) => !here.includes(model));
  return (
    <Page title="Runtime">
      {list.isPending ? (
        <Loading />
      ) : error !== null && models.length === 0 ? (
        <Failure error={error} onRetry={again} />
      ) : (
        <>
          <MissingProviders problems={unavailable} onRetry={again} />
          {models.length === 0 && unavailable.length === 0 && (
            <Empty title="There is no local runtime">
              <p>A provider of the kind “runtime” runs models on one machine; none is configured.</p>
            </Empty>
          )}
          <RuntimeModels title="On this machine" models={sorted(here)} />
          <RuntimeModels title="Not on this machine" models={elsewhere} />
          <LoadMore list={list} />
        </>
      )}
    </Page>
  );
}

/** What is in memory comes first. */
function sorted(models: readonly ModelRowFragment[]): readonly ModelRowFragment[] {
  const rank = ({ runtime }: ModelRowFragment) => ON_MACHINE.indexOf(runtime?.state ?? '');
  return [...models].sort((a, b) => rank(a) - rank(b));
}

function RuntimeModels({
  title,
  models,
}: {
  readonly title: string;
  readonly models: readonly ModelRowFragment[];
}) {
  if (models.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="items">
        {models.map((model) => (
          <RuntimeItem key={model.id} model={model} />
        ))}
      </ul>
    </Section>
  );
}

function RuntimeItem({ model }: { readonly model: ModelRowFragment }) {
  const { id, ref, name, can, runtime, provider } = model;
  const { downloads } = useDownloads();
  const download = downloads.find(({ subject }) => subject != null && 'id' in subject && subject.id === id);
  const about = [
    runtime?.parametersBillions != null && `${runtime.parametersBillions} B parameters`,
    runtime?.quantization,
    runtime?.diskBytes != null && `${bytes(runtime.diskBytes)} on disk`,
    runtime?.memoryBytes != null && `${bytes(runtime.memoryBytes)} of memory`,
  ];
  return (
    <li className="item">
      <ItemMain href={links.model(ref)} name={name} about={about.some(Boolean) ? about : [provider.name]} />
      <div className="item-state">{runtime !== null && <Badge state={runtime.state} />}</div>
      <div className="buttons">
        <LoadButtons model={model} isSmall />
        <DownloadButton
          id={id}
          label={name}
          isPossible={can?.includes('DOWNLOAD') ?? false}
          download={download}
        />
      </div>
    </li>
  );
}
