import { counted } from '../format/quantities.js';
import { Badge } from '../parts/badge.js';
import { Section } from '../parts/section.js';
import { links } from '../router/routes.js';
import type { DetailedModel } from './model-page.js';

/** Where a model comes from: its run, and what that has saved. Nothing where the provider knows of no run. */
export function Lineage({ model: { name, run, checkpoints } }: { readonly model: DetailedModel }) {
  if (run === null) return null;
  const nodes = checkpoints?.nodes ?? [];
  const newest = nodes[0];
  return (
    <Section title="Lineage">
      <ol className="lineage">
        <li>
          <span className="muted">Run</span>
          <a href={links.run(run.ref)}>{run.name ?? run.ref}</a>
          <Badge state={run.status} />
        </li>
        <li>
          <span className="muted">Checkpoints</span>
          <span>
            {checkpoints?.pageInfo.hasNextPage === true
              ? 'More than 100'
              : counted(nodes.length, 'checkpoint')}
          </span>
          {newest !== undefined && <span className="muted">newest {newest.name}</span>}
        </li>
        <li aria-current="true">
          <span className="muted">Model</span>
          <b>{name}</b>
        </li>
      </ol>
    </Section>
  );
}
