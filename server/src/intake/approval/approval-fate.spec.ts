import type { Condition } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import { ApprovalSource } from '../../engine/source/approval-source.js';
import { isMet } from '../../engine/source/filter.js';
import { amendsOf, fateOf } from './approval-fate.js';

const text = (name: string, value: string): Control => ({
  id: `id-${name}`,
  name,
  alias: null,
  type: 'TextField',
  value: value === '' ? { kind: 'empty' } : { kind: 'text', text: value },
});
const row = (...cells: Control[]) => ({ rowNumber: null, cells });

function approval(change: Partial<ApprovalInstance> = {}): ApprovalSource {
  const instance: ApprovalInstance = {
    processInstanceId: 'inst-1',
    processCode: 'PROC-1',
    businessId: '202603010830000123456',
    title: '赵一提交的费用报销',
    status: 'COMPLETED',
    result: 'agree',
    bizAction: 'NONE',
    originatorUserId: '08',
    originatorDeptId: '7',
    originatorDeptName: '研发部',
    startedAt: Date.parse('2026-03-01T00:30:00Z'),
    finishedAt: Date.parse('2026-03-02T16:30:00Z'),
    attachedIds: [],
    mainId: null,
    controls: [
      text('报销类别', '项目报销'),
      {
        ...text('报销明细', ''),
        type: 'TableField',
        value: {
          kind: 'table',
          rows: [row(text('费用明细', '住宿'), text('备注', '')), row(text('费用明细', '餐费'))],
        },
      },
    ],
    remarks: [],
    ...change,
  };
  return new ApprovalSource(instance, '赵一');
}

const RULES = { filter: [], detail: { table: '报销明细' }, cutOverDate: null };

describe('fateOf', () => {
  it('collects what is completed and agreed', () => {
    expect(fateOf(RULES, approval())).toEqual({ kind: 'collect' });
  });

  it.each<[Partial<ApprovalInstance>, string, string]>([
    [{ status: 'RUNNING', result: '', finishedAt: null }, 'open', '还在审批中'],
    [{ status: 'NEW', result: '' }, 'open', '还在审批中'],
    [{ status: 'UNKNOWN' }, 'open', '审批状态无法识别'],
    [{ result: '' }, 'open', '审批结果还没有写全'],
    [{ finishedAt: null }, 'open', '审批结果还没有写全'],
    [{ result: 'refuse' }, 'skip', '审批未通过（已拒绝）'],
    [{ status: 'TERMINATED', result: '' }, 'skip', '发起人已撤销'],
    [{ status: 'CANCELED' }, 'skip', '审批已取消'],
    [{ bizAction: 'REVOKE' }, 'skip', '撤销已通过的审批，只作废原单，不生成付款单'],
    [{ bizAction: 'MODIFY', result: 'refuse' }, 'skip', '审批未通过（已拒绝）'],
    [{ bizAction: 'REVOKE', status: 'RUNNING', result: '' }, 'open', '还在审批中'],
  ])('%j ends as %s: %s', (change, kind, reason) => {
    expect(fateOf(RULES, approval(change))).toEqual({ kind, reason });
  });

  it('names the first condition that does not hold', () => {
    const filter: Condition[] = [
      { from: 'field:报销类别', is: 'filled' },
      { from: 'field:报销类别', is: 'equals', value: '行政报销' },
    ];
    expect(fateOf({ ...RULES, filter }, approval())).toEqual({
      kind: 'skip',
      reason: '不符合采集条件：报销类别 为“行政报销”',
    });
  });

  it('closes what finished before the first day, by the Beijing date', () => {
    const fate = (cutOverDate: string) => fateOf({ ...RULES, cutOverDate }, approval()).kind;
    expect(fate('2026-03-03')).toBe('collect');
    expect(fate('2026-03-04')).toBe('handled-outside');
  });
});

describe('isMet', () => {
  const met = (condition: Condition) => isMet(condition, approval(), ['报销明细']);

  it.each<[Condition, boolean]>([
    [{ from: 'field:报销类别', is: 'equals', value: '项目报销' }, true],
    [{ from: 'field:报销类别', is: 'not-equals', value: '项目报销' }, false],
    [{ from: 'field:没有|报销类别', is: 'contains', value: '项目' }, true],
    [{ from: 'field:没有', is: 'empty' }, true],
    [{ from: 'instance:originatorDeptName', is: 'equals', value: '研发部' }, true],
    [{ from: 'instance:originatorName', is: 'equals', value: '赵一' }, true],
    [{ from: 'row:费用明细', is: 'equals', value: '餐费' }, true],
    [{ from: 'row:费用明细', is: 'not-equals', value: '餐费' }, false],
    [{ from: 'row:费用明细', is: 'not-equals', value: '机票' }, true],
    [{ from: 'row:备注', is: 'empty' }, true],
    [{ from: 'row:备注', is: 'filled' }, false],
  ])('%j is %s', (condition, expected) => {
    expect(met(condition)).toBe(expected);
  });
});

describe('a changed or cancelled approval', () => {
  it('becomes a bill of its own when it is a change, under the same conditions as any other', () => {
    expect(fateOf(RULES, approval({ bizAction: 'MODIFY', mainId: 'inst-0' }))).toEqual({ kind: 'collect' });
  });

  it('names the one that it replaces, or what it is attached to', () => {
    expect(amendsOf(approval({ bizAction: 'MODIFY', mainId: 'inst-0', attachedIds: ['inst-1', 'inst-9'] }))).toEqual({
      action: 'MODIFY',
      originalId: 'inst-0',
      attachedIds: ['inst-9'],
    });
    expect(amendsOf(approval({ bizAction: 'REVOKE', attachedIds: ['inst-0'] }))).toEqual({
      action: 'REVOKE',
      originalId: null,
      attachedIds: ['inst-0'],
    });
  });

  it('has no effect before it has passed, nor when it was refused or withdrawn', () => {
    for (const change of [
      { status: 'RUNNING', result: '', finishedAt: null },
      { result: 'refuse' },
      { status: 'TERMINATED', result: '' },
      { result: '' },
    ] as const)
      expect(amendsOf(approval({ bizAction: 'MODIFY', mainId: 'inst-0', ...change })), change.result).toBeNull();
    expect(amendsOf(approval())).toBeNull();
  });
});
