import type { Rule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { worded } from '../../domain/draft/issue-words.js';
import { mapApproval } from '../map-approval.js';
import { expenseInput, filledBook } from '../reimbursement-for-spec.js';
import { baseDataOf } from '../reimbursement-lines-for-spec.js';

describe('precedence, provenance and repeatability', () => {
  it('a lock beats the table, and the ladder says what the table would have given', () => {
    const { draft, provenance } = mapApproval(expenseInput({ locks: { 'rows[0].costItem': 'CI0099' } }));
    expect(draft?.rows[0]?.fields.costItem).toBe('CI0099');
    expect(draft?.rows[1]?.fields.costItem).toBe('CI0005');
    expect(provenance['rows[0].costItem']).toEqual({
      kind: 'hand',
      reference: { code: 'hand' },
      version: '',
      source: '市内交通',
      sourceLabel: '费用明细',
      ladder: [
        { rung: 'hand', value: 'CI0099', hit: true },
        { rung: 'row', value: null, hit: false },
        { rung: 'scoped', value: null, hit: false },
        { rung: 'table', value: 'CI0001', hit: false },
        { rung: 'default', value: null, hit: false },
      ],
    });
  });

  it('a row rule beats a department rule, which beats the table, which beats the default', () => {
    const input = expenseInput();
    const { content } = input.scheme;
    const costItem = (rules: Rule[]) => {
      const rows = { ...content.rows, costItem: { label: '费用项目', required: true, rules } };
      const scheme = { ...input.scheme, content: { ...content, rows } };
      return mapApproval({ ...input, scheme }).provenance['rows[0].costItem'];
    };
    const table: Rule = { kind: 'lookup', table: 'costItem', key: 'row:费用明细' };
    const rowRule: Rule = {
      kind: 'constant',
      value: 'CI0070',
      scope: 'row',
      when: [{ from: 'row:费用明细', is: 'equals', value: '市内交通' }],
    };
    const departmentRule: Rule = {
      kind: 'constant',
      value: 'CI0080',
      scope: 'department',
      when: [{ from: 'instance:originatorDeptName', is: 'equals', value: '市场部' }],
    };
    const fallback: Rule = { kind: 'constant', value: 'CI0090' };
    const all = costItem([table, fallback, departmentRule, rowRule]);
    expect(all?.ladder.map(({ value }) => value)).toEqual([null, 'CI0070', 'CI0080', 'CI0001', 'CI0090']);
    expect(all?.ladder.findIndex(({ hit }) => hit)).toBe(1);
    expect(costItem([table, fallback, departmentRule])?.reference).toEqual({ code: 'constant', rule: 3 });
    expect(costItem([table, fallback])).toMatchObject({
      kind: 'table',
      reference: { code: 'table', table: 'costItem', name: '费用项目', scope: 'company', key: '市内交通' },
      version: 'r3',
    });
    expect(costItem([fallback])).toMatchObject({ kind: 'rule' });
  });

  it('an expression gives what it chooses, says that it did and from which texts, and leaves a field without a value where it comes to nothing', () => {
    const input = expenseInput();
    const { content } = input.scheme;
    const run = (...cel: string[]) => {
      const rules: Rule[] = cel.map((each) => ({ kind: 'expression', cel: each }));
      const rows = { ...content.rows, comment: { label: '备注', required: true, rules } };
      return mapApproval({ ...input, scheme: { ...input.scheme, content: { ...content, rows } } });
    };
    const chosen = run('row["费用明细"] == "市内交通" ? "交通：" + instance["originatorName"] : "别的"');
    expect(chosen.draft?.rows[0]?.fields.comment).toBe('交通：冯赟');
    expect(chosen.provenance['rows[0].comment']).toMatchObject({
      kind: 'rule',
      reference: { code: 'expression', rule: 1 },
      version: 'v4',
      source: '市内交通 冯赟',
      sourceLabel: '多项',
    });
    const nothing = 'row["费用明细"] == "没有" ? "甲" : ""';
    expect(run(nothing).issues.map(worded)).toContainEqual(
      expect.objectContaining({ level: 'red', code: 'missing', message: expect.stringContaining('表达式什么都不给') }),
    );
    const second = run(nothing, '"乙"');
    expect(second.provenance['rows[0].comment']?.reference).toEqual({ code: 'expression', rule: 2 });
    const illegible = run('amountAbove(row["费用明细"], "1") ? "甲" : "乙"');
    expect(illegible.issues.map(worded)).toContainEqual(
      expect.objectContaining({
        level: 'red',
        path: 'rows[0].comment',
        message: expect.stringContaining('比较不了“市内交通”'),
      }),
    );
  });

  it('an expression of a scheme from before they were run stops the bill and says so', () => {
    const input = expenseInput();
    const rows = {
      ...input.scheme.content.rows,
      comment: { label: '备注', required: false, rules: [{ kind: 'expression' as const }] },
    };
    const { issues } = mapApproval({
      ...input,
      scheme: { ...input.scheme, content: { ...input.scheme.content, rows } },
    });
    expect(issues).toContainEqual(expect.objectContaining({ level: 'red', code: 'unsupported' }));
  });

  it('of the rows of one key the narrowest counts: applicant, department, form, company', () => {
    const value = (...scopes: ('applicant' | 'department' | 'form')[]) => {
      const values = { applicant: '4417', department: '市场部', form: 'PROC-1' };
      const extra = scopes.map((scope) => ({
        table: 'costItem',
        key: '市内交通',
        targetNumber: scope,
        scope,
        scopeValue: values[scope],
      }));
      return mapApproval(expenseInput({ book: filledBook({}, extra) })).draft?.rows[0]?.fields.costItem;
    };
    expect([value(), value('form'), value('form', 'department'), value('form', 'department', 'applicant')]).toEqual([
      'CI0001',
      'form',
      'department',
      'applicant',
    ]);
  });

  it('the same input gives the same bytes whatever base data says', () => {
    const first = mapApproval(expenseInput());
    const again = mapApproval({
      ...expenseInput(),
      baseData: baseDataOf((number) => ({ number, name: '另一个名字', usable: true, reason: null })),
    });
    for (const part of ['draft', 'provenance', 'hash', 'citations'] as const)
      expect(JSON.stringify(again[part])).toBe(JSON.stringify(first[part]));
  });

  it('cites the scheme version, the revision of every table it asked, and the locks', () => {
    const { citations } = mapApproval(expenseInput({ locks: { 'header.department': 'BM000001' } }));
    expect(citations).toEqual({
      schemeId: 'scheme-1',
      schemeVersion: 4,
      tables: {
        bankAccount: 3,
        cashAccount: 3,
        contactUnit: 3,
        costItem: 3,
        department: 3,
        payOrg: 3,
        settlementType: 3,
      },
      locks: { 'header.department': 'BM000001' },
    });
  });

  it('records each key once with the money that hangs on it', () => {
    const { lookups } = mapApproval(expenseInput({ book: filledBook({ costItem: { 住宿: 'CI0005' } }) }));
    const told = lookups.map(({ table, key, keyLabel, hit, amountFen }) => [table, key, keyLabel, hit, amountFen]);
    expect(told).toEqual([
      ['contactUnit', '4417', '冯赟', true, 15680n],
      ['payOrg', '市场部', '', true, 15680n],
      ['department', '市场部', '', true, 15680n],
      ['costItem', '市内交通', '', false, 12000n],
      ['costItem', '住宿', '', true, 3680n],
      ['bankAccount', '默认', '', true, 15680n],
    ]);
  });
});
