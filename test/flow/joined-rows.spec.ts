import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import type { VersionDiff } from '@dingdee/shared/scheme-version';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { ControlValue, TableRow } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids, REIMBURSEMENT_CODE } from '../sandbox/dingtalk/form.js';
import { billsOf, detailOf, newApprovals, type RunningOffice, wholeWay } from './batch.js';
import { fillTables, openOffice } from './office.js';
import { startStack } from './stack.js';

/** A form of two detail tables: one payment, whose rows are the sums of those that say the same. */
let run: RunningOffice;
beforeAll(async () => {
  const stack = await startStack({ sandbox: { approvals: 0 } });
  for (const [id, label] of Object.entries({
    [ids.offsetTable]: '住宿明细',
    [ids.offsetLoan]: '费用明细',
    [ids.offsetAmount]: '报销金额(元)',
  }))
    stack.sandbox.state.dingtalk.changeForm(REIMBURSEMENT_CODE, { do: 'rename', id, label });
  const office = await openOffice(stack);
  await fillTables(office);
  run = { stack, office };
});
afterAll(() => run?.stack.close());

const line = (expense: string, amount: string, [item, money]: readonly [string, string], index: number): TableRow => ({
  rowId: `R${index}`,
  cells: [
    { controlId: item, value: { kind: 'text', text: expense } },
    { controlId: money, value: { kind: 'money', text: amount } },
  ],
});
const number = (label: string) => company.expenseTypes.find((type) => type.label.trim() === label)?.costItemNumber;

it('is audited in Kingdee with one row for each expense, says of each sum which rows it is, and maps to the same bytes again', async () => {
  const { office } = run;
  const path = `/api/schemes/${office.schemeId}`;
  const { version, content } = await office.admin.get<SchemeDetail>(path);
  const detail = { ...content.detail, more: ['住宿明细'], group: ['row:费用明细'] };
  const { currentVersion } = await office.admin.put<SchemeDetail>(`${path}/content`, {
    version,
    content: { ...content, detail },
  });
  const { findings } = await office.admin.get<SchemeReadiness>(`${path}/readiness`);
  expect(findings.filter(({ level }) => level === 'blocks')).toEqual([]);
  const { changes } = await office.admin.get<VersionDiff>(
    `${path}/diff?from=${currentVersion - 1}&to=${currentVersion}`,
  );
  expect(changes.map(({ what }) => what)).toEqual(['明细表', '明细合并']);

  const [approval] = newApprovals(run, { count: 1, seed: 82 });
  if (!approval) throw new Error('an approval was asked for');
  const values = approval.values as Map<string, ControlValue>;
  const first = [ids.expense, ids.amount] as const;
  const second = [ids.offsetLoan, ids.offsetAmount] as const;
  values.set(ids.table, {
    kind: 'table',
    rows: [line('市内交通', '10.10', first, 0), line('住宿', '300.00', first, 1), line('市内交通', '0.20', first, 2)],
  });
  values.set(ids.offsetTable, { kind: 'table', rows: [line('住宿', '42.05', second, 0)] });
  values.set(ids.total, { kind: 'text', text: '352.35' });
  await wholeWay(run);

  const bill = await detailOf(run, approval);
  expect(bill.issues.filter(({ level }) => level === 'red')).toEqual([]);
  expect(bill.rows.map(({ amount, sourceAmount }) => [amount, sourceAmount])).toEqual([
    ['10.30', '10.10 + 0.20'],
    ['342.05', '300.00 + 42.05'],
  ]);
  const reasons = bill.rows.map(({ fields }) => fields.find(({ path: at }) => at.endsWith('.amount'))?.provenance);
  expect(reasons.map((reason) => reason?.reference)).toEqual([
    '“报销明细”第 1、3 行合计',
    '“报销明细”第 2 行，“住宿明细”第 1 行合计',
  ]);
  expect(billsOf(run, approval)).toMatchObject([
    { status: 'C', total: '352.35', rows: [{ FCOSTID: number('市内交通') }, { FCOSTID: number('住宿') }] },
  ]);
  expect(await office.admin.get(`/api/mapping/reproduce/${bill.id}`)).toMatchObject({ equal: true });
});

it('is refused where a table would be paid twice, or rows be joined by what is no column of theirs', async () => {
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version, content } = await run.office.admin.get<SchemeDetail>(path);
  const refused = (change: object) =>
    run.office.admin.refused('PUT', `${path}/content`, {
      version,
      content: { ...content, detail: { ...content.detail, ...change } },
    });
  expect(await refused({ more: [content.detail.table] })).toMatchObject({ status: 422 });
  expect(await refused({ group: ['field:总金额'] })).toMatchObject({ status: 422 });
  expect(await refused({ more: ['单据头'] })).toMatchObject({ status: 422 });
});
