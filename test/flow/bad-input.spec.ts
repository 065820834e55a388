import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { UnmappedValues } from '@dingdee/shared/mapping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import type { BadKind } from '../sandbox/dingtalk/mutations.js';
import { billsOf, logErrors, mustBeOnce, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';

let run: RunningOffice;

/** What the stand-in spoils: with what a person then reads, or booked, because it can be read after all. */
const KINDS: [kind: BadKind, outcome: 'booked' | RegExp][] = [
  ['malformed-json', /“报销明细”的内容无法读取/],
  ['bad-amount', /第 1 行金额无法识别：“1,2\.3\.4”/],
  ['empty-table', /报销明细/],
  ['unfilled-table', /报销明细/],
  ['long-number', /第 1 行金额无法识别/],
  ['unknown-control', 'booked'],
  ['huge-table', 'booked'],
  ['odd-names', /部门未映射：O'Brien "特急" 😀/u],
  ['write-format', 'booked'],
  ['label-keys', 'booked'],
];

const put = (approval: SandboxApproval, id: string, value: ControlValue) => {
  approval.values = new Map([...approval.values, [id, value]]);
};
/** One row of this amount, as it is typed. */
function amount(approval: SandboxApproval, text: string, total: string): void {
  const table = approval.values.get(ids.table);
  const [first] = table?.kind === 'table' ? table.rows : [];
  const cells = (first?.cells ?? []).map((cell) =>
    cell.controlId === ids.amount ? { ...cell, value: { kind: 'money' as const, text } } : cell,
  );
  put(approval, ids.table, { kind: 'table', rows: [{ rowId: 'A1', cells }] });
  put(approval, ids.total, { kind: 'text', text: total });
  const [row] = approval.expected.rows;
  approval.expected = { ...approval.expected, total, rowSum: total, rows: row ? [{ ...row, amount: total }] : [] };
}
/** An offset in the form's own table for it. */
const setOff = (approval: SandboxApproval) =>
  put(approval, ids.offsetTable, {
    kind: 'table',
    rows: [
      {
        rowId: 'B1',
        cells: [
          { controlId: ids.offsetLoan, value: { kind: 'text', text: 'JK20260301' } },
          { controlId: ids.offsetAmount, value: { kind: 'money', text: '10' } },
        ],
      },
    ],
  });
/** What people type under the rows where the form sums nothing. */
function typedSum(approval: SandboxApproval): void {
  const rows = approval.values.get(ids.table);
  if (rows?.kind !== 'table') return;
  const { total } = approval.expected;
  const sum = [
    { controlId: ids.date, value: { kind: 'text' as const, text: '合计：' } },
    { controlId: ids.amount, value: { kind: 'money' as const, text: total } },
  ];
  put(approval, ids.table, { kind: 'table', rows: [...rows.rows, { rowId: 'Z9', cells: sum }] });
  put(approval, ids.total, { kind: 'empty', as: 'blank' });
}
const table = (value: string) => (approval: SandboxApproval) => put(approval, ids.table, { kind: 'raw', value });

/** What else an approval may hold, each thing on one approval. */
const ODDITIES: [name: string, spoil: (approval: SandboxApproval) => void, outcome: 'booked' | RegExp][] = [
  ['an amount of zero', (a) => amount(a, '0.00', '0.00'), /0\.00/],
  ['a negative amount', (a) => amount(a, '-15.00', '-15.00'), /-15\.00|−15\.00/],
  ['three decimals', (a) => amount(a, '12.345', '12.345'), /12\.345/],
  ['scientific notation', (a) => amount(a, '1e3', '1000.00'), /1e3/],
  ['no amount at all', (a) => amount(a, '', '0.00'), /金额/],
  ['more than any ledger holds', (a) => amount(a, '99999999999999.99', '99999999999999.99'), /超过可以记账的范围/],
  ['a total that its rows do not add up to', (a) => put(a, ids.total, { kind: 'text', text: '1.00' }), /1\.00/],
  ['a table that is an object', table('{"rowValue":[]}'), /报销明细/],
  ['a table of nulls', table('[null,null]'), /报销明细|金额/],
  ['rows without cells', table('[{"rowValue":[]},{"rowValue":null}]'), /报销明细|金额/],
  ['a table nested a thousand deep', table(`${'['.repeat(1000)}${']'.repeat(1000)}`), /报销明细|金额/],
  ['a loan that is set off', setOff, /“借款冲销\.冲销金额”是 10\.00，付款单会付 [\d,.]+，没有扣掉它/],
  ['a sum typed as a row', typedSum, /第 \d+ 行像是合计行（合计：）/],
  ['full-width digits', (a) => amount(a, '１２３．４５', '123.45'), 'booked'],
  ['thousands separators and spaces', (a) => amount(a, ' 1,234.5 ', '1234.50'), 'booked'],
  ['a title of ten thousand characters', (a) => Object.assign(a, { title: `${'长'.repeat(10_000)}😀` }), 'booked'],
  [
    'a project of ten thousand characters',
    (a) => put(a, ids.project, { kind: 'text', text: '项'.repeat(10_000) }),
    'booked',
  ],
  [
    'control characters and half an emoji',
    (a) => put(a, ids.project, { kind: 'text', text: 'a\u0000b\u0007\ud83d c' }),
    'booked',
  ],
  [
    'what would be SQL or a template',
    (a) => put(a, ids.project, { kind: 'text', text: "'; DROP TABLE bill; -- {{billNo}} {x} %s" }),
    'booked',
  ],
];

const inWords = (bill: BillDetail) => bill.issues.map(({ message }) => message).join('；');

describe.each(['v1', 'topapi'] as const)('bad input that %s brings', (family) => {
  const made = new Map<string, { approvals: SandboxApproval[]; outcome: 'booked' | RegExp }>();
  let good: SandboxApproval[] = [];
  let bills: ReadonlyMap<string, BillSummary> = new Map();

  beforeAll(async () => {
    run = await startOffice({ settings: { DINGTALK_API_FAMILY: family } });
    made.clear();
    good = newApprovals(run, { count: 20, seed: 61 });
    for (const [index, [kind, outcome]] of KINDS.entries())
      made.set(kind, {
        approvals: newApprovals(run, { count: kind === 'odd-names' ? 1 : 2, seed: 100 + index, bad: kind }),
        outcome,
      });
    const others = newApprovals(run, { count: ODDITIES.length, seed: 62 });
    for (const [index, [name, spoil, outcome]] of ODDITIES.entries()) {
      const approval = others[index];
      if (!approval) throw new Error('too few approvals');
      spoil(approval);
      made.set(name, { approvals: [approval], outcome });
    }
    await wholeWay(run, 120_000);
    const all = await run.office.admin.all<BillSummary>('/api/bills');
    bills = new Map(all.map((bill) => [bill.businessId, bill]));
  });
  afterAll(() => run?.stack.close());

  it.each([...KINDS.map(([kind]) => kind), ...ODDITIES.map(([name]) => name)])(
    '%s is told on its own bill, or booked where it can be read',
    async (name) => {
      const { approvals, outcome } = made.get(name) ?? { approvals: [], outcome: /./ };
      if (outcome === 'booked') return mustBeOnce(run, approvals);
      for (const approval of approvals) {
        const bill = bills.get(approval.businessId);
        const detail = await run.office.admin.get<BillDetail>(`/api/bills/${bill?.id}`);
        expect(detail.state, inWords(detail)).toBe('needs-mapping');
        expect(inWords(detail)).toMatch(outcome);
        expect(billsOf(run, approval)).toEqual([]);
        expect(approval.comments).toEqual([]);
      }
    },
  );

  it('in a name is mapped as it stands, quotes, emoji and all', async () => {
    const [approval] = made.get('odd-names')?.approvals ?? [];
    if (!approval) throw new Error('no approval with an odd name');
    const person = company.employees.find(({ userid }) => userid === approval.originatorUserid);
    const { items } = await run.office.admin.get<UnmappedValues>('/api/mapping/tables/department/unmapped');
    expect(items.map(({ key }) => key)).toEqual([approval.deptName]);
    for (const [table, targetNumber] of [
      ['payOrg', person?.orgNumber],
      ['department', person?.departmentNumber],
    ])
      await run.office.admin.put(`/api/mapping/tables/${table}/rows`, {
        rows: [{ key: approval.deptName, targetNumber }],
      });
    await wholeWay(run);
    mustBeOnce(run, [approval]);
    expect(billsOf(run, approval)[0]?.header.FREMARK).toContain('O\'Brien "特急" 😀 \\ </script> 𠮷');
  });

  it('holds up nobody else', () => {
    mustBeOnce(run, good);
  });

  it('is no error of the program', () => {
    expect(logErrors(run)).toEqual([]);
  });
});
