import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { links, parametersOf, routeOf } from '../../../console/src/router/routes.js';

describe('addresses of the console', () => {
  it.each([
    ['', { page: 'catalogue' }],
    ['#', { page: 'catalogue' }],
    ['#/', { page: 'catalogue' }],
    ['#/models/', { page: 'catalogue' }],
    ['#/models?q=a/b', { page: 'catalogue' }],
    ['#/runs', { page: 'runs' }],
    [links.downloads, { page: 'downloads' }],
    [links.runtime, { page: 'runtime' }],
    [links.providers, { page: 'providers' }],
    [links.compare(['a', 'b']), { page: 'compare' }],
    ['#/nowhere', { page: 'unknown' }],
    ['#/constructor', { page: 'unknown' }],
  ])('%s is a page', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  it('lead back to any ref that they were made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (ref) => {
        expect(routeOf(links.model(ref))).toEqual({ page: 'model', ref });
        expect(routeOf(links.run(ref))).toEqual({ page: 'run', ref });
        expect(parametersOf(links.compare([ref, 'other'])).getAll('id')).toEqual([ref, 'other']);
      }),
    );
  });

  it('that somebody typed wrongly are taken as they are', () => {
    expect(routeOf('#/models/100%')).toEqual({ page: 'model', ref: '100%' });
    expect(parametersOf('#/models?q=a?b').get('q')).toBe('a?b');
  });
});
