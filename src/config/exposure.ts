import type { Problem } from './problems.js';

/** Whoever reaches a gateway without authentication can use every provider's credentials through it. */
export function exposureProblem(host: string): Problem {
  return {
    where: 'MODELGATE_HOST',
    found: `"${host}", which others can reach, while the gateway has no authentication`,
    expected:
      'an API key (make the first with `modelgate keys create`) or the section `auth` in the file; or a loopback address; or MODELGATE_ALLOW_UNAUTHENTICATED=true and an authenticating proxy in front',
    example: 'modelgate keys create --name first --scopes read',
  };
}
