import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../helpers/records.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelf, shelfProvider } from '../../helpers/shelf.js';

const PAGE =
  'query ($after: String) { models(first: 1, after: $after, orderBy: { field: NAME, direction: ASC }) { nodes { name } pageInfo { endCursor } } }';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('a cursor', () => {
  it('that the gateway has given is taken back, however long the keys of a provider are', async () => {
    // Three bytes a character, and the key is in the cursor twice: as the ref and as the token of the next page.
    const records = NAMES.map((name) =>
      modelRecord({ provider: 'store', name, nativeId: '模'.repeat(1_300) + name }),
    );
    const gateway = await gatewayOver([shelfProvider('store', [shelf({ records })])]);
    const names: string[] = [];

    for (let after: string | null = null; names.length < records.length;) {
      const { data, errors } = await gateway.askText(PAGE, { after });
      expect(errors).toEqual([]);
      names.push(data!['models'].nodes[0].name);
      after = data!['models'].pageInfo.endCursor;
    }

    expect(names).toEqual(NAMES);
  });

  it.each([
    ['an empty one', 'models', ''],
    ['a very long one', 'models', 'x'.repeat(40_000)],
    ['an empty one', 'runs', ''],
    ['an empty one', 'downloads', ''],
    ['a very long one', 'downloads', 'x'.repeat(40_000)],
  ])('that is none of ours is refused: %s of %s', async (_what, list, after) => {
    const gateway = await gatewayOver([shelfProvider('store', [shelf()])]);

    const { errors } = await gateway.askText(
      `query ($after: String) { ${list}(after: $after) { pageInfo { endCursor } } }`,
      { after },
    );

    expect(errors).toMatchObject([{ path: [list], extensions: { code: 'INVALID_CURSOR' } }]);
  });
});
