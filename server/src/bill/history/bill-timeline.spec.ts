import { expect, it } from 'vitest';
import { type AuditRow, timelineOf } from './bill-timeline.js';

const row = (fields: Partial<AuditRow>): AuditRow => ({
  at: 1,
  actor: 'u-1',
  action: 'approve',
  from: null,
  to: null,
  detail: null,
  ...fields,
});
const words = (fields: Partial<AuditRow>) => timelineOf([row(fields)], 'save+submit+audit', (id) => `名字 ${id}`)[0];

it('tells each step as a person would, with the name that was current then', () => {
  expect(words({ detail: '{"actorName":"祝清和","note":"已电话核实"}' })).toEqual({
    at: 1,
    actor: '祝清和',
    what: '审核通过',
    note: '已电话核实',
  });
  expect(words({ action: 'collect' })).toMatchObject({ actor: '名字 u-1', what: '采集到审批', note: null });
  expect(words({ detail: '{"singlePerson":true}' })?.what).toBe('审核通过（单人模式）');
});

it('says that an approval was voided, and by what', () => {
  const line = words({
    action: 'map',
    from: 'approved',
    to: 'ready',
    detail: '{"why":"费用项目改为 v4","voided":true}',
  });
  expect(line).toMatchObject({ what: '重新映射，原审核不再有效', note: '费用项目改为 v4' });
});

it('falls back to the state for a step it has no words for, and leaves out bookkeeping', () => {
  expect(words({ action: 'new-step', from: 'booked', to: 'reversal-needed' })?.what).toBe('变为“待冲销”');
  expect(timelineOf([row({ action: 'probe-postponed' })], 'save', String)).toEqual([]);
});

it('tells each call that takes a bill out of Kingdee again, and how it ended', () => {
  const said = (fields: Partial<AuditRow>) => {
    const line = words({ from: 'pushing', to: 'pushing', ...fields });
    return [line?.what, line?.note];
  };
  expect(said({ action: 'withdraw', detail: '{"billNo":"DD1"}' })).toEqual(['撤回并删除', '单据 DD1']);
  expect(said({ action: 'withdraw-unsubmit', detail: '{"billNo":"DD1"}' })).toEqual(['已在金蝶撤销提交', '单据 DD1']);
  expect(said({ action: 'withdraw-unaudit' })[0]).toBe('已在金蝶反审核');
  expect(said({ action: 'withdraw-delete' })[0]).toBe('金蝶答复已删除，还要核对');
  expect(said({ action: 'withdraw-refused', to: 'failed', detail: '{"messages":["已付款"]}' })).toEqual([
    '金蝶不允许撤回',
    '已付款',
  ]);
  expect(said({ action: 'withdraw-look', to: 'in-doubt', detail: '{"notFound":"DD1"}' })).toEqual([
    '撤回时核对，还不能确定',
    '没有查到单据 DD1',
  ]);
  expect(said({ action: 'withdrawn', to: 'failed' })[0]).toBe('核对过，金蝶里已没有这张单据，撤回完成');
  expect(said({ action: 'hand-over', to: 'failed' })[0]).toBe('交给金蝶处理');
});

it('masks an account that somebody wrote into a reason', () => {
  expect(words({ action: 'hold', detail: '{"reason":"改付 6214830011226217"}' })?.note).toBe('改付 尾号 6217');
});

it.each([
  ['save', '已保存未审核'],
  ['save+submit', '已提交'],
  ['save+submit+audit', '已入账'],
] as const)('calls a bill whose scheme pushes to %s %s, never booked for less than an audit', (outcome, word) => {
  const said = (fields: Partial<AuditRow>) => timelineOf([row(fields)], outcome, String)[0]?.what;
  expect(said({ action: 'booked', from: 'pushing', to: 'booked' })).toBe(word);
  expect(said({ action: 'watch-booked', from: 'failed', to: 'booked' })).toBe(`金蝶里已到该到的步骤，${word}`);
  expect(said({ action: 'probe', from: 'in-doubt', to: 'booked' })).toBe(`金蝶里查到单据，${word}`);
});
