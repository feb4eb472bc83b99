import { useQueries } from '@tanstack/react-query';
import { isSmallerBetter } from '../api/goals.js';
import { useAnswer } from '../api/use-answer.js';
import { LineChart, type Curve } from '../chart/line-chart.js';
import { ComparisonDocument, type ComparisonQuery } from '../generated/graphql.js';
import { MissingFields } from '../parts/missing-parts.js';
import { Page } from '../parts/page.js';
import { Section } from '../parts/section.js';
import { Table } from '../parts/table.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { links } from '../router/routes.js';
import { useParameters } from '../router/use-location.js';
import { pointsOf } from '../run/curves.js';
import { checkpointsQuery } from '../run/use-checkpoints.js';
import { useSession } from '../session/session.js';
import { MetricCell } from './checkpoint-table.js';

type Comparison = NonNullable<ComparisonQuery['compareCheckpoints']>;

/** Checkpoints side by side: a table of their metrics, and where each lies on its run's curves. */
export function ComparePage() {
  const [parameters] = useParameters();
  const ids = parameters.getAll('id');
  return (
    <Page title="Comparison">
      {ids.length < 2 ? (
        <Empty title="Choose at least two checkpoints">
          <p>Tick them on the pages of runs and models; they may be of any runs.</p>
          <a className="button" href={links.runs}>
            Show runs
          </a>
        </Empty>
      ) : (
        <Compared ids={ids} />
      )}
    </Page>
  );
}

function Compared({ ids }: { readonly ids: readonly string[] }) {
  const query = useAnswer(['comparison', ids], (client, options) =>
    client.query(ComparisonDocument, { ids: [...ids] }, options),
  );
  const again = () => void query.refetch();
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} onRetry={again} />;
  const { data, partial } = query.data;
  if (data.compareCheckpoints === null) return <Failure error={partial} onRetry={again} />;
  return (
    <>
      <MissingFields error={partial} />
      <ComparisonTable comparison={data.compareCheckpoints} />
      <ComparisonCurves comparison={data.compareCheckpoints} />
    </>
  );
}

function ComparisonTable({ comparison: { checkpoints, metrics } }: { readonly comparison: Comparison }) {
  const head = (
    <>
      <th scope="col">Metric</th>
      {checkpoints.map(({ id, name, run, model }) => (
        <th key={id} scope="col" className="number">
          <span className="muted">{run?.name ?? model?.name}</span>
          <br />
          {run === null ? name : <a href={links.run(run.ref)}>{name}</a>}
        </th>
      ))}
    </>
  );
  return (
    <Section title="Metrics">
      <Table label="Metrics of the checkpoints" head={head}>
        {metrics.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, index) => (
              <MetricCell
                key={checkpoints[index]?.id}
                value={value}
                isBest={value !== null && value === bestOf(values, name)}
              />
            ))}
          </tr>
        ))}
      </Table>
      {metrics.length === 0 && <p className="hint">None of them has metrics.</p>}
    </Section>
  );
}

function bestOf(values: readonly (number | null)[], name: string): number {
  const known = values.filter((value) => value !== null);
  return isSmallerBetter(name) ? Math.min(...known) : Math.max(...known);
}

function ComparisonCurves({ comparison: { checkpoints, metrics } }: { readonly comparison: Comparison }) {
  const { client } = useSession();
  const runs = [
    ...new Map(checkpoints.flatMap(({ run }) => (run === null ? [] : [[run.ref, run] as const]))).values(),
  ];
  const answers = useQueries({ queries: runs.map(({ ref }) => checkpointsQuery(client, ref)) });
  const curvesOf = (metric: string): readonly Curve[] =>
    runs.flatMap((run, index) => {
      const points = pointsOf(answers[index]?.data?.checkpoints ?? [], metric);
      const compared = checkpoints.filter((checkpoint) => checkpoint.run?.ref === run.ref);
      return points.length < 2
        ? []
        : [{ name: run.name ?? run.ref, points, marked: pointsOf(compared, metric) }];
    });
  const charts = metrics
    .map(({ name }) => ({ name, curves: curvesOf(name) }))
    .filter(({ curves }) => curves.length > 0);
  if (charts.length === 0) return null;
  return (
    <Section title="Over epochs">
      <div className="charts">
        {charts.map(({ name, curves }) => (
          <LineChart
            key={name}
            title={name}
            curves={curves}
            summary={curves.map((curve) => curve.name).join(' · ')}
          />
        ))}
      </div>
    </Section>
  );
}
