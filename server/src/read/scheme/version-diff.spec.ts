import type { SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { templateContent } from '../../scheme/market/template-for-spec.js';
import { changedWords, versionDiff } from './version-diff.js';

const content: SchemeContent = templateContent('expense-to-paybill', {
  processCode: 'P',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});
const field = (part: 'header' | 'rows', name: string, change: object): SchemeContent => ({
  ...content,
  [part]: { ...content[part], [name]: { label: name, required: true, rules: [], ...content[part][name], ...change } },
});

describe('what is different between two versions', () => {
  it('is nothing where the content is the same', () => {
    expect(versionDiff(content, structuredClone(content))).toEqual([]);
    expect(changedWords([])).toBe('');
  });

  it('is told by field, each rule as a sentence', () => {
    const rules = [
      { kind: 'lookup', table: 'costItem', key: 'row:费用明细|项目费用明细', default: 'CI0099' },
      {
        kind: 'constant',
        value: 'CI0001',
        when: [{ from: 'field:报销类别', is: 'contains', value: '项目' }],
      },
      { kind: 'expression', cel: '"a"', examples: [{ given: {}, result: 'a' }] },
    ];
    const [change, ...more] = versionDiff(content, field('rows', 'costItem', { rules }));
    expect(more).toEqual([]);
    expect(change).toMatchObject({ part: 'rows', kind: 'changed', what: '费用项目' });
    expect(change?.before).toEqual([
      '当 报销类别 包含“项目”：按“项目费用明细”或“费用明细”查映射表“费用项目”',
      '按“费用明细”或“项目费用明细”查映射表“费用项目”',
    ]);
    expect(change?.after).toEqual([
      '按“费用明细”或“项目费用明细”查映射表“费用项目”，查不到用 CI0099',
      '当 报销类别 包含“项目”：固定 CI0001',
      '表达式："a"',
    ]);
  });

  it('tells a key of several values, and what single organisations have where the table has no row', () => {
    const rules = [
      {
        kind: 'lookup',
        table: 'costItem',
        key: 'row:费用明细',
        with: ['instance:originatorDeptName'],
        default: 'CI0099',
        defaults: { '102': 'CI0102' },
      },
    ];
    const [change] = versionDiff(content, field('rows', 'costItem', { rules }));
    expect(change?.after).toEqual([
      '按“费用明细”＋发起部门查映射表“费用项目”，查不到组织 102 用 CI0102、其余用 CI0099',
    ]);
  });

  it('comes in the order intake, header, rows, push; what goes and what comes is said to', () => {
    const { remark: _, ...header } = content.header;
    const after: SchemeContent = {
      ...content,
      header: {
        ...header,
        F_ABCD_Text: { label: '合同号', required: false, rules: [{ kind: 'source', from: 'field:合同号' }] },
      },
      filter: [{ from: 'field:总金额', is: 'more', value: '20000' }],
      cutOverDate: '2026-11-01',
      writeback: { ...content.writeback, comment: false, noticeOriginator: true },
    };
    const changes = versionDiff(content, after);
    expect(changes.map(({ part, kind, what }) => [part, kind, what])).toEqual([
      ['intake', 'added', '采集条件'],
      ['intake', 'added', '从哪天完成的开始收'],
      ['header', 'added', '合同号'],
      ['header', 'removed', '备注'],
      ['push', 'changed', '回写'],
      ['push', 'changed', '通知申请人'],
    ]);
    expect(changes[2]?.after).toEqual(['取“合同号”', '可以没有值']);
    expect(changedWords(changes)).toBe('采集条件、从哪天完成的开始收、合同号等 6 处');
  });

  it('shows of an account number its last digits only', () => {
    const rules = [{ kind: 'constant', value: '6222021234567890123' }];
    const [change] = versionDiff(content, field('rows', 'oppositeAccount', { rules }));
    expect(change?.after.join()).not.toContain('622202123');
    expect(change?.after.join()).toContain('0123');
  });

  it('is not said of a label that was worded anew', () => {
    expect(versionDiff(content, field('rows', 'costItem', { label: '费用科目' }))).toEqual([]);
  });
});

it('a change of how far bills go in Kingdee says in which direction, and no other change does', () => {
  const near: SchemeContent = { ...content, outcome: 'save' };
  const between: SchemeContent = { ...content, outcome: 'save+submit' };
  const reach = (before: SchemeContent, after: SchemeContent) =>
    versionDiff(before, after).map((change) => [change.what, change.reach]);
  expect(reach(near, content)).toEqual([['推送到哪一步', 'further']]);
  expect(reach(near, between)).toEqual([['推送到哪一步', 'further']]);
  expect(reach(content, between)).toEqual([['推送到哪一步', 'shorter']]);
  expect(reach(content, { ...content, billNoPrefix: 'ZZ' })).toEqual([['单据编号开头', undefined]]);
});
