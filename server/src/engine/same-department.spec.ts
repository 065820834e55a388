import { describe, expect, it } from 'vitest';
import type { SeenDepartments } from '../domain/approval/department-key.js';
import { worded } from '../domain/draft/issue-words.js';
import type { MappingInput } from './field/mapping-input.js';
import { mapApproval, runMapping } from './map-approval.js';
import { control, expenseInput, filledBook, text } from './reimbursement-for-spec.js';

/** 市场部 of the head office, from which the spec's reimbursement comes, and another one of a subsidiary. */
const OWN = 'dept:468210369';
const OTHER = 'dept:468210999';
const TWO: SeenDepartments = {
  ofName: (name) =>
    name === '市场部'
      ? [
          { key: OWN, label: '云杉杭州-市场部' },
          { key: OTHER, label: '云杉上海-市场部' },
        ]
      : [],
};

const named = { payOrg: { 市场部: '102' } };
const given = (changes: Parameters<typeof expenseInput>[0], departments?: SeenDepartments): MappingInput => ({
  ...expenseInput(changes),
  ...(departments ? { departments } : {}),
});
const reds = (input: MappingInput) =>
  mapApproval(input)
    .issues.filter(({ level }) => level === 'red')
    .map(worded);
const orgOf = (input: MappingInput) => mapApproval(input).draft?.orgNumber;

describe('a department whose name another one has', () => {
  it('is mapped by its name as before while it is the only one of that name', () => {
    expect(orgOf(given({ book: filledBook(named) }))).toBe('102');
  });

  it('is not paid by a row of the name alone: the bill is red, names both, and the key is the department itself', () => {
    const issues = reds(given({ book: filledBook(named) }, TWO));
    expect(new Set(issues.map(({ table, key }) => `${table} ${key}`))).toEqual(
      new Set([`payOrg ${OWN}`, `department ${OWN}`]),
    );
    const org = issues.find(({ path }) => path === 'header.payOrg');
    expect(org).toMatchObject({ code: 'unmapped', level: 'red' });
    expect(org?.message).toContain('云杉杭州-市场部');
    expect(org?.message).toContain('云杉上海-市场部');
    expect(org?.message).toMatch(/付款组织/);
    expect(org?.message).not.toMatch(/dept:|4682/);
  });

  it('is paid from the organisation of its own row, whatever the row of the name says', () => {
    const book = filledBook({ ...named, department: { 市场部: 'BM000005', [OWN]: 'BM000006' } }, [
      { table: 'payOrg', key: OWN, targetNumber: '101' },
    ]);
    const input = given({ book }, TWO);
    expect(mapApproval(input).issues.filter(({ level }) => level === 'red')).toEqual([]);
    expect(mapApproval(input).draft).toMatchObject({ orgNumber: '101', header: { department: 'BM000006' } });
    // The other one is not answered by it.
    const other = { ...input, instance: { ...input.instance, originatorDeptId: '468210999' } };
    expect(reds(other).map(({ key }) => key)).toContain(OTHER);
  });

  it('keeps its own row when it is renamed', () => {
    const book = filledBook({ department: { [OWN]: 'BM000005' } }, [
      { table: 'payOrg', key: OWN, targetNumber: '102' },
    ]);
    const { instance, ...rest } = given({ book });
    const renamed = { ...rest, instance: { ...instance, originatorDeptName: '品牌市场中心' } };
    expect(orgOf(renamed)).toBe('102');
    expect(reds(renamed)).toEqual([]);
  });

  it('gives the same values and the same provenance whether or not the second one is known', () => {
    const book = filledBook({ ...named, department: { [OWN]: 'BM000005' } });
    const [before, after] = [mapApproval(given({ book })), mapApproval(given({ book }, TWO))];
    expect(JSON.stringify(after.provenance)).toBe(JSON.stringify(before.provenance));
    expect(after.fields).toEqual(before.fields);
    expect(after.draft).toBeNull();
    expect(before.draft).not.toBeNull();
  });

  it('is asked for by its own key where it has no row at all, so that a fix maps this one alone', () => {
    const input = given({ book: filledBook({ department: {} }) }, TWO);
    const { result, fieldKeys } = runMapping(input);
    expect(result.lookups.find(({ table }) => table === 'department')).toMatchObject({
      key: OWN,
      keyLabel: '云杉杭州-市场部',
      hit: false,
    });
    expect(fieldKeys().find(({ path }) => path === 'header.department')?.key?.key).toBe(OWN);
  });

  it('is not told apart on an approval without an id: that bill says so and is filled in by hand', () => {
    const input = given({ book: filledBook(named) }, TWO);
    const without = { ...input, instance: { ...input.instance, originatorDeptId: '' } };
    const org = reds(without).find(({ path }) => path === 'header.payOrg');
    expect(org).toMatchObject({ code: 'same-department', table: null, key: null });
    expect(org?.message).toContain('没有部门编号');
    const locks = { 'header.payOrg': '101', 'header.settleOrg': '101' };
    expect(reds({ ...without, locks }).filter(({ path }) => path.endsWith('Org'))).toEqual([]);
  });

  it('needs its own row for 本部门 as well: one of the name alone stops the bill', () => {
    const scoped = {
      table: 'costItem',
      key: '住宿',
      scope: 'department' as const,
      targetNumber: 'CI0009',
      confirmed: true,
    };
    const department = { 市场部: 'BM000005', [OWN]: 'BM000005' };
    const byName = filledBook({ department, payOrg: { [OWN]: '101' } }, [{ ...scoped, scopeValue: '市场部' }]);
    expect(reds(given({ book: byName }))).toEqual([]);
    expect(reds(given({ book: byName }, TWO))).toMatchObject([{ code: 'unmapped', table: 'costItem', key: '住宿' }]);
    const own = { ...scoped, scopeValue: OWN, targetNumber: 'CI0007' };
    const both = filledBook({ department, payOrg: { [OWN]: '101' } }, [{ ...scoped, scopeValue: '市场部' }, own]);
    const result = mapApproval(given({ book: both }, TWO));
    expect(result.draft?.rows.map(({ fields }) => fields.costItem)).toEqual(['CI0001', 'CI0007']);
  });

  it('chosen in a control of the form is told apart by the ids beside its name', () => {
    const chosen = { ...control('费用承担部门', text('市场部')), departmentIds: ['468210999'] };
    const input = given(
      { more: [chosen], book: filledBook({ department: { 市场部: 'BM000005', [OWN]: 'BM000005' } }) },
      TWO,
    );
    const { content } = input.scheme;
    const rules = [{ kind: 'lookup' as const, table: 'department', key: 'field:费用承担部门' }];
    const rows = { ...content.rows, expenseDepartment: { label: '费用承担部门', required: true, rules } };
    const scheme = { ...input.scheme, content: { ...content, rows } };
    expect(reds({ ...input, scheme }).map(({ path, key }) => `${path} ${key}`)).toEqual([
      `rows[0].expenseDepartment ${OTHER}`,
      `rows[1].expenseDepartment ${OTHER}`,
    ]);
  });
});
