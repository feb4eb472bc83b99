import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useProviders } from '../api/use-providers.js';
import { metric } from '../format/quantities.js';
import { words } from '../format/words.js';
import {
  RunListDocument,
  type RunFilter,
  type RunRowFragment,
  type RunStatus,
} from '../generated/graphql.js';
import { Badge } from '../parts/badge.js';
import { ItemMain } from '../parts/item-main.js';
import { When } from '../parts/when.js';
import { Page } from '../parts/page.js';
import { Results } from '../parts/results.js';
import { Select } from '../parts/select.js';
import { links } from '../router/routes.js';
import { useParameters } from '../router/use-location.js';
import { useSession } from '../session/session.js';
import { epochsOf } from './run-progress.js';

const STATUSES: readonly Exclude<RunStatus, '%future added value'>[] = [
  'RUNNING',
  'QUEUED',
  'PENDING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
];

/** The training runs of all providers. */
export function RunsPage() {
  const [parameters, change] = useParameters();
  const { data } = useProviders();
  const stores = data?.data.providers.filter(({ capabilities }) => capabilities.includes('LIST_RUNS')) ?? [];
  return (
    <Page title="Runs">
      <search className="filters">
        <Select
          label="Provider"
          value={parameters.get('provider') ?? ''}
          options={[
            ['', 'All providers'],
            ...stores.map(({ name }): readonly [string, string] => [name, name]),
          ]}
          onChange={(provider) => change({ provider })}
        />
        <Select
          label="Status"
          value={parameters.get('status') ?? ''}
          options={[
            ['', 'Any status'],
            ...STATUSES.map((each): readonly [string, string] => [each, words(each)]),
          ]}
          onChange={(status) => change({ status })}
        />
      </search>
      <RunList filter={filterOf(parameters)} onReset={() => change({ provider: '', status: '' })} />
    </Page>
  );
}

function filterOf(parameters: URLSearchParams): RunFilter {
  const provider = parameters.get('provider') ?? '';
  const status = STATUSES.find((each) => each === parameters.get('status'));
  return {
    ...(provider === '' ? {} : { providers: [provider] }),
    ...(status === undefined ? {} : { status: [status] }),
  };
}

function RunList({ filter, onReset }: { readonly filter: RunFilter; readonly onReset: () => void }) {
  const { client } = useSession();
  const list = useInfiniteQuery({
    queryKey: ['runs', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      client.query(
        RunListDocument,
        { filter, after: pageParam, orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
        { signal, onPartial: () => undefined },
      ),
    getNextPageParam: ({ runs: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    placeholderData: keepPreviousData,
  });
  const pages = list.data?.pages ?? [];
  return (
    <Results
      list={list}
      noun="run"
      items={pages
        .flatMap(({ runs }) => runs.nodes)
        .map((run) => (
          <RunItem key={run.id} run={run} />
        ))}
      unavailable={pages.flatMap(({ runs }) => runs.unavailable)}
      onReset={onReset}
    />
  );
}

function RunItem({ run }: { readonly run: RunRowFragment }) {
  const { ref, name, status, pipeline, createdAt, provider, metrics } = run;
  const about = [
    pipeline,
    epochsOf(run),
    ...metrics.slice(0, 3).map((each) => `${each.name} ${metric(each.value)}`),
  ];
  return (
    <li className="item">
      <ItemMain href={links.run(ref)} name={name ?? ref} about={about} />
      <div className="item-provider">
        <span>{provider.name}</span>
      </div>
      <div className="item-date muted">{createdAt !== null && <When iso={createdAt} />}</div>
      <div className="item-state">
        <Badge state={status} />
      </div>
    </li>
  );
}
