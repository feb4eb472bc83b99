import { metric } from '../format/quantities.js';
import { Facts } from './facts.js';

interface MetricFactsProps {
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

/** Metrics as names and figures. */
export function MetricFacts({ metrics }: MetricFactsProps) {
  return (
    <Facts
      items={metrics.map(({ name, value }) => [
        name,
        <span key={name} className="figure">
          {metric(value)}
        </span>,
      ])}
    />
  );
}
