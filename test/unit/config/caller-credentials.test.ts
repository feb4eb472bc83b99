import { expect, it } from 'vitest';
import { load, problemsOf } from '../../helpers/configuration.js';

const file = (...entries: string[]) => `providers: [${entries.join(', ')}]`;
const registry = (credentials: string, more = '') =>
  `{ name: registry, type: pictograph, credentials: ${credentials}${more} }`;

it('callers’ credentials are demanded where they are taken, unless the entry says otherwise', () => {
  const demanded = registry('{ from: caller, header: x-registry-key }');
  const optional =
    '{ name: market, type: wriftai, credentials: { from: caller, header: x-market, required: false } }';

  const { providers } = load({}, file(demanded, optional));

  expect(providers.map(({ callerCredentials }) => callerCredentials)).toEqual([
    { header: 'x-registry-key', required: true },
    { header: 'x-market', required: false },
  ]);
});

it('the gateway needs a credential of its own where callers’ are optional', () => {
  const { problems } = problemsOf(() =>
    load({}, file(registry('{ from: caller, header: x-registry-key, required: false }'))),
  );

  expect(problems).toMatchObject([{ where: 'providers[0].apiKey', found: 'nothing' }]);
});

it('an entry without a word uses the gateway’s own', () => {
  const key = ', apiKey: { env: REGISTRY_KEY }';
  const { providers } = load({ REGISTRY_KEY: 'k' }, file(registry('{ from: gateway }', key)));

  expect(providers[0]).not.toHaveProperty('callerCredentials');
});

it.each([
  ['authorization'],
  ['cookie'],
  ['x-request-id'],
  ['x-forwarded-for'],
  ['X-Registry-Key'],
  ['x-registry key'],
])('the header %s is refused', (header) => {
  const { problems } = problemsOf(() => load({}, file(registry(`{ from: caller, header: "${header}" }`))));

  expect(problems).toContainEqual(
    expect.objectContaining({
      where: 'providers[0].credentials',
      example: expect.stringContaining('header: x-registry-key'),
    }),
  );
});

it('a header for two providers is refused: a credential must not go to both', () => {
  const second = '{ name: market, type: wriftai, credentials: { from: caller, header: x-key } }';

  const { problems } = problemsOf(() => load({}, file(registry('{ from: caller, header: x-key }'), second)));

  expect(problems).toMatchObject([{ where: 'providers[1].credentials' }]);
});

it('a type of provider without credentials takes none', () => {
  const local = '{ name: local, type: pieces-os, credentials: { from: caller, header: x-key } }';

  const { problems } = problemsOf(() => load({}, file(local)));

  expect(problems).toMatchObject([{ where: 'providers[0].credentials' }]);
  expect(problems[0]!.expected).toContain('pieces-os');
});
