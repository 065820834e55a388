import { describe, expect, it } from 'vitest';
import { worded } from '../../domain/draft/issue-words.js';
import { mapApproval } from '../map-approval.js';
import { expenseInput, filledBook } from '../reimbursement-for-spec.js';
import { baseDataOf, issuesOf } from '../reimbursement-lines-for-spec.js';

describe('checks against Kingdee base data', () => {
  const unusable = (wanted: string, reason: string | null) =>
    baseDataOf((number) => {
      if (number !== wanted) return { number, name: '冯赟', usable: true, reason: null };
      return reason === null ? null : { number, name: '市内交通费（旧）', usable: false, reason };
    });

  it('what is disabled or not assigned to the organisation blocks, and names the row that gave it', () => {
    const disabled = issuesOf({ ...expenseInput(), baseData: unusable('CI0001', '已禁用') });
    expect(disabled).toEqual([
      {
        level: 'red',
        code: 'unusable',
        path: 'rows[0].costItem',
        message: '费用项目 CI0001 市内交通费（旧） 不能用：已禁用。换一个，或在金蝶处理后刷新基础资料。',
        key: 'costItem:市内交通',
      },
    ]);
    const unknown = issuesOf({ ...expenseInput(), baseData: unusable('BM000005', null) });
    expect(unknown.map(({ path }) => path)).toEqual([
      'header.department',
      'rows[0].expenseDepartment',
      'rows[0].department',
      'rows[1].expenseDepartment',
      'rows[1].department',
    ]);
  });

  it('a supplier under the type employee is told as such', () => {
    const baseData = baseDataOf((number, kind) =>
      number === 'YG00007' && kind !== 'supplier' ? null : { number, name: '冯赟', usable: true, reason: null },
    );
    expect(issuesOf({ ...expenseInput(), baseData })[0]).toMatchObject({
      code: 'unit-type',
      path: 'header.contactUnit',
      message: '往来单位 YG00007 在金蝶是供应商，和单位类型“员工”不一致。换一个，或在方案里改类型。',
    });
  });

  it('a default organisation that does not fit person and department is one missing row, not two wrong values', () => {
    const ofShanghai = ['YG00007', 'BM000005'];
    const baseData = {
      knows: () => true,
      find: (_: string, number: string, org: string) =>
        ofShanghai.includes(number) && org !== '102' ? null : { number, name: '冯赟', usable: true, reason: null },
      lookup: (_: string, number: string, org: string) => {
        const elsewhere = ofShanghai.includes(number) && org !== '102' && org !== '';
        const reason = elsewhere ? '不属于组织 101，只在组织 102 可用' : null;
        return {
          number,
          name: '冯赟',
          usable: !elsewhere,
          reason,
          orgNumber: ofShanghai.includes(number) ? '102' : '',
        };
      },
    };
    const { issues, lookups } = mapApproval({ ...expenseInput(), baseData });
    expect(issues.map(worded)[0]).toEqual({
      code: 'unmapped',
      level: 'red',
      path: 'header.payOrg',
      message: '付款组织未映射：市场部（人员、部门属于组织 102，默认付款组织是 101）',
      table: 'payOrg',
      key: '市场部',
    });
    expect(lookups.find(({ table }) => table === 'payOrg')?.hit).toBe(false);
    const book = filledBook({ payOrg: { 市场部: '102' } });
    expect(issuesOf({ ...expenseInput({ book }), baseData })).toEqual([]);
  });

  it('where another organisation pays for some departments, one without a row is nobody’s: a person says who pays, once', () => {
    const withRows = (rows: Record<string, string>) =>
      mapApproval(expenseInput({ book: filledBook({ payOrg: rows }) }));
    const { issues, draft, lookups } = withRows({ 销售部: '102' });
    expect(draft).toBeNull();
    expect(issues).toMatchObject([
      { level: 'red', code: 'unmapped', path: 'header.payOrg', table: 'payOrg', key: '市场部' },
    ]);
    expect(issues.map(worded)[0]?.message).toBe(
      '付款组织未映射：市场部（“付款组织”里有部门由别的组织付款，没有写明的不按默认的 101 付；其余都由 101 付时，加一行“默认”）',
    );
    expect(lookups.find(({ table }) => table === 'payOrg')?.hit).toBe(false);
    // An approval that names no department has no key to map: the bill itself says who pays.
    const nameless = (rows: Record<string, string>) => {
      const input = expenseInput({ book: filledBook({ payOrg: rows }) });
      return mapApproval({ ...input, instance: { ...input.instance, originatorDeptName: '' } });
    };
    expect(nameless({ 销售部: '102' }).issues).toContainEqual(
      expect.objectContaining({ level: 'red', code: 'missing', path: 'header.payOrg', table: null, key: null }),
    );
    expect(nameless({ 销售部: '102', 默认: '101' }).issues.filter(({ path }) => path === 'header.payOrg')).toEqual([]);
    // Nothing there says that anybody else might pay, or a row says who pays for the rest.
    expect(withRows({ 销售部: '101' }).draft?.orgNumber).toBe('101');
    expect(withRows({ 销售部: '102', 默认: '101' }).draft?.orgNumber).toBe('101');
    expect(withRows({ 销售部: '102', 默认: '103' }).draft).toBeNull();
    expect(withRows({ 销售部: '102', 市场部: '101' }).draft?.orgNumber).toBe('101');
  });

  it('an organisation that a person chose against the rules is told: the money leaves another company’s account', () => {
    const chosen = (org: string) => issuesOf(expenseInput({ locks: { 'header.payOrg': org } }));
    expect(chosen('101').filter(({ path }) => path === 'header.payOrg')).toEqual([]);
    expect(chosen('102')).toContainEqual(
      expect.objectContaining({
        level: 'amber',
        code: 'pay-org-hand',
        path: 'header.payOrg',
        message: expect.stringContaining('按规则是 101，人工改成了 102'),
      }),
    );
  });

  it('a currency other than CNY blocks', () => {
    const found = issuesOf(expenseInput({ locks: { 'header.currency': 'PRE007' } }));
    expect(found).toMatchObject([{ level: 'red', code: 'currency', path: 'header.currency' }]);
  });
});
