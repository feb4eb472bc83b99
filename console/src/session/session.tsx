import { createClient, type ModelgateClient } from '@modelgate/client';
import { QueryCache, QueryClient, QueryClientProvider, MutationCache } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { isRetryable, needsKey } from '../api/errors.js';

/** Where the key is kept: for this tab, until it is closed. */
const STORAGE_KEY = 'modelgate.key';

/** The gateway knows the documents of the console that was built with it, not those that are being worked on. */
const AS_BUILT = import.meta.env.PROD;

/** How long an answer serves again without asking, in milliseconds. */
const FRESH_MS = 5_000;

/** Who uses the console, and how the gateway is reached. */
export interface Session {
  readonly client: ModelgateClient;
  /** Null: none was given, which is fine on a gateway that lets everybody in. */
  readonly key: string | null;
  /** Whether the gateway has refused the key, or the lack of one. */
  readonly isRefused: boolean;
  /** Goes on with another key; null: signs out. */
  readonly enter: (key: string | null) => void;
  /** Takes note of a failure, in case it means that another key is needed. */
  readonly refuse: (error: unknown) => void;
}

const SessionContext = createContext<Session | null>(null);

/** The session that the component is in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new TypeError('There is no session here.');
  return session;
}

/** Gives what is inside a client with the key of this tab. A new key begins everything anew. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(STORAGE_KEY));
  const [isRefused, setRefused] = useState(false);
  const refuse = useCallback((error: unknown) => needsKey(error) && setRefused(true), []);
  const client = useMemo(
    () => createClient({ url: endpoint(), persisted: AS_BUILT, ...(key === null ? {} : { auth: key }) }),
    [key],
  );
  const queries = useMemo(() => createQueries(refuse, key), [refuse, key]);
  const session = useMemo<Session>(
    () => ({
      client,
      key,
      isRefused,
      refuse,
      enter: (next) => {
        if (next === null) sessionStorage.removeItem(STORAGE_KEY);
        else sessionStorage.setItem(STORAGE_KEY, next);
        client.close();
        setRefused(false);
        setKey(next);
      },
    }),
    [client, key, isRefused, refuse],
  );
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </SessionContext>
  );
}

/** The GraphQL endpoint of the gateway that served this page. */
function endpoint(): string {
  return new URL('graphql', document.baseURI).href;
}

/** Answers that are shared by the page's parts; never between two keys. */
function createQueries(onError: (error: unknown) => void, _key: string | null): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < 1 && isRetryable(error),
        retryDelay: 400,
      },
    },
  });
}
