import { describe, expect, it } from 'vitest';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 8 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const id = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const LONG_TEXT = 'x'.repeat(200_000);

async function expectClearError(
  query: string,
  variables: Record<string, unknown>,
  code: string,
): Promise<void> {
  const { status, errors } = await gateway().askText(query, variables);

  expect(errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
  expect(status).toBeLessThan(500);
  expect(JSON.stringify(errors)).not.toMatch(/node_modules|\bat \w+.*:\d+:\d+|stack/u);
  expect(JSON.stringify(errors).length).toBeLessThan(2_000);
}

describe('a malformed or foreign id', () => {
  const MODEL_BY_ID = 'query ($id: ID!) { model(by: { id: $id }) { name } }';

  it.each([
    ['is no id', 'nonsense'],
    ['is empty', ''],
    ['is base64 of something else', Buffer.from('{"a":1}').toString('base64url')],
    ['has too few parts', id('Model', 'registry')],
    ['has an unknown type', id('Wombat', 'registry', 'x')],
    ['has parts of other types', id('Model', 1, {})],
    ['is in another spelling of base64', `${id('Model', 'registry', 'x')}=`],
    ['names another type', id('Run', 'registry', 'x')],
    ['is very long', LONG_TEXT],
    ['holds NUL', 'a\u0000b'],
    ['names half a character', id('Model', 'runs', 'a\ud800')],
  ])('is INVALID_ID when it %s', async (_what, given) => {
    await expectClearError(MODEL_BY_ID, { id: given }, 'INVALID_ID');
  });

  it.each([
    ['an absent model', id('Model', 'registry', '00000000-0000-4000-8000-000000000000')],
    ['a provider that is not configured', id('Model', 'nowhere', 'x')],
    ['a path that climbs', id('Model', 'market', '../../user')],
    ['a path that climbs at the runtime', id('Model', 'local', '../update')],
    ['a name with NUL', id('Model', 'registry', 'a\u0000b')],
    ['a run id with a slash', id('Model', 'runs', 'run_1/outputs')],
  ])('is NOT_FOUND when it names %s', async (_what, given) => {
    await expectClearError(MODEL_BY_ID, { id: given }, 'NOT_FOUND');
  });
});

it.each(['variables', 'extensions'])('a GET whose %s are no JSON is a bad request', async (name) => {
  const response = await fetch(`${gateway().url}?query=%7B__typename%7D&${name}=%7B`);

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
});

describe('a ref', () => {
  const MODEL_BY_REF = 'query ($ref: String!) { model(by: { ref: $ref }) { name } }';

  it.each([
    ['has no provider', 'greenlab', 'INVALID_ID'],
    ['has nothing behind the colon', 'market:', 'INVALID_ID'],
    ['has nothing before the colon', ':x', 'INVALID_ID'],
    ['holds NUL', 'market:a\u0000/b', 'INVALID_ID'],
    ['holds half a character', 'market:a\ud800/b', 'INVALID_ID'],
    ['is very long', `market:${LONG_TEXT}`, 'INVALID_ID'],
    ['names no configured provider', 'nowhere:x', 'NOT_FOUND'],
    ['names no model', 'market:nobody/nothing', 'NOT_FOUND'],
    ['climbs', 'market:../user', 'NOT_FOUND'],
    ['has an empty segment', 'market:/x', 'NOT_FOUND'],
    ['has too many segments', 'market:a/b/c', 'NOT_FOUND'],
  ])('that %s gets a clear error', async (_what, ref, code) => {
    await expectClearError(MODEL_BY_REF, { ref }, code);
  });

  it('that names no configured provider is told which ones are', async () => {
    const { errors } = await gateway().askText(MODEL_BY_REF, { ref: 'nowhere:x' });

    expect(errors[0]?.message).toContain('registry, runs, market, local');
  });
});

describe('a list', () => {
  it.each([[0], [-1], [101]])('refuses first: %i', async (first) => {
    await expectClearError(`{ models(first: ${first}) { nodes { id } } }`, {}, 'INVALID_ARGUMENT');
    await expectClearError(`{ runs(first: ${first}) { nodes { id } } }`, {}, 'INVALID_ARGUMENT');
    await expectClearError(`{ downloads(first: ${first}) { nodes { id } } }`, {}, 'INVALID_ARGUMENT');
  });

  it.each([['nonsense'], [''], [LONG_TEXT], ['a\u0000b']])(
    'refuses a cursor that is none of ours',
    async (after) => {
      await expectClearError(
        'query ($after: String) { models(after: $after) { nodes { id } } }',
        { after },
        'INVALID_CURSOR',
      );
      await expectClearError(
        'query ($after: String) { runs(after: $after) { nodes { id } } }',
        { after },
        'INVALID_CURSOR',
      );
    },
  );

  it('refuses a cursor of another query', async () => {
    const { data } = await gateway().askText('{ models(first: 1) { pageInfo { endCursor } } }');

    await expectClearError(
      'query ($after: String) { models(after: $after, search: "detector") { nodes { id } } }',
      { after: data!['models'].pageInfo.endCursor },
      'INVALID_CURSOR',
    );
  });

  it('refuses the name of a provider that is not configured', async () => {
    await expectClearError(
      '{ models(filter: { providers: ["nowhere"] }) { nodes { id } } }',
      {},
      'INVALID_ARGUMENT',
    );
  });

  it('refuses an order by metric that names none', async () => {
    await expectClearError('{ models(orderBy: { field: METRIC }) { nodes { id } } }', {}, 'INVALID_ARGUMENT');
  });

  it('refuses a search of great length', async () => {
    await expectClearError(
      'query ($s: String) { models(search: $s) { nodes { id } } }',
      { s: LONG_TEXT },
      'INVALID_ARGUMENT',
    );
  });
});

describe('a request', () => {
  it('whose document is not GraphQL is told so', async () => {
    await expectClearError('{ models(', {}, 'GRAPHQL_PARSE_FAILED');
  });

  it('whose document does not fit the schema is told so', async () => {
    await expectClearError('{ wombats { id } }', {}, 'GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    ['a date', 'query ($x: DateTime) { models(filter: { createdAfter: $x }) { nodes { id } } }'],
    ['a page size', 'query ($x: Int!) { models(first: $x) { nodes { id } } }'],
  ])('whose variable is not %s is told so', async (_what, query) => {
    await expectClearError(query, { x: 'soon' }, 'BAD_USER_INPUT');
  });

  it('whose URL is no web address is told so', async () => {
    await expectClearError(
      'mutation ($url: URL) { createModel(input: { provider: "market", name: "x", sourceUrl: $url }) { id } }',
      { url: 'javascript:alert(1)' },
      'BAD_USER_INPUT',
    );
  });

  it('that is larger than the limit is refused with its own status', async () => {
    const response = await fetch(gateway().url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(3_000_000) } }),
    });

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } }],
    });
  });

  it('carries its id in the header and in every error', async () => {
    const response = await fetch(gateway().url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'request-7' },
      body: JSON.stringify({ query: '{ model(by: { id: "nonsense" }) { id } }' }),
    });

    expect(response.headers.get('x-request-id')).toBe('request-7');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { requestId: 'request-7' } }] });
  });
});
