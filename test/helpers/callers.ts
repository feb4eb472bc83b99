import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { changeKeyFile } from '../../src/auth/key-file.js';
import { makeKey, type KeyWish } from '../../src/auth/key.js';
import { SCOPES } from '../../src/domain/caller.js';
import type { AnswerError } from './gateway.js';

/** Headers of a request, or what stands for them in the payload of `connection_init`. */
export type Credentials = Readonly<Record<string, string>>;

/** What a client gets. */
export interface Told {
  readonly data?: Readonly<Record<string, any>> | null;
  readonly errors?: readonly AnswerError[];
}

/** Makes API keys in a key file, with every scope and provider unless the wish says otherwise; gives credentials by name. */
export async function issueKeys<Name extends string>(
  keyFile: string,
  wishes: Readonly<Record<Name, Partial<KeyWish>>>,
): Promise<Record<Name, Credentials>> {
  const made = Object.entries<Partial<KeyWish>>(wishes).map(([name, wish]) => ({
    name,
    key: makeKey({ name, scopes: SCOPES, providers: null, expiresAt: null, ...wish }),
  }));
  await changeKeyFile(keyFile, () => made.map(({ key }) => key.record));
  const issued = new Map<string, Credentials>();
  for (const { name, key } of made) issued.set(name, { authorization: `Bearer ${key.text}` });
  return Object.fromEntries(issued) as Record<Name, Credentials>;
}

/** The first thing that a client is told after an operation. */
export type Tell = (
  url: string,
  credentials: Credentials,
  query: string,
  variables?: Record<string, unknown>,
) => Promise<Told>;

export const tellOverHttp: Tell = async (url, credentials, query, variables = {}) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentials },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Told;
};

/** For subscriptions, too: their first event. */
export const tellOverWebSocket: Tell = async (url, credentials, query, variables = {}) => {
  const client = createClient({
    url: url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { ...credentials },
  });
  try {
    for await (const told of client.iterate({ query, variables })) return told as Told;
    throw new Error('The operation ended without a word.');
  } catch (error) {
    // A subscription that is refused comes as the list of its errors.
    if (Array.isArray(error)) return { data: null, errors: error as AnswerError[] };
    throw error;
  } finally {
    await client.dispose();
  }
};

/** The first event of a subscription by server-sent events, or the answer in its place. */
export const tellOverSse: Tell = async (url, credentials, query, variables = {}) => {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...credentials },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  });
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk, { stream: true });
      const [, data] = /event: next\ndata: (.*)\n\n/u.exec(text) ?? [];
      if (data !== undefined) return JSON.parse(data) as Told;
    }
  } finally {
    leaving.abort();
  }
  return JSON.parse(text) as Told;
};
