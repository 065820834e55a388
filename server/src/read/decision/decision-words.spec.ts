import { expect, it } from 'vitest';
import { decisionWords } from './decision-words.js';

it('a change of roles is said in roles, also where there are none', () => {
  expect(decisionWords('set-roles', { before: [], after: ['reviewer'] }, '李娜')).toBe('李娜：没有角色 → 审核');
});

it('whom DingTalk knows no longer lost roles, and nothing says that the person has left', () => {
  const before = ['reviewer', 'pusher'];
  const said = '李娜 在钉钉里查不到，收回角色：审核、推送';
  expect(decisionWords('left', { before }, '李娜')).toBe(said);
  // As it was written before it had an action of its own.
  expect(decisionWords('set-roles', { left: true, before }, '李娜')).toBe(said);
});

it('what the check-up wrote by consent is said with its bill or approval and what came of it', () => {
  const bill = { number: 'DINGDEE-U-1', org: '101' };
  expect(decisionWords('check-up-save', { ...bill, outcome: 'accepted' }, '')).toBe(
    '组织 101，单据 DINGDEE-U-1，0.01 元：金蝶收下了，要在金蝶里删除',
  );
  expect(decisionWords('check-up-save', { org: '101', outcome: 'refused-as-meant' }, '')).toContain('没有写入');
  expect(decisionWords('check-up-comment', { approval: '2026', outcome: 'written' }, '')).toBe('审批 2026：写上了');
});

it('who pays is said with who paid before, and base data with its kind and organisation', () => {
  const rows = ['甲', '乙', '丙', '丁'].map((key, i) => ({
    key,
    orgNumber: '',
    to: '102',
    was: i === 0 ? '101' : null,
  }));
  expect(decisionWords('set-mapping-rows', { rows, count: 4 }, '')).toBe(
    '甲 → 102（原来 101）；乙 → 102（新加）；丙 → 102（新加），等 4 行',
  );
  expect(decisionWords('remove-mapping-row', { key: '7', label: '研发部', was: '101' }, '')).toBe(
    '研发部：不再由 101 付',
  );
  const dated = rows.slice(0, 1).map((row) => ({ ...row, fromDay: '2027-01-01' }));
  expect(decisionWords('set-mapping-rows', { rows: dated }, '')).toBe('甲（2027-01-01 起） → 102（原来 101）');
  expect(decisionWords('remove-mapping-row', { key: '7', was: '101', fromDay: '2027-01-01' }, '')).toBe(
    '7（2027-01-01 起）：不再由 101 付',
  );
  expect(decisionWords('base-data-gone', { kind: 'bankAccount', orgNumber: '102', rows: 3 }, '')).toMatch(
    /^组织 102 的.+，3 条$/,
  );
});

it('what is collected is said with what was before: nobody leaves a payment out by a condition that nobody reads', () => {
  const big = { from: 'field:总金额', is: 'more', value: '20000' } as const;
  const not = { from: 'instance:businessId', is: 'not-equals', value: '2026' } as const;
  const saved = (filter: object[], filterWas: object[]) =>
    decisionWords('put-scheme-content', { filter, filterWas } as never, '报销');
  expect(saved([big, not], [])).toBe('报销，采集条件改为“总金额 大于 20000”、“审批编号 不为“2026””（原来不限）');
  expect(saved([], [big])).toBe('报销，采集条件去掉了，全都采集（原来是“总金额 大于 20000”）');
  expect(decisionWords('put-scheme-content', {}, '报销')).toBe('报销');
});

it('that a bill stands which Kingdee deleted, cancelled or un-audited is said with that', () => {
  expect(decisionWords('stands', { causes: ['deleted'] }, '')).toBe('金蝶里已经查不到');
  expect(decisionWords('stands-asked', { causes: ['cancelled', 'amount'] }, '')).toBe('金蝶里已作废');
  expect(decisionWords('stands', { causes: ['un-audited'] }, '')).toBe('金蝶里已反审核');
  expect(decisionWords('stands', { causes: ['amount'] }, '')).toBeNull();
});
