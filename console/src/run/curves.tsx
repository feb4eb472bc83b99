import { bestBy, isSmallerBetter, metricNames, valueOf } from '../api/goals.js';
import { LineChart, type Curve, type Point } from '../chart/line-chart.js';
import { metric } from '../format/quantities.js';
import type { CheckpointRowFragment } from '../generated/graphql.js';

type Checkpoint = Pick<CheckpointRowFragment, 'id' | 'name' | 'epoch' | 'metrics'>;

/** Each metric of a run over its epochs, with the best checkpoint marked. Nothing where no epochs are known. */
export function Curves({
  name,
  checkpoints,
}: {
  readonly name: string;
  readonly checkpoints: readonly Checkpoint[];
}) {
  const drawn = metricNames(checkpoints).filter((each) => pointsOf(checkpoints, each).length > 1);
  if (drawn.length === 0) return null;
  return (
    <div className="charts">
      {drawn.map((each) => {
        const best = bestBy(checkpoints, each);
        const marked = best === null ? [] : pointsOf([best], each);
        const curve: Curve = { name, points: pointsOf(checkpoints, each), marked };
        return <LineChart key={each} title={each} curves={[curve]} summary={summaryOf(best, each)} />;
      })}
    </div>
  );
}

/** A metric's values in the order of the epochs. */
export function pointsOf(checkpoints: readonly Checkpoint[], name: string): readonly Point[] {
  return checkpoints
    .flatMap((checkpoint) => {
      const value = valueOf(checkpoint, name);
      return checkpoint.epoch === null || value === null ? [] : [{ epoch: checkpoint.epoch, value }];
    })
    .sort((a, b) => a.epoch - b.epoch);
}

function summaryOf(best: Checkpoint | null, name: string): string {
  const value = best === null ? null : valueOf(best, name);
  if (best === null || value === null) return '';
  return `${isSmallerBetter(name) ? 'Lowest' : 'Best'} ${metric(value)} at ${best.name}`;
}
