import { describe, expect, it } from 'vitest';
import { useDatatureVi } from '../helpers/datature-vi.js';
import { loadContract } from '../helpers/openapi.js';
import { askRunStore, RUN_STORE_CREDENTIALS } from '../helpers/run-store.js';

const contract = loadContract('datature-vi');

describe.each([
  ['tokens and pages', {}],
  ['URLs and bare outputs', { outputEnvelope: 'bare', nextPageForm: 'url' }],
] as const)('the sandbox of Datature Vi with %s', (_name, sandbox) => {
  const vi = useDatatureVi({ size: 120, sandbox });

  /** Asks, and holds the answer to the contract. */
  async function ask(path: string, headers = RUN_STORE_CREDENTIALS) {
    const answer = await askRunStore(vi().server.origin, path, { headers });
    contract.validateAnswer(answer);
    return answer;
  }

  it('lists runs as the contract says, first pages and last ones', async () => {
    const whole = await ask('/runs?pageSize=1000');
    expect(whole.fields.items).toHaveLength(120);
    expect(whole.fields).toMatchObject({ nextPage: null, prevPage: null });
    expect((await ask('/runs')).fields.items).toHaveLength(10);
  });

  it('gives every run, in every state, and its outputs as the contract says', async () => {
    for (const { runId } of vi().plans) {
      expect((await ask(`/runs/${runId}`)).fields.runId).toBe(runId);
      const answer = await ask(`/runs/${runId}/outputs?intent=sdkLocalDeploy&contents=y&pageSize=5`);
      expect(answer.status).toBe(200);
    }
  });

  it('gives one output as the contract says, with contents and without', async () => {
    const { runId } = vi().planOf((story) => story.epochs === 10);
    for (const query of ['', '&contents=y', '&contents=n']) {
      const answer = await ask(`/runs/${runId}/outputs/epoch_10?intent=sdkLocalDeploy${query}`);
      expect(answer).toMatchObject({ status: 200, trace: expect.stringMatching(/^[0-9a-f]{32}\/1;o=1$/u) });
    }
  });

  it.each([
    [400, '/runs?pageSize=0', RUN_STORE_CREDENTIALS],
    [400, '/runs?pageSize=1001', RUN_STORE_CREDENTIALS],
    [400, '/runs?pageToken=forged', RUN_STORE_CREDENTIALS],
    [401, '/runs', {}],
    [401, '/runs', { ...RUN_STORE_CREDENTIALS, authorization: 'Bearer dtvi_wrong' }],
    [403, '/runs', { ...RUN_STORE_CREDENTIALS, 'organization-id': 'another' }],
    [404, '/runs/run_absent', RUN_STORE_CREDENTIALS],
    [404, '/runs/run_absent/outputs', RUN_STORE_CREDENTIALS],
  ])('answers %i to %s as the contract says', async (status, path, headers) => {
    const answer = await ask(path, headers);

    expect(answer.status).toBe(status);
    expect(answer.fields).toMatchObject({ error: expect.any(String), message: expect.any(String) });
  });
});
