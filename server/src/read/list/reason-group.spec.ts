import { expect, it } from 'vitest';
import { type ReasonCount, toReasonGroups } from './reason-group.js';

const row = (fields: Partial<ReasonCount>): ReasonCount => ({
  key: '',
  rank: 9,
  reason: null,
  action: 'approve',
  count: 1,
  fen: 100n,
  unknown: 0,
  versions: 1,
  changedAt: 0,
  who: 2,
  ...fields,
});

const viewer = { userId: 'u1', largeFen: 2_000_000n, askedBefore: 0, singlePerson: false };

it('lists the riskiest reason first, the larger sum before the smaller, and the clean bills last', () => {
  const groups = toReasonGroups(
    [
      row({ count: 8, fen: 5000n }),
      row({ key: 'no-form-total', rank: 5, count: 2 }),
      row({ key: 'unmapped:costItem:住宿', rank: 1, fen: 200n, reason: '费用项目未映射：住宿' }),
      row({ key: 'unmapped:costItem:市内交通', rank: 1, fen: 900n, reason: '费用项目未映射：市内交通' }),
      row({ key: 'in-doubt', rank: 0, fen: 1n }),
    ],
    undefined,
    viewer,
  );
  expect(groups.map(({ key }) => key)).toEqual([
    'in-doubt',
    'unmapped:costItem:市内交通',
    'unmapped:costItem:住宿',
    'no-form-total',
    '',
  ]);
});

it('names the table and the key that cure a group, colons in the key included', () => {
  const [group] = toReasonGroups(
    [
      row({
        key: 'unmapped:costItem:住宿:北京',
        rank: 1,
        reason: '费用项目未映射：住宿:北京',
        action: 'pick-cost-item',
      }),
    ],
    'mapping',
    viewer,
  );
  expect(group).toMatchObject({ table: 'costItem', value: '住宿:北京', action: 'pick-cost-item' });
});

it('takes a person’s own reason as words, not as a mapping key', () => {
  const [group] = toReasonGroups([row({ key: 'held:等发票:周五', rank: 3, reason: '等发票:周五' })], 'held', viewer);
  expect(group).toMatchObject({ label: '等发票:周五', table: null, value: null });
});

it('calls a group by what its bills share, where their sentences differ', () => {
  const [group] = toReasonGroups(
    [row({ key: 'total-mismatch', rank: 1, count: 3, reason: '差 35.00' })],
    'mapping',
    viewer,
  );
  expect(group?.label).toBe('明细合计与表单总金额不符');
  const [one] = toReasonGroups(
    [row({ key: 'total-mismatch', rank: 1, count: 1, reason: '差 35.00' })],
    'mapping',
    viewer,
  );
  expect(one?.label).toBe('差 35.00');
});

it('adds up one reason that was recorded with two ranks', () => {
  const groups = toReasonGroups(
    [row({ rank: 0, count: 2, fen: 3n }), row({ rank: 9, count: 1, fen: 4n })],
    'review',
    viewer,
  );
  expect(groups).toEqual([
    {
      key: '',
      label: '检查全部通过',
      action: 'approve',
      table: null,
      value: null,
      count: 3,
      amount: '0.07',
      mark: '2-0-4',
    },
  ]);
});

it.each([
  ['in-doubt', '存疑：正在向金蝶核对'],
  ['amended', '审批改过或撤销，要先从金蝶撤回'],
  ['halted:differs', '金蝶里存的与发送的不同'],
  ['reversal:amount', '付款单在金蝶里改了金额'],
  ['refused:interaction', '金蝶要人回答一个问题'],
])('heads %s by its kind, one bill or several: no bill’s own sentence stands over another', (key, label) => {
  const reason = '付款单 DD1 的金额在金蝶里改过：发送 11,456.09，现在 12.34。';
  for (const count of [1, 2])
    expect(toReasonGroups([row({ key, rank: 0, count, reason })], 'trouble', viewer)[0]?.label).toBe(label);
});

it('heads a refusal of Kingdee by its kind, also for a single bill: its whole sentence stands on the bill', () => {
  const [group] = toReasonGroups(
    [
      row({
        key: 'refused:base-data',
        rank: 2,
        reason: '保存没有成功：单据用到的基础资料不可用。金蝶里没有生成单据。',
      }),
    ],
    'trouble',
    viewer,
  );
  expect(group?.label).toBe('被金蝶拒绝：基础资料不可用');
});

it('offers no press for all where each bill is to be looked at: own ones, large ones, those without files', () => {
  const groups = toReasonGroups(
    [
      row({ count: 8 }),
      row({ key: 'clean:bare' }),
      row({ key: 'clean:own' }),
      row({ key: 'clean:large', fen: 9_000_000n }),
    ],
    'review',
    viewer,
  );
  expect(groups.map(({ label, action }) => [label, action])).toEqual([
    ['单笔 ≥ ¥20,000，逐笔看过再通过', 'none'],
    ['没有附件，逐笔看过再通过', 'none'],
    ['你自己的报销，要由别人审核', 'none'],
    ['检查全部通过', 'approve'],
  ]);
});

it('says how many of a group have no amount, and nothing where all have one', () => {
  const [some] = toReasonGroups([row({ key: 'invalid-amount', rank: 1, count: 3, unknown: 2 })], 'mapping', viewer);
  const [none] = toReasonGroups([row({})], 'review', viewer);
  expect([some?.unknown, none && 'unknown' in none]).toEqual([2, false]);
});
