import { describe, expect, it } from 'vitest';
import { freshCall, useDatatureVi } from '../../helpers/datature-vi.js';
import { modelQuery } from '../../helpers/records.js';

const vi = useDatatureVi({ size: 120, sandbox: { outputEnvelope: 'bare', nextPageForm: 'url' } });

describe('a run store that sends URLs as next pages and outputs without a page', () => {
  it('is listed to its end (§7)', async () => {
    const order = { field: 'CREATED_AT', direction: 'DESC', metric: null } as const;
    const [listing] = vi().adapter.models.listings(modelQuery({ order }));

    const first = await listing!.page({ after: null, limit: 100 }, freshCall());
    const second = await listing!.page({ after: first.next, limit: 100 }, freshCall());

    expect([first.items.length, second.items.length, second.next]).toEqual([100, 20, null]);
  });

  it('has its checkpoints read from all pages and one by one (trap 3)', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 130);
    const { checkpoints } = vi().adapter;

    const [list] = await checkpoints!.ofRuns!([runId], null, freshCall());
    const [one] = await checkpoints!.getMany([`${runId}/out_0130`], freshCall());

    expect(list).toMatchObject({ items: { length: 130, 0: one } });
  });
});
