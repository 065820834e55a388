import type { BillSummary } from '@dingdee/shared/bill';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice } from '../flow/batch.js';
import { approveAll, pushAll } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids, REIMBURSEMENT_CODE } from '../sandbox/dingtalk/form.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { button, enableDraft } from './wizard-steps.js';

const ofOne = company.employees.filter(({ orgNumber }) => orgNumber === '101');

/** A draft in its third step, and an approval of which two rows are of one kind. */
let desk: CompanyDesk;
let draft: SchemeDetail;
let approval: SandboxApproval;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 0 },
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', FORM_CHECK_INTERVAL_MS: '0' },
  });
  const { admin, schemeId } = desk.office;
  const { version } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
  await admin.post(`/api/schemes/${schemeId}/disable`, { version, reason: '换成合并明细的方案' });
  const wanted = {
    template: 'expense-to-paybill',
    processCode: REIMBURSEMENT_CODE,
    orgNumber: '101',
    name: '合并报销',
  };
  draft = await admin.post<SchemeDetail>('/api/schemes', wanted);
  await admin.put(`/api/schemes/${draft.id}/setup-step`, { step: 3 });
  const made = newApprovals({ stack: desk.stack } as RunningOffice, { count: 12, seed: 8701 });
  const found = made.find(({ originatorUserid }) => ofOne.some(({ userid }) => userid === originatorUserid));
  if (!found) throw new Error('no approval of company 101');
  for (const other of made) if (other !== found) other.deleted = true;
  approval = found;
  const values = found.values as Map<string, ControlValue>;
  const [first, second] = company.expenseTypes.map(({ label }) => label);
  const rows = [
    [first ?? '', '100.00'],
    [second ?? '', '20.49'],
    [first ?? '', '0.02'],
  ] as const;
  values.set(ids.table, {
    kind: 'table',
    rows: rows.map(([kind, amount], index) => ({
      rowId: `R${index}`,
      cells: [
        { controlId: ids.expense, value: { kind: 'text', text: kind } },
        { controlId: ids.amount, value: { kind: 'money', text: amount } },
      ],
    })),
  });
  values.set(ids.total, { kind: 'text', text: '120.51' });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('in the third step an administrator sees how an approval becomes rows and has equal ones joined: the bill in Kingdee has two rows', async () => {
  const { page, ...app } = await desk.open({
    part: '管理员',
    width: 1440,
    height: 900,
    path: `/schemes/${draft.id}/setup`,
  });
  const shape = page.getByRole('region', { name: '审批怎样变成单据' });
  await seen(shape.getByText(/：一行一条$/));
  await button(shape, '改明细').click();
  const dialog = page.getByRole('dialog', { name: /的明细$/ });
  await dialog.getByText('相同的合并成一行，金额相加').click();
  await dialog.getByRole('checkbox', { name: '费用明细', exact: true }).check();
  await button(dialog, /^保存/).click();
  await gone(dialog);
  await seen(shape.getByText(/：费用明细相同的合并$/));
  await app.mustBeSound();
  await app.picture('desk-wizard-shape-1440');
  await enableDraft(page);

  const { office } = desk;
  await until(
    () => office.admin.all<BillSummary>('/api/bills?stage=review'),
    (bills) => bills.length === 1,
  );
  await approveAll(office);
  await pushAll(office);
  const [bill] = kingdeeBills(desk).filter(({ thirdBillNo }) => thirdBillNo === approval.instanceId);
  expect([bill?.total, bill?.rows.length]).toEqual(['120.51', 2]);
});
