import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

/** Answers a request for a file of the console; false: there is no such file. */
export type ServeConsole = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Where `npm run build` puts the console; as far from here as from this file in `dist`. */
const BUILT = fileURLToPath(new URL('../../dist/console/', import.meta.url));

/** The console names its documents by their ids; this is the list of them that the build writes. It is no file of the page. */
export const CONSOLE_DOCUMENTS = fileURLToPath(new URL('../../dist/console-documents.json', import.meta.url));

/** Names of these files change with their content. */
const HASHED = '/assets/';

/** The page needs its own scripts, styles and font, and to talk to this gateway. Nothing else, and nobody may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/** Whether there is a console to serve: gateways that run from their sources may have none. */
export function isConsoleBuilt(): boolean {
  return existsSync(CONSOLE_DOCUMENTS);
}

/** Serves the built console to everybody: it holds no data. */
export function createConsoleFiles(directory = BUILT): ServeConsole {
  const serve = sirv(directory, {
    extensions: ['html'],
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (response, path) => {
      response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'no-referrer');
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader(
        'cache-control',
        path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  return (request, response) => {
    if (!METHODS.has(request.method)) return false;
    // The files are small, and the library does not check ranges.
    delete request.headers.range;
    let isServed = true;
    serve(request, response, () => {
      isServed = false;
    });
    return isServed;
  };
}
