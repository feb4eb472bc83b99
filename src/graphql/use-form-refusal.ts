import type { Plugin } from 'graphql-yoga';

/**
 * Refuses forms with 415. A browser sends one across sites without asking first, so any page could have a visitor's
 * browser run a mutation here. Bodies of the other types need a preflight, which only configured origins pass.
 */
export function useFormRefusal(): Plugin {
  return {
    onRequestParse: ({ request, endResponse, fetchAPI }) => {
      const type = request.headers.get('content-type') ?? '';
      if (/^application\/x-www-form-urlencoded\b/iu.test(type)) {
        endResponse(new fetchAPI.Response(null, { status: 415 }));
      }
    },
  };
}
