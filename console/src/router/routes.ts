/** A place in the console. What follows the `?` of the address is the place's own. */
export type Route =
  | { readonly page: 'catalogue' }
  | { readonly page: 'model'; readonly ref: string }
  | { readonly page: 'runs' }
  | { readonly page: 'run'; readonly ref: string }
  | { readonly page: 'compare' }
  | { readonly page: 'downloads' }
  | { readonly page: 'runtime' }
  | { readonly page: 'providers' }
  | { readonly page: 'unknown' };

/** Addresses of the pages, as hashes: the gateway needs to know one address only, and links survive a reload. */
export const links = {
  catalogue: '#/models',
  model: (ref: string) => `#/models/${encodeURIComponent(ref)}`,
  runs: '#/runs',
  run: (ref: string) => `#/runs/${encodeURIComponent(ref)}`,
  compare: (ids: readonly string[]) => `#/compare?${new URLSearchParams(ids.map((id) => ['id', id]))}`,
  downloads: '#/downloads',
  runtime: '#/runtime',
  providers: '#/providers',
} as const;

/** The page that a hash names; `unknown` where it names none. */
export function routeOf(hash: string): Route {
  const [path = ''] = hash.replace(/^#\/?/u, '').split('?', 1);
  const [page = '', key = ''] = path.split('/').map(decode);
  switch (page) {
    case '':
      return { page: 'catalogue' };
    case 'models':
      return key === '' ? { page: 'catalogue' } : { page: 'model', ref: key };
    case 'runs':
      return key === '' ? { page: 'runs' } : { page: 'run', ref: key };
    case 'compare':
    case 'downloads':
    case 'runtime':
    case 'providers':
      return { page };
    default:
      return { page: 'unknown' };
  }
}

/** What follows the `?` of a hash. */
export function parametersOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split('?').slice(1).join('?'));
}

/** A hash that somebody typed need not be encoded well. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
