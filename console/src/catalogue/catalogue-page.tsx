import { Page } from '../parts/page.js';
import { Results } from '../parts/results.js';
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
  const { models, ...list } = useModels(criteriaOf(parameters));
  return (
    <Results
      list={list}
      noun="model"
      items={models.map((model) => (
        <ModelItem key={model.id} model={model} />
      ))}
      unavailable={list.unavailable}
      onReset={onReset}
    />
  );
}
