import { describe, expect, it } from 'vitest';
import { choices, criteriaOf } from '../../../console/src/catalogue/criteria.js';

const of = (query: string) => criteriaOf(new URLSearchParams(query));

describe('the conditions of the catalogue', () => {
  it('are none at first: everything, newest first', () => {
    expect(of('')).toEqual({
      search: null,
      filter: {},
      orderBy: { field: 'CREATED_AT', direction: 'DESC' },
    });
  });

  it('are all taken from the address', () => {
    const query = 'q=leaf&provider=market&kind=MARKETPLACE&status=READY&task=OCR&available=yes&sort=name';

    expect(of(query)).toEqual({
      search: 'leaf',
      filter: {
        providers: ['market'],
        kinds: ['MARKETPLACE'],
        status: ['READY'],
        task: ['OCR'],
        downloadable: true,
      },
      orderBy: { field: 'NAME', direction: 'ASC' },
    });
  });

  it('leave out words that the gateway would refuse', () => {
    expect(of('kind=SHOP&status=ready&task=%25&available=no&sort=toString')).toEqual(of(''));
  });

  it.each(['kind', 'status', 'task'] as const)('offer no choice of %s that comes to nothing', (name) => {
    const offered = choices[name].filter(([value]) => value !== '');

    expect(offered.length).toBeGreaterThan(3);
    for (const [value] of offered) expect(of(`${name}=${value}`)).not.toEqual(of(''));
  });

  it('offer orders of which each is another one', () => {
    const orders = choices.order.map(([value]) => JSON.stringify(of(`sort=${value}`).orderBy));

    expect(new Set(orders).size).toBe(choices.order.length);
  });
});
