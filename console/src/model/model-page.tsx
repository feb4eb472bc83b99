import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useAnswer } from '../api/use-answer.js';
import { useEvents } from '../api/use-events.js';
import { CheckpointTable } from '../checkpoints/checkpoint-table.js';
import { ArtifactFiles } from '../downloads/artifact-files.js';
import { useNewest } from '../downloads/live-downloads.js';
import { words } from '../format/words.js';
import { ModelChangesDocument, ModelPageDocument, type ModelPageQuery } from '../generated/graphql.js';
import { Badge } from '../parts/badge.js';
import { MissingFields, MissingProviders } from '../parts/missing-parts.js';
import { Page } from '../parts/page.js';
import { Section } from '../parts/section.js';
import { Failure, Loading } from '../parts/states.js';
import { links } from '../router/routes.js';
import { Lineage } from './lineage.js';
import { ModelActions } from './model-actions.js';
import { Classes, ModelFacts, Terms } from './model-facts.js';

export type DetailedModel = NonNullable<ModelPageQuery['model']>;

/** One model: what is known of it, where it comes from, and what can be done with it. */
export function ModelPage({ modelRef }: { readonly modelRef: string }) {
  const query = useAnswer(['model', modelRef], (client, options) =>
    client.query(ModelPageDocument, { ref: modelRef }, options),
  );
  const model = query.data?.data.model ?? null;
  const again = () => void query.refetch();
  useFollowed(model?.id ?? null, again);
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} onRetry={again} />;
  if (model === null) return <Failure error={query.data.partial} onRetry={again} />;
  return (
    <Page
      title={model.name}
      above={
        <>
          <a href={links.catalogue}>Models</a> / {model.provider.name} · {words(model.provider.kind)}
        </>
      }
      aside={<ModelActions model={model} />}
    >
      <MissingFields error={query.data.partial} />
      <Introduction model={model} />
      <ModelFacts model={model} />
      <Lineage model={model} />
      <Checkpoints model={model} onRetry={again} />
      <Files model={model} />
      <Classes classes={model.classes} />
      <Terms model={model} />
    </Page>
  );
}

/** Asks again when the model changes at its provider. The first event is what is known already. */
function useFollowed(id: string | null, onChange: () => void): void {
  const queries = useQueryClient();
  const [known, setKnown] = useState('');
  useEvents({
    subject: id,
    subscribe: (client, options) => client.subscribe(ModelChangesDocument, { id: id ?? '' }, options),
    onEvent: ({ modelChanged }) => {
      const text = JSON.stringify(modelChanged);
      if (known !== '' && known !== text) {
        onChange();
        void queries.invalidateQueries({ queryKey: ['models'] });
      }
      setKnown(text);
    },
  });
}

function Introduction({ model }: { readonly model: DetailedModel }) {
  const { status, statusReason, runtime, description, listing, tags } = model;
  return (
    <div className="introduction">
      <p className="badges">
        {status !== null && <Badge state={status} />}
        {runtime !== null && <Badge state={runtime.state} />}
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </p>
      {statusReason !== null && (
        <p className={`note ${status === 'FAILED' ? 'bad' : 'warn'}`}>{statusReason}</p>
      )}
      {description !== null && <p className="lead">{description}</p>}
      {listing?.overview != null && <p className="prose">{listing.overview}</p>}
    </div>
  );
}

function Checkpoints({ model, onRetry }: { readonly model: DetailedModel; readonly onRetry: () => void }) {
  const { checkpoints } = model;
  if (checkpoints === null || (checkpoints.nodes.length === 0 && checkpoints.unavailable.length === 0))
    return null;
  return (
    <Section title="Checkpoints">
      <MissingProviders problems={checkpoints.unavailable} onRetry={onRetry} />
      <CheckpointTable checkpoints={checkpoints.nodes} />
      {checkpoints.pageInfo.hasNextPage && (
        <p className="hint">
          These are the newest hundred{model.run !== null && '; the run has all of them'}.
        </p>
      )}
    </Section>
  );
}

function Files({ model }: { readonly model: DetailedModel }) {
  const download = useNewest(model.download);
  if (download?.artifact == null) return null;
  return (
    <Section title="Files">
      <ArtifactFiles files={download.artifact.files} />
    </Section>
  );
}
