import { describe, expect, it } from 'vitest';
import { parseArchiveKey, parseOutputKey, toArchiveKey } from '../../../../src/providers/datature-vi/keys.js';
import { parseLink } from '../../../../src/providers/datature-vi/links.js';

const organization = { organizationId: 'org-1', baseUrl: 'https://api.vi.datature.com' };

describe('a link (contract §11)', () => {
  it.each([
    '/workspaces/org-1/runs/run_4f21',
    '/workspaces/org-1/runs/run_4f21/runOutputs',
    '/workspaces/org-1/runs/run_4f21/runOutputs?contents=y',
    '/workspaces/org-1/runs/run_4f21/runOutputs/out_0010',
    '/workspaces/org-1/runs/run_4f21/runOutputs/out_0010?contents=y',
    '/workspaces/org-1/runs/run_4f21/outputs/out_0010',
    'https://api.vi.datature.com/workspaces/org-1/runs/run_4f21',
  ])('%s names the run', (link) => {
    expect(parseLink(organization, link)).toBe('run_4f21');
  });

  it.each([
    ['another organization', '/workspaces/org-2/runs/run_4f21'],
    ['another host', 'https://api.vi.datature.com.evil.example/workspaces/org-1/runs/run_4f21'],
    ['an id that cannot be one', '/workspaces/org-1/runs/run%2F4f21'],
    ['a step up', '/workspaces/org-1/runs/..'],
    ['a list', '/workspaces/org-1/runs'],
    ['something below a run', '/workspaces/org-1/runs/run_4f21/log'],
    ['a bare id', 'run_4f21'],
    ['nothing', ''],
  ])('to %s is refused', (_name, link) => {
    expect(parseLink(organization, link)).toBeNull();
  });
});

describe('a key', () => {
  it.each(['run_4f21', 'run_4f21/', 'run_4f21/out/0010', 'run_4f21/../x', 'run%5F4f21/out_0010', '%/x'])(
    '%s names no checkpoint',
    (nativeId) => {
      expect(parseOutputKey(nativeId)).toBeNull();
    },
  );

  it('of an archive carries any etag', () => {
    const key = { runId: 'run_4f21', runOutputId: 'out_0010', etag: 'W/"e@1/ü"' };

    expect(parseArchiveKey(toArchiveKey(key))).toEqual(key);
  });

  it('of an archive without an etag is none', () => {
    expect(parseArchiveKey('run_4f21/out_0010')).toBeNull();
  });
});
