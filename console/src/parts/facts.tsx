import type { ReactNode } from 'react';

interface FactsProps {
  /** Names and values; those without a value are left out. */
  readonly items: readonly (readonly [name: string, value: ReactNode])[];
}

/** What is known of a thing, as names and values. */
export function Facts({ items }: FactsProps) {
  return (
    <dl className="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
