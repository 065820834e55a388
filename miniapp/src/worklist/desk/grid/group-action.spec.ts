import { describe, expect, it } from 'vitest';
import { groupActionWord, treatmentOf } from './group-action.js';

describe('the button of a group', () => {
  it('leads to what the scheme lacks where the bills stop at the scheme: going through them one by one cures nothing', () => {
    const group = { key: 'scheme-lacks:x', action: 'fix-scheme', table: null, count: 3 } as const;
    expect(treatmentOf(group)).toBe('lacks');
    expect(groupActionWord({ ...group, label: '', amount: '1.00' } as never)).toBe('看缺什么');
  });
});
