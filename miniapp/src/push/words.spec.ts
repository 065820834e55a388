import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { itemWord, pushWords } from './words.js';

const item = { reached: 'audited', outcome: 'save+submit+audit', sentence: null, nextProbeAt: null } as const;

describe('where a bill of a push stands', () => {
  it('is told of a booked bill that a person has to decide about, which waits in no queue', () => {
    expect(itemWord({ ...item, state: 'reversal-needed' }, 0)).toBe('入账后有变动，待冲销，打开单据看原因');
    expect(itemWord({ ...item, state: 'approved', reached: 'none' }, 0)).toBe('排队');
  });
});

describe('what is said of bills in doubt', () => {
  const MINUTE = 60_000;
  it('is a next look only where one is due, and waiting for Kingdee only where it cannot be reached', () => {
    expect(pushWords.doubtNext(null, 0, null)).toBe('');
    expect(pushWords.doubtNext(MINUTE, 0, null)).toMatch(/^下一次核对 .* 后。$/);
    expect(pushWords.doubtNext(MINUTE, 0, '09:12')).toBe('金蝶 09:12 起断开，恢复后自动接着查。');
  });

  it('counts those without an amount', () => {
    const part = { count: 2, amount: '5.00' as Amount, unknown: 1 };
    expect(pushWords.doubtTitle(part)).toBe(
      '2 笔 ¥5.00（其中 1 笔外币或金额未知，未计入） 存疑：结果还不确定，可能已在金蝶里。',
    );
  });
});
