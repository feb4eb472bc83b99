import { protocolError, providerPeer } from '../../../src/http/failures.js';
import type { HttpClient } from '../../../src/http/types.js';
import type { CallOptions } from '../../../src/providers/provider.js';
import { wireNotebook, wirePage, type WireNotebook } from './wire.js';

/** What each endpoint needs. */
export interface Api {
  /** Configured name. */
  readonly provider: string;
  readonly http: HttpClient;
}

export interface NotebookPage {
  readonly items: readonly WireNotebook[];
  readonly total: number;
  /** Items that could not be read. */
  readonly rejected: number;
}

/** `GET /notebooks`, newest first. */
export async function listNotebooks(
  { provider, http }: Api,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  call: CallOptions,
): Promise<NotebookPage> {
  const query = [
    ['offset', String(offset)],
    ['limit', String(limit)],
  ] as const;
  const answer = await http.send({ method: 'GET', path: '/notebooks', query }, call);
  const page = wirePage.safeParse(answer.body);
  if (!page.success) throw protocolError(providerPeer(provider), 'sent a list that is none');
  const parsed = page.data.notebooks.map((item) => wireNotebook.safeParse(item));
  return {
    items: parsed.flatMap((item) => (item.success ? [item.data] : [])),
    total: page.data.total,
    rejected: parsed.filter(({ success }) => !success).length,
  };
}

/** `GET /notebooks/:id`; null when there is none. */
export async function getNotebook(
  { provider, http }: Api,
  id: string,
  call: CallOptions,
): Promise<WireNotebook | null> {
  const answer = await http.send({ method: 'GET', path: `/notebooks/${encodeURIComponent(id)}` }, call);
  if (answer.status === 404) return null;
  const notebook = wireNotebook.safeParse(answer.body);
  if (!notebook.success) throw protocolError(providerPeer(provider), 'sent a notebook that cannot be read');
  return notebook.data;
}
