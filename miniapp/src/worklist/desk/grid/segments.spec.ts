import type { ReasonGroup } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { BillPages } from '../../bill-pages.js';
import { lineCount, linesBetween, type Segment, stepFrom, topOf, totalHeight } from './segments.js';

const heights = { row: 34, head: 36 };
const group = (key: string, count: number): ReasonGroup => ({
  key,
  label: key,
  action: 'approve',
  table: null,
  value: null,
  count,
  amount: '0.00' as Amount,
  mark: '1-1',
  actions: [],
});
const stretch = (key: string, count: number, collapsed = false): Segment => ({
  key,
  group: group(key, count),
  collapsed,
  filter: {},
  released: false,
  count,
  pages: { items: [] as BillPages['items'] } as BillPages,
});

describe('the lines of a grouped list', () => {
  const list = [stretch('a', 3), stretch('b', 20_000), stretch('c', 5, true)];

  it('take the height of the whole list, so that the scroll bar tells the truth', () => {
    expect(totalHeight(list, heights)).toBe(3 * 36 + 20_003 * 34);
    expect(lineCount(list)).toBe(3 + 20_003);
  });

  it('are only those in the window, wherever it stands', () => {
    const lines = linesBetween(list, heights, 340_000, 340_600);
    expect(lines.length).toBeLessThan(22);
    expect(lines.every((line) => line.segment.key === 'b' && line.top > 339_900 && line.top < 340_700)).toBe(true);
    const [first] = lines;
    expect(first && topOf(list, heights, { key: 'b', index: first.index })).toBe(first?.top);
  });

  it('are numbered over the whole grid, headings included', () => {
    const lines = linesBetween(list, heights, 0, 200);
    expect(lines.map((line) => line.ariaIndex)).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('step from group to group and over a folded one', () => {
    expect(stepFrom(list, { key: 'a', index: 2 }, 1)).toEqual({ key: 'b', index: 0 });
    expect(stepFrom(list, { key: 'b', index: 19_999 }, 1)).toBeNull();
    expect(stepFrom(list, { key: 'b', index: 0 }, -1)).toEqual({ key: 'a', index: 2 });
    expect(stepFrom(list, null, 1)).toEqual({ key: 'a', index: 0 });
  });
});
