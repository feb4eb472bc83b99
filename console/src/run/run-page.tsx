import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAnswer } from '../api/use-answer.js';
import { useEvents } from '../api/use-events.js';
import { CheckpointTable } from '../checkpoints/checkpoint-table.js';
import { duration, moment } from '../format/quantities.js';
import {
  RunChangesDocument,
  RunPageDocument,
  type RunPageQuery,
  type RunRowFragment,
} from '../generated/graphql.js';
import { Badge } from '../parts/badge.js';
import { Facts } from '../parts/facts.js';
import { MetricFacts } from '../parts/metric-facts.js';
import { MissingFields, MissingProviders } from '../parts/missing-parts.js';
import { Page } from '../parts/page.js';
import { Section } from '../parts/section.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { links } from '../router/routes.js';
import { Curves } from './curves.js';
import { RunProgress } from './run-progress.js';
import { useCheckpoints } from './use-checkpoints.js';

type DetailedRun = NonNullable<RunPageQuery['run']>;

/** One run: how far it is, its metrics over the epochs, and what it has saved. */
export function RunPage({ runRef }: { readonly runRef: string }) {
  const query = useAnswer(['run', runRef], (client, options) =>
    client.query(RunPageDocument, { ref: runRef }, options),
  );
  const asked = query.data?.data.run ?? null;
  const live = useFollowed(asked?.id ?? null, runRef);
  const again = () => void query.refetch();
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} onRetry={again} />;
  if (asked === null) return <Failure error={query.data.partial} onRetry={again} />;
  const run: DetailedRun = { ...asked, ...live };
  return (
    <Page
      title={run.name ?? run.ref}
      above={
        <>
          <a href={links.runs}>Runs</a> / {run.provider.name}
        </>
      }
    >
      <MissingFields error={query.data.partial} />
      <div className="introduction">
        <p className="badges">
          <Badge state={run.status} />
        </p>
        {run.errorMessage !== null && (
          <p className={`note ${run.status === 'FAILED' ? 'bad' : 'warn'}`}>{run.errorMessage}</p>
        )}
        <RunProgress run={run} />
      </div>
      <RunFacts run={run} />
      <Saved run={run} />
    </Page>
  );
}

/** The run as events tell; a new epoch may have a new checkpoint. */
function useFollowed(id: string | null, ref: string): RunRowFragment | null {
  const queries = useQueryClient();
  const [live, setLive] = useState<RunRowFragment | null>(null);
  useEvents({
    subject: id,
    subscribe: (client, options) => client.subscribe(RunChangesDocument, { id: id ?? '' }, options),
    onEvent: ({ runChanged }) => {
      const hasMoved =
        live !== null && (live.epoch !== runChanged.epoch || live.status !== runChanged.status);
      if (hasMoved) void queries.invalidateQueries({ queryKey: ['run-checkpoints', ref] });
      setLive(runChanged);
    },
  });
  return live;
}

function RunFacts({ run }: { readonly run: DetailedRun }) {
  const { model, startedAt, finishedAt } = run;
  const tookSeconds =
    startedAt === null || finishedAt === null
      ? null
      : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000;
  return (
    <div className="columns">
      <Section title="About">
        <Facts
          items={[
            [
              'Model',
              model && (
                <a key="model" href={links.model(model.ref)}>
                  {model.name}
                </a>
              ),
            ],
            ['Pipeline', run.pipeline],
            ['Data', run.datasetId],
            ['Created', run.createdAt && moment(run.createdAt)],
            ['Started', startedAt && moment(startedAt)],
            ['Ended', finishedAt && moment(finishedAt)],
            ['Took', tookSeconds === null ? null : duration(tookSeconds)],
            ['Reference', <code key="ref">{run.ref}</code>],
          ]}
        />
      </Section>
      {run.metrics.length > 0 && (
        <Section title="Latest metrics">
          <MetricFacts metrics={run.metrics} />
        </Section>
      )}
    </div>
  );
}

function Saved({ run }: { readonly run: DetailedRun }) {
  const query = useCheckpoints(run.ref);
  const again = () => void query.refetch();
  if (query.isPending) return <Loading rows={4} />;
  if (query.data === undefined) return <Failure error={query.error} onRetry={again} />;
  const { checkpoints, unavailable } = query.data;
  if (checkpoints.length === 0 && unavailable.length === 0)
    return <Empty title="This run has saved no checkpoint yet" />;
  return (
    <>
      <Section title="Metrics over epochs">
        <Curves name={run.name ?? run.ref} checkpoints={checkpoints} />
      </Section>
      <Section title="Checkpoints">
        <MissingProviders problems={unavailable} onRetry={again} />
        <CheckpointTable checkpoints={checkpoints} />
      </Section>
    </>
  );
}
