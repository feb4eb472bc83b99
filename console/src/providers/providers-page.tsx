import { useState } from 'react';
import { useEvents } from '../api/use-events.js';
import { useProviders } from '../api/use-providers.js';
import { moment } from '../format/quantities.js';
import { words } from '../format/words.js';
import {
  HealthChangesDocument,
  type HealthPartsFragment,
  type ProviderListQuery,
} from '../generated/graphql.js';
import { Badge } from '../parts/badge.js';
import { Facts } from '../parts/facts.js';
import { Page } from '../parts/page.js';
import { Failure, Loading } from '../parts/states.js';
import { links } from '../router/routes.js';

type Provider = ProviderListQuery['providers'][number];
type Health = HealthPartsFragment['health'];

/** The configured providers and how their calls go, as it changes. */
export function ProvidersPage() {
  const query = useProviders();
  const [live, setLive] = useState<ReadonlyMap<string, Health>>(new Map());
  useEvents({
    subject: 'health',
    subscribe: (client, options) => client.subscribe(HealthChangesDocument, {}, options),
    onEvent: ({ providerHealthChanged: { name, health } }) =>
      setLive((before) => new Map(before).set(name, health)),
  });
  return (
    <Page title="Providers">
      {query.isPending ? (
        <Loading rows={4} />
      ) : query.data === undefined ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ul className="cards">
          {query.data.data.providers.map((provider) => (
            <ProviderCard
              key={provider.id}
              provider={provider}
              health={live.get(provider.name) ?? provider.health}
            />
          ))}
        </ul>
      )}
    </Page>
  );
}

function ProviderCard({ provider, health }: { readonly provider: Provider; readonly health: Health }) {
  const { name, kind, type, capabilities } = provider;
  const { state, latencyMs, checkedAt, circuit, lastError } = health;
  return (
    <li className="card provider" data-provider={name}>
      <header>
        <h2>
          <a href={`${links.catalogue}?${new URLSearchParams({ provider: name })}`}>{name}</a>
        </h2>
        <Badge state={state} />
      </header>
      <p className="muted">
        {words(kind)} · {type}
      </p>
      {lastError !== null && (
        <p className="note bad">
          {lastError.message} <code>{lastError.code}</code>
        </p>
      )}
      <Facts
        items={[
          ['Median latency', latencyMs === null ? null : `${Math.round(latencyMs)} ms`],
          ['Last call', checkedAt && moment(checkedAt)],
          ['Calls', circuit === 'CLOSED' ? null : circuit === 'OPEN' ? 'Refused for now' : 'One on trial'],
          ['Can', capabilities.map((each) => words(each).toLowerCase()).join(', ')],
        ]}
      />
    </li>
  );
}
