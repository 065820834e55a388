import type { FieldRules, Rule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { worded } from '../../domain/draft/issue-words.js';
import { mapApproval } from '../map-approval.js';
import { control, expenseInput, filledBook, text } from '../reimbursement-for-spec.js';
import { TableBook } from './mapping-book.js';

type Input = ReturnType<typeof expenseInput>;
const joined: Rule = {
  kind: 'lookup',
  table: 'costItem',
  key: 'row:费用明细',
  with: ['instance:originatorDeptName'],
};
const withRules = (input: Input, rules: Rule[], change: Partial<FieldRules> = {}): Input => {
  const { content } = input.scheme;
  const costItem = { label: '费用项目', required: true, ...content.rows.costItem, ...change, rules };
  return { ...input, scheme: { ...input.scheme, content: { ...content, rows: { ...content.rows, costItem } } } };
};
const items = (input: Input) => mapApproval(input).fields.rows.map(({ fields }) => fields.costItem ?? null);
const joinedBook = () => filledBook({ costItem: { '市内交通 ＋ 市场部': 'CI0011', '住宿 ＋ 市场部': 'CI0015' } });

describe('a look-up by several values', () => {
  it('finds the row of their joined key, and says so', () => {
    const result = mapApproval(withRules(expenseInput({ book: joinedBook() }), [joined]));
    expect(result.draft?.rows.map(({ fields }) => fields.costItem)).toEqual(['CI0011', 'CI0015']);
    expect(result.provenance['rows[0].costItem']).toMatchObject({
      kind: 'table',
      reference: { code: 'table', key: '市内交通 ＋ 市场部' },
      source: '市内交通 ＋ 市场部',
      sourceLabel: '费用明细 ＋ 发起部门',
    });
    expect(result.lookups.filter(({ table }) => table === 'costItem').map(({ key, hit }) => [key, hit])).toEqual([
      ['市内交通 ＋ 市场部', true],
      ['住宿 ＋ 市场部', true],
    ]);
  });

  it('takes no row of one of them alone, and asks for the whole key where there is none', () => {
    const { draft, issues, lookups } = mapApproval(withRules(expenseInput(), [joined]));
    expect(draft).toBeNull();
    expect(
      issues
        .filter(({ code }) => code === 'unmapped')
        .map(worded)
        .map(({ key, message }) => [key, message]),
    ).toEqual([
      ['市内交通 ＋ 市场部', '费用项目未映射：市内交通 ＋ 市场部'],
      ['住宿 ＋ 市场部', '费用项目未映射：住宿 ＋ 市场部'],
    ]);
    expect(lookups.filter(({ hit }) => !hit).map(({ key }) => key)).toEqual(['市内交通 ＋ 市场部', '住宿 ＋ 市场部']);
  });

  it('tells a person by their number, and shows the name', () => {
    const byPerson: Rule = { ...joined, with: ['instance:originatorUserId'] };
    const { issues, lookups } = mapApproval(withRules(expenseInput(), [byPerson]));
    expect(issues.map(worded).find(({ code }) => code === 'unmapped')).toMatchObject({
      key: '市内交通 ＋ 4417',
      message: '费用项目未映射：市内交通 ＋ 冯赟',
    });
    expect(lookups.find(({ hit }) => !hit)).toMatchObject({ key: '市内交通 ＋ 4417', keyLabel: '市内交通 ＋ 冯赟' });
  });

  it('never takes a row of a department’s name that others have too', () => {
    const departments = {
      ofName: (name: string) =>
        name === '市场部'
          ? [
              { key: 'dept:468210369', label: '市场部（华东）' },
              { key: 'dept:999', label: '市场部（华南）' },
            ]
          : [],
    };
    const input = withRules({ ...expenseInput({ book: joinedBook() }), departments }, [joined]);
    const told = mapApproval(input);
    const codes = told.issues.filter(({ path }) => path.endsWith('.costItem')).map(({ code, key }) => [code, key]);
    expect(codes).toEqual([
      ['unmapped', '市内交通 ＋ dept:468210369'],
      ['unmapped', '住宿 ＋ dept:468210369'],
    ]);
    const own = { '市内交通 ＋ dept:468210369': 'CI0021', '住宿 ＋ dept:468210369': 'CI0022' };
    const book = new Map(input.book);
    const rowOf = ([key, targetNumber]: [string, string]) =>
      ({ orgNumber: '', key, scope: 'company', scopeValue: '', targetNumber, confirmed: true }) as const;
    book.set('costItem', new TableBook('costItem', '费用项目', 4, Object.entries(own).map(rowOf)));
    expect(items({ ...input, book })).toEqual(['CI0021', 'CI0022']);
  });

  it('has a key where one of them says nothing, and another where both do', () => {
    const byType: Rule = { ...joined, key: 'field:项目', with: ['field:报销类别'] };
    const book = filledBook({ costItem: { '（空） ＋ 行政报销': 'CI0031' } });
    expect(items(withRules(expenseInput({ book }), [byType]))).toEqual(['CI0031', 'CI0031']);
    const more = [control('项目', text('甲'))];
    expect(items(withRules(expenseInput({ book, more }), [byType]))).toEqual([null, null]);
  });
});

describe('what a look-up gives where the table has no row', () => {
  const lookup: Rule = { kind: 'lookup', table: 'costItem', key: 'row:费用明细', default: 'CI0099' };
  const none = filledBook({ costItem: {} });

  it('is the default of the organisation that pays, and of all where that has none', () => {
    const own = { ...lookup, defaults: { '101': 'CI0101', '102': 'CI0102' } };
    expect(items(withRules(expenseInput({ book: none }), [own]))).toEqual(['CI0101', 'CI0101']);
    const other = expenseInput({ book: none, locks: { 'header.payOrg': '102' } });
    expect(items(withRules(other, [own]))).toEqual(['CI0102', 'CI0102']);
    const third = expenseInput({ book: none, locks: { 'header.payOrg': '103' } });
    expect(items(withRules(third, [own]))).toEqual(['CI0099', 'CI0099']);
    const { default: _, ...only } = own;
    const result = mapApproval(withRules(third, [only]));
    expect(result.issues.some(({ code, path }) => code === 'unmapped' && path === 'rows[0].costItem')).toBe(true);
  });

  it('is told as a default, and gives way to a row', () => {
    const own = { ...lookup, defaults: { '101': 'CI0101' } };
    const result = mapApproval(withRules(expenseInput({ book: none }), [own]));
    expect(result.provenance['rows[0].costItem']).toMatchObject({ kind: 'default', reference: { code: 'fallback' } });
    expect(items(withRules(expenseInput(), [own]))).toEqual(['CI0001', 'CI0005']);
  });
});
