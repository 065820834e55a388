import { describe, expect, it } from 'vitest';
import { columnsOf, templateOf, usualColumns } from './columns.js';

const widths = (columns: string): number[] => [...columns.matchAll(/(\d+)px/g)].map(([, px]) => Number(px));

describe('columns of the list', () => {
  it('the row offers the next action where something is to be done, the state elsewhere', () => {
    expect(columnsOf('review', false, usualColumns('review'))).toMatchObject({
      first: 'action',
      before: ['steps'],
      middle: [],
      last: 'waiting',
    });
    expect(columnsOf('booked', false, usualColumns('booked'))).toMatchObject({
      first: 'state',
      before: ['number'],
      last: 'time',
    });
  });

  it('added columns stand in the order of the list, whatever the order in which they were ticked', () => {
    const { before, middle, last } = columnsOf('review', false, ['finished', 'org', 'number', 'steps']);
    expect([before, middle, last]).toEqual([['steps', 'number'], ['org', 'finished'], null]);
  });

  it('the least width is the sum of the fixed ones, so that nothing is squeezed before the list scrolls', () => {
    const { columns, least } = templateOf(columnsOf('review', false, ['steps', 'org', 'reason', 'waiting']));
    expect(widths(columns).reduce((sum, px) => sum + px, 0)).toBe(least);
  });

  it('beside the push sheet five columns are left', () => {
    expect(templateOf(columnsOf('push', true, usualColumns('push'))).columns.split(/ (?![^(]*\))/)).toHaveLength(5);
  });
});
