import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { behindOthers } from './behind-others.js';

const of = (count: number, amount: string, unknown = 0) => ({
  bills: { count, amount: amount as Amount, ...(unknown > 0 ? { unknown } : {}) },
});

it('bills of other schemes are told with the sum of those whose amount is known', () => {
  expect(behindOthers([of(2, '100.00'), of(1, '0.50')])).toContain(
    '3 笔还没通过的单据用到这些值，会一起重新映射，¥100.50。',
  );
  expect(behindOthers([of(4, '100.00', 1)])).toContain('¥100.00（其中 1 笔外币或金额未知，未计入）。');
  expect(behindOthers([of(0, '0.00')])).toBe('它们现在没有等着这些值的单据。');
});

it('where no amount is known there is no sum at all: it is not 0.00', () => {
  const said = behindOthers([of(3, '0.00', 3), of(1, '0.00', 1)]);
  expect(said).toContain('4 笔');
  expect(said).toContain('金额都还不知道');
  expect(said).not.toContain('0.00');
});
