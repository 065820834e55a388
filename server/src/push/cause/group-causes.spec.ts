import { describe, expect, it } from 'vitest';
import { type CauseBasis, GroupCauses, type StandingStill } from './group-causes.js';

const refused: StandingStill = {
  id: 'b1',
  version: 3,
  payee: '聂卫东',
  department: '市场部',
  purpose: '差旅',
  billNo: 'DD1',
  kingdeeNo: null,
  orgNumber: '101',
  businessDate: '2026-11-24',
  fen: 100n,
  mended: false,
  class: 'base-data',
  step: 'save',
  sentence: '费用项目已禁用。',
  nextStep: '换一个。',
  messages: ['费用项目“差旅”已禁用'],
  filled: null,
  refused: { kind: 'costItem', number: 'CI1', orgNumber: '101' },
};
const commented: StandingStill = {
  ...refused,
  class: 'stopped',
  sentence:
    '审批里已有付款评论（“已入账 DD1”），金蝶里却查不到这张单据：可能在备份之后推送过又被删除、冲销。没有发送。',
  nextStep: '请核对这笔付过没有。',
  messages: [],
  refused: null,
};
const basis: CauseBasis = {
  entry: () => ({ kindWord: '费用项目', name: '差旅', clause: '在金蝶已禁用' }),
  orgName: () => '云杉科技',
  accountSet: '测试账套',
};
function causes(...bills: StandingStill[]) {
  const groups = new GroupCauses();
  for (const bill of bills) groups.add(bill);
  return groups.answer(basis);
}

describe('causes of an order', () => {
  it('are one for all bills on which the same entry was refused, and say that nothing was paid', () => {
    const [cause, ...more] = causes(refused, { ...refused, id: 'b2', billNo: 'DD2', fen: 50n });
    expect(more).toEqual([]);
    expect(cause).toMatchObject({ count: 2, amount: '1.50', alone: false, means: '金蝶里没有生成单据，没有付款' });
  });

  it('are two where payees that Kingdee filled in only look alike when masked', () => {
    const stopped = { ...commented, kingdeeNo: 'FK1', sentence: '自己填了对方银行账号（尾号 8901）', filled: 'a' };
    expect(
      causes(stopped, { ...stopped, id: 'b2' }, { ...stopped, id: 'b3', filled: 'b' }).map(({ count }) => count),
    ).toEqual([2, 1]);
  });

  it('are one for each bill that may have been paid before: never in a group, never called unpaid, no entry to exchange', () => {
    const found = causes(commented, {
      ...commented,
      id: 'b2',
      billNo: 'DD2',
      sentence: commented.sentence.replace('DD1', 'DD2'),
    });
    expect(found.map(({ count, alone, refused: entry }) => [count, alone, entry])).toEqual([
      [1, true, null],
      [1, true, null],
    ]);
    for (const { means, fact } of found) {
      expect(means).not.toContain('没有付款');
      expect(fact).toContain('审批里已有付款评论');
    }
  });

  it('are told by a bill that still stands still, not by one that was mended', () => {
    const submitted = { ...refused, class: 'workflow', step: 'submit', refused: null } as const;
    const [cause] = causes({ ...submitted, mended: true }, { ...submitted, id: 'b2', kingdeeNo: 'FK2', billNo: 'DD2' });
    expect(cause?.means).toContain('金蝶里已有单据');
  });
});
