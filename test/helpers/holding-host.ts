import type { ServerResponse } from 'node:http';
import { startServer } from './http-server.js';

/** A storage host that keeps back what lies behind `holdAt` until it is released. */
export async function startHoldingHost(archive: Buffer, holdAt: number) {
  const state = { archive, etag: '"v1"', isOpen: false };
  const held: { readonly response: ServerResponse; readonly rest: Buffer }[] = [];
  const server = await startServer((request, response) => {
    const ifRange = request.headers['if-range'];
    const isSame = ifRange === undefined || ifRange === state.etag;
    const start = isSame ? Number(/bytes=(\d+)-/u.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const { length } = state.archive;
    response.writeHead(isSame ? 206 : 200, {
      'content-length': String(length - start),
      ...(isSame ? { 'content-range': `bytes ${start}-${length - 1}/${length}` } : {}),
      etag: state.etag,
    });
    response.on('error', () => {});
    const end = state.isOpen ? length : Math.max(start, holdAt);
    if (end === length) response.end(state.archive.subarray(start));
    else {
      response.write(state.archive.subarray(start, end));
      held.push({ response, rest: state.archive.subarray(end) });
    }
  });
  return {
    origin: server.origin,
    /** From which byte on each request asked. */
    starts: () => server.requests.map(({ headers }) => headers.range ?? ''),
    release: () => {
      state.isOpen = true;
      for (const { response, rest } of held) response.end(rest);
    },
    /** Breaks what is held; from then on there is another archive in its place. */
    replace: (other: Buffer) => {
      Object.assign(state, { archive: other, etag: '"v2"', isOpen: true });
      for (const { response } of held) response.destroy();
    },
  };
}
