import { describe, expect, it } from 'vitest';
import { groupActionWord, isGroupable, treatmentOf } from './group-action.js';

describe('the button of a group', () => {
  it('leads to what the scheme lacks where the bills stop at the scheme: going through them one by one cures nothing', () => {
    const group = { key: 'scheme-lacks:x', action: 'fix-scheme', table: null, count: 3 } as const;
    expect(treatmentOf(group, false)).toBe('lacks');
    expect(groupActionWord({ ...group, label: '', amount: '1.00' } as never, false)).toBe('看缺什么');
  });

  it('offers one decision about what only a person can decide, to whoever may push; others go through them one by one', () => {
    const group = {
      key: 'absent',
      action: 'check-in-doubt',
      table: null,
      count: 3,
      label: '',
      amount: '1.00',
    } as never;
    expect(treatmentOf(group, true)).toBe('resend');
    expect(groupActionWord(group, true)).toBe('看查过什么，一次决定 3 笔');
    expect(treatmentOf(group, false)).toBe('walk');
    expect(groupActionWord(group, false)).toBe('逐笔去查');
  });

  it('offers no decision about bills that Kingdee is still asked about', () => {
    const group = { key: 'in-doubt', action: 'check-in-doubt', table: null, count: 3 } as const;
    expect(treatmentOf(group, true)).toBe('walk');
  });

  it('has all that Kingdee locks tried by one press from two on; one alone waits for its next try', () => {
    const group = { key: 'busy:lock', action: 'none', table: null, count: 2 } as const;
    expect(treatmentOf(group, true)).toBe('try-now');
    expect(groupActionWord({ ...group, label: '', amount: '1.00' } as never, true)).toBe('现在再试 2 笔');
    expect(treatmentOf({ ...group, count: 1 }, true)).toBe('walk');
    for (const key of ['busy:rate', 'behind-first', '']) expect(treatmentOf({ ...group, key }, true)).toBe('walk');
    expect(isGroupable('pushing')).toBe(true);
  });
});
