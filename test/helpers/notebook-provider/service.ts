import { createServer, type Server } from 'node:http';
import { originOf, sendJson } from '../http-server.js';

export const NOTEBOOK_TOKEN = 'notebook-token-for-tests';

/** What the service holds of one notebook. */
export interface StoredNotebook {
  readonly id: string;
  readonly title: string;
  readonly saved_at: string;
  readonly state: string;
}

/** A running notebook service. */
export interface NotebookService {
  readonly origin: string;
  /** Paths and queries that were asked for. */
  readonly targets: readonly string[];
  close(): Promise<void>;
}

/** Starts the service over notebooks that are given newest first. */
export async function startNotebookService(notebooks: readonly StoredNotebook[]): Promise<NotebookService> {
  const targets: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://service');
    targets.push(url.pathname + url.search);
    if (request.headers.authorization !== `Bearer ${NOTEBOOK_TOKEN}`) return sendJson(response, null, 401);
    if (url.pathname === '/notebooks') {
      const offset = Number(url.searchParams.get('offset'));
      const page = notebooks.slice(offset, offset + Number(url.searchParams.get('limit')));
      return sendJson(response, { notebooks: page, total: notebooks.length });
    }
    const found = notebooks.find(({ id }) => url.pathname === `/notebooks/${encodeURIComponent(id)}`);
    return sendJson(response, found ?? null, found === undefined ? 404 : 200);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: originOf(server), targets, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
