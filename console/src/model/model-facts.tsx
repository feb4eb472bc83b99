import { bytes, counted, moment } from '../format/quantities.js';
import { words } from '../format/words.js';
import { Facts } from '../parts/facts.js';
import { MetricFacts } from '../parts/metric-facts.js';
import { Section } from '../parts/section.js';
import type { DetailedModel } from './model-page.js';

/** What is known of a model, and its metrics. */
export function ModelFacts({ model }: { readonly model: DetailedModel }) {
  const { runtime, listing, metrics } = model;
  const size = model.sizeBytes ?? runtime?.diskBytes ?? null;
  return (
    <div className="columns">
      <Section title="About">
        <Facts
          items={[
            ['Task', model.task && words(model.task)],
            ['Architecture', model.architecture ?? runtime?.foundation],
            ['Owner', model.owner?.username],
            ['Visibility', model.visibility && words(model.visibility)],
            ['Size', size === null ? null : bytes(size)],
            ['Memory when loaded', runtime?.memoryBytes == null ? null : bytes(runtime.memoryBytes)],
            [
              'Parameters',
              runtime?.parametersBillions == null ? null : `${runtime.parametersBillions} billion`,
            ],
            ['Quantization', runtime?.quantization],
            ['Context', runtime?.contextTokens == null ? null : counted(runtime.contextTokens, 'token')],
            ['Used', listing?.predictionsCount == null ? null : counted(listing.predictionsCount, 'time')],
            ['Hardware', listing?.hardware?.name],
            ['Created', model.createdAt && moment(model.createdAt)],
            ['Changed', model.updatedAt && moment(model.updatedAt)],
            ['Reference', <code key="ref">{model.ref}</code>],
          ]}
        />
      </Section>
      {metrics !== null && metrics.length > 0 && (
        <Section title="Metrics">
          <MetricFacts metrics={metrics} />
        </Section>
      )}
    </div>
  );
}

/** Names of what a model tells apart, by their index in its output. */
export function Classes({ classes }: { readonly classes: DetailedModel['classes'] }) {
  if (classes.length === 0) return null;
  return (
    <Section title="Classes" aside={<span className="muted">{classes.length} in all</span>}>
      <ol className="classes">
        {classes.map(({ index, name }) => (
          <li key={index}>
            <span className="muted">{index}</span> {name}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** Licence, code and paper. */
export function Terms({ model: { license, sourceUrl, paperUrl } }: { readonly model: DetailedModel }) {
  if (license === null && sourceUrl === null && paperUrl === null) return null;
  const name = license?.id ?? 'Licence';
  return (
    <Section title="Licence and links">
      <Facts
        items={[
          [
            'Licence',
            license &&
              (license.url == null ? (
                license.id
              ) : (
                <Link key="licence" href={license.url}>
                  {name}
                </Link>
              )),
          ],
          [
            'Code',
            sourceUrl && (
              <Link key="code" href={sourceUrl}>
                {sourceUrl}
              </Link>
            ),
          ],
          [
            'Paper',
            paperUrl && (
              <Link key="paper" href={paperUrl}>
                {paperUrl}
              </Link>
            ),
          ],
        ]}
      />
      {license?.text != null && (
        <details>
          <summary>Text of the licence</summary>
          <p className="prose">{license.text}</p>
        </details>
      )}
    </Section>
  );
}

interface LinkProps {
  readonly href: string;
  readonly children: string;
}

/** A way out of the console. Addresses come from providers, so only those of the web become links. */
function Link({ href, children }: LinkProps) {
  if (!/^https?:/iu.test(href)) return <span>{href}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
