import type { BillSummary } from '@dingdee/shared/bill';
import { describe, expect, it } from 'vitest';
import { marked, means, PLACES, peopleOf } from './entries.js';

describe('what is typed into the palette', () => {
  it('means a place by its name, its syllables, their first letters, and from any syllable on', () => {
    for (const typed of ['待审核', '审核', 'daishenhe', 'shenhe', 'dsh', 'sh', 'DSH', '', ' shen he '])
      expect(means(typed, '审核台：待审核', 'dai shen he'), typed).toBe(true);
    for (const typed of ['推送', 'henshe', 'hd', 'x'])
      expect(means(typed, '审核台：待审核', 'dai shen he'), typed).toBe(false);
  });

  it('finds every place by the letters of its own name', () => {
    for (const { title, spelt } of PLACES) {
      expect(spelt).toMatch(/^[a-z]+( [a-z]+)*$/);
      expect(means(spelt.replace(/ /g, ''), title, spelt), title).toBe(true);
    }
  });

  it('is marked where it stands in a title, once', () => {
    expect(marked('宋遥 苏州驻场住宿', '宋遥')).toEqual(['', '宋遥', ' 苏州驻场住宿']);
    expect(marked('宋遥', 'sy')).toEqual(['宋遥', '', '']);
  });
});

it('people stand once, with the stage of their first bill', () => {
  const bill = (payee: string, state: BillSummary['state']) => ({ payee, state }) as BillSummary;
  expect(peopleOf([bill('宋遥', 'ready'), bill('宋遥', 'approved'), bill('岑夕', 'needs-mapping')])).toEqual([
    { payee: '宋遥', stage: 'review' },
    { payee: '岑夕', stage: 'mapping' },
  ]);
});
