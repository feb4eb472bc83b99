import { ModelsDocument, type TypedDocumentString } from '@modelgate/client/documents';
import { createRoot } from 'react-dom/client';
import { cacheExchange, createClient, fetchExchange, gql, Provider, useQuery } from 'urql';

/** The package's documents are texts, and urql works on parsed ones. */
function parsed<Data, Variables extends object>(document: TypedDocumentString<Data, Variables>) {
  return gql<Data, Variables>(document.toString());
}

const modelsDocument = parsed(ModelsDocument);

function Models() {
  const [{ data, error, fetching }] = useQuery({ query: modelsDocument, variables: { first: 10 } });
  if (fetching) return <p>Loading…</p>;
  if (data === undefined) return <p role="alert">{error?.message}</p>;
  return (
    <main>
      {data.models.unavailable.map(({ provider, message }) => (
        <p role="status" key={provider.name}>
          {provider.name}: {message}
        </p>
      ))}
      <ul>
        {data.models.nodes.map(({ id, name, status, provider }) => (
          <li key={id}>
            {name} ({provider.name}, {status ?? 'unknown'})
          </li>
        ))}
      </ul>
    </main>
  );
}

const url = new URLSearchParams(location.search).get('gateway') ?? 'http://127.0.0.1:4000/graphql';
const client = createClient({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <Provider value={client}>
      <Models />
    </Provider>,
  );
}
