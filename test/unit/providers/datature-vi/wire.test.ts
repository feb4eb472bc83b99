import { describe, expect, it } from 'vitest';
import { readItem } from '../../../../src/providers/received.js';
import {
  parseOutputs,
  parsePage,
  readPageToken,
  wireOutput,
  wireRun,
} from '../../../../src/providers/datature-vi/wire.js';
import { contractOutput, contractRun } from '../../../helpers/datature-vi.js';

describe('a page', () => {
  it('without any field is empty and the last one', () => {
    expect(parsePage(wireRun, {})).toEqual({ items: [], nextToken: null, rejected: 0 });
  });

  it('loses a bad item, which is counted, and keeps the others', () => {
    const bad = [null, 'run', {}, { ...contractRun(), runId: 'run/4f21' }, { ...contractRun(), spec: null }];

    const page = parsePage(wireRun, { items: [...bad, contractRun()], nextPage: 'tok-2' });

    expect(page?.items.map(({ fields }) => fields.runId)).toEqual(['run_4f21']);
    expect(page).toMatchObject({ rejected: bad.length, nextToken: 'tok-2' });
  });

  it.each([['text'], [null], [[]], [{ items: 'none' }], [{ nextPage: 7 }]])('is not %j', (body) => {
    expect(parsePage(wireRun, body)).toBeNull();
  });
});

describe('the next page token (contract §7)', () => {
  it.each([
    ['an opaque token', 'tok-2', 'tok-2'],
    ['a base64 token that begins with a slash', '/9j+4AAQ==', '/9j+4AAQ=='],
    ['a token that looks like a URL without the parameter', 'tok:2', 'tok:2'],
    ['a path', '/workspaces/o/runs?pageSize=10&pageToken=a%2Bb', 'a+b'],
    ['a URL', 'https://api.vi.datature.com/workspaces/o/runs?pageToken=tok-3&pageSize=10', 'tok-3'],
  ])('is read from %s', (_name, nextPage, token) => {
    expect(readPageToken(nextPage)).toBe(token);
  });

  it.each([[null], [undefined], ['']])('%j ends the list', (nextPage) => {
    expect(readPageToken(nextPage)).toBeNull();
  });
});

describe('one run output (contract §3.4)', () => {
  it.each([
    ['bare', contractOutput()],
    ['in a page', { items: [contractOutput()] }],
  ])('is read %s', (_name, body) => {
    expect(parseOutputs(body)?.items.map(({ fields }) => fields.runOutputId)).toEqual(['out_0010']);
  });

  it('that is bare and bad is counted as rejected', () => {
    expect(parseOutputs({ ...contractOutput(), etag: null })).toMatchObject({ items: [], rejected: 1 });
  });
});

describe('odd fields', () => {
  it.each([
    ['kind is missing', { kind: undefined }],
    ['kind is another', { kind: 'run' }],
    ['an unknown field is there', { owner: { name: 'Mira' } }],
    ['the dates are texts', { metadata: { timeCreated: '2026-03-01', lastUpdated: null } }],
  ])('leave the run readable when %s', (_name, odd) => {
    expect(readItem(wireRun, { ...contractRun(), ...odd })?.fields.runId).toBe('run_4f21');
  });

  it('of conditions cost the condition only', () => {
    const good = { condition: 'Started', status: 'Reached', lastTransitionTime: 1 };
    const run = contractRun({}, { conditions: [good, 'Finished', { status: 'Reached' }, null] });

    expect(readItem(wireRun, run)?.fields.status.conditions).toEqual([
      { ...good, reason: null, message: null },
    ]);
  });

  it.each([
    ['absent', {}],
    ['null', { contents: null }],
    ['without a URL', { contents: { downloadUrl: null } }],
  ])('contents that are %s count as no export', (_name, status) => {
    expect(readItem(wireOutput, contractOutput({}, status))?.fields.status.contents).toBeNull();
  });
});
