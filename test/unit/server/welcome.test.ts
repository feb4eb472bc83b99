import { describe, expect, it } from 'vitest';
import { welcome } from '../../../src/server/welcome.js';

const ORIGIN = 'http://127.0.0.1:4000';
const text = (console: boolean, graphiql: boolean) =>
  welcome({
    origin: ORIGIN,
    url: `${ORIGIN}/graphql`,
    pages: { console, graphiql },
    providers: [],
    needsCredential: true,
    sandboxAdmin: null,
  });

describe('what a person sees when the gateway has started', () => {
  it('names the pages that there are', () => {
    expect(text(true, true)).toMatch(/^Console: +http:\/\/127\.0\.0\.1:4000$/mu);
    expect(text(true, true)).toMatch(/^GraphiQL: +http:\/\/127\.0\.0\.1:4000\/graphql /mu);
  });

  it('names no page that is switched off', () => {
    expect(text(false, false)).not.toMatch(/^(?:Console|GraphiQL):/mu);
  });
});
