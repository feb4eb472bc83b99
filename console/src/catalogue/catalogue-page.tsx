import { counted } from '../format/quantities.js';
import { LoadMore } from '../parts/load-more.js';
import { MissingProviders } from '../parts/missing-parts.js';
import { Page } from '../parts/page.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { useParameters } from '../router/use-location.js';
import { CONDITIONS, criteriaOf } from './criteria.js';
import { Filters } from './filters.js';
import { ModelItem } from './model-item.js';
import { useModels } from './use-models.js';

/** The models of all providers. */
export function CataloguePage() {
  const [parameters, change] = useParameters();
  return (
    <Page title="Models">
      <Filters parameters={parameters} onChange={change} />
      <ModelList
        parameters={parameters}
        onReset={() => change(Object.fromEntries(CONDITIONS.map((name) => [name, ''])))}
      />
    </Page>
  );
}

interface ModelListProps {
  readonly parameters: URLSearchParams;
  /** Drops all conditions. */
  readonly onReset: () => void;
}

function ModelList({ parameters, onReset }: ModelListProps) {
  const list = useModels(criteriaOf(parameters));
  const { models, unavailable, error, refetch } = list;
  const again = () => void refetch();
  if (list.isPending) return <Loading rows={8} />;
  if (error !== null && models.length === 0) return <Failure error={error} onRetry={again} />;
  const isWhole = !list.hasNextPage;
  return (
    <div className={list.isPlaceholderData ? 'dimmed' : undefined}>
      <MissingProviders problems={unavailable} onRetry={again} />
      <p className="visually-hidden" role="status">
        {counted(models.length, 'model')} {isWhole ? 'in all' : 'so far'}
      </p>
      {models.length === 0 ? (
        <Empty title="No model meets these conditions">
          <button type="button" className="button" onClick={onReset}>
            Show all models
          </button>
        </Empty>
      ) : (
        <ul className="items models">
          {models.map((model) => (
            <ModelItem key={model.id} model={model} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <LoadMore isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      )}
      {isWhole && models.length > 0 && <p className="end-of-list">{counted(models.length, 'model')}</p>}
    </div>
  );
}
