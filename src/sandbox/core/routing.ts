import type { SandboxRequest, SandboxRoute } from './types.js';

/**
 * The first route, in the order of definition, for the request's method and path, with the named segments decoded.
 * HEAD falls back on GET. A segment that is not well encoded matches nothing.
 */
export function findRoute(
  routes: readonly SandboxRoute[],
  request: Pick<SandboxRequest, 'method' | 'path'>,
): { readonly route: SandboxRoute; readonly params: Readonly<Record<string, string>> } | null {
  const methods = request.method === 'HEAD' ? ['HEAD', 'GET'] : [request.method];
  for (const method of methods) {
    for (const route of routes) {
      if (route.method !== method) continue;
      const params = matchPath(route.pattern, request.path);
      if (params !== null) return { route, params };
    }
  }
  return null;
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of expected.entries()) {
    const segment = decodeSegment(actual[index] ?? '');
    if (segment === null) return null;
    if (!name.startsWith(':')) {
      if (segment !== name) return null;
    } else {
      if (segment === '') return null;
      params[name.slice(1)] = segment;
    }
  }
  return params;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
