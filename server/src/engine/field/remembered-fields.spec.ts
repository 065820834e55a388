import { describe, expect, it } from 'vitest';
import type { SeenDepartments } from '../../domain/approval/department-key.js';
import { bytesOf, frozen, generatedInput, randomNumbers } from '../approvals-for-spec.js';
import { mapApproval, runMapping } from '../map-approval.js';
import { expenseInput, filledBook } from '../reimbursement-for-spec.js';
import type { MappingBook } from '../rule/mapping-book.js';
import type { MappingInput } from './mapping-input.js';

/** What a table gave for one key is kept for the next bill that asks for it, and never changes what that bill becomes. */

const SCOPED = [
  { table: 'costItem', key: '住宿', scope: 'applicant', scopeValue: '4417', targetNumber: 'CI77' },
  { table: 'costItem', key: '市内交通', scope: 'department', scopeValue: '市场部', targetNumber: 'CI78' },
  { table: 'department', key: '市场部', scope: 'form', scopeValue: 'PROC-1', targetNumber: 'BM9' },
] as const;
const BOOKS: readonly MappingBook[] = [
  filledBook(),
  filledBook({}, SCOPED),
  filledBook({ costItem: { 市内交通: 'CI5', 住宿: 'CI6' } }),
];
const SHARED: SeenDepartments = {
  ofName: (name) =>
    name === '市场部'
      ? [
          { key: 'dept:1', label: '华东/市场部' },
          { key: 'dept:2', label: '华南/市场部' },
        ]
      : [],
};

const random = randomNumbers(20_261_129);
function anyInput(index: number): MappingInput {
  const { pick, below } = random;
  const made = generatedInput(index, random);
  const { instance } = made;
  return frozen({
    ...made,
    originatorName: pick(['冯赟', '王五', '']),
    instance: {
      ...instance,
      originatorUserId: pick(['4417', instance.originatorUserId]),
      originatorDeptName: pick(['市场部', '财务部', instance.originatorDeptName]),
      originatorDeptId: pick(['1', '2', '468210369', '']),
    },
    ...(below(4) === 0 ? { departments: SHARED } : {}),
  });
}
/** Rules, form and tables that nothing was ever worked out for. */
const anew = (input: MappingInput, which: number): MappingInput => ({
  ...input,
  scheme: structuredClone(input.scheme),
  book: [filledBook(), filledBook({}, SCOPED), filledBook({ costItem: { 市内交通: 'CI5', 住宿: 'CI6' } })][
    which
  ] as MappingBook,
});

describe('a bill whose keys were asked before', () => {
  it('becomes the same bytes as under a version that was read anew, of either form and whoever asks', () => {
    const others: number[] = [];
    let whole = 0;
    for (let index = 0; index < 300; index++) {
      const which = random.below(BOOKS.length);
      const input = anyInput(index);
      const result = mapApproval({ ...input, book: BOOKS[which] as MappingBook });
      if (result.draft !== null) whole += 1;
      if (bytesOf(result) !== bytesOf(mapApproval(anew(input, which)))) others.push(index);
    }
    expect(others).toEqual([]);
    expect(whole).toBeGreaterThan(20);
  }, 60_000);

  it('says of each value the same key, rule and rows', () => {
    for (let index = 0; index < 60; index++) {
      const input = anyInput(index);
      const [now, other] = [runMapping({ ...input, book: BOOKS[1] as MappingBook }), runMapping(anew(input, 1))];
      expect(bytesOf(now.fieldKeys())).toBe(bytesOf(other.fieldKeys()));
      expect([...now.rulesUsed()]).toEqual([...other.rulesUsed()]);
    }
  });

  it('leaves what is kept as it is: two bills share it', () => {
    const input = anyInput(3);
    const given = { ...input, book: BOOKS[0] as MappingBook };
    const before = bytesOf(frozen(mapApproval(given)));
    for (let index = 0; index < 60; index++) mapApproval({ ...anyInput(index), book: BOOKS[0] as MappingBook });
    expect(bytesOf(mapApproval(given))).toBe(before);
  });
});

describe('a row that is changed', () => {
  it('counts for the next bill, and the one before counts again for a bill that cites it', () => {
    const { book: _, ...input } = expenseInput();
    const costItemOf = (book: MappingBook) => mapApproval({ ...input, book }).fields.rows[0]?.fields.costItem;
    const [before, after] = [filledBook(), filledBook({ costItem: { 市内交通: 'CI8', 住宿: 'CI9' } })];
    const first = costItemOf(before);
    const second = costItemOf(after);
    expect(['CI8', 'CI9']).toContain(second);
    expect(first).not.toBe(second);
    expect([costItemOf(before), costItemOf(after)]).toEqual([first, second]);
  });
});
