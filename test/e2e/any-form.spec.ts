import type { BillPage } from '@dingdee/shared/bill';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice } from '../flow/batch.js';
import { Person, until } from '../flow/person.js';
import { type Stack, startStack } from '../flow/stack.js';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { projectNumber } from '../sandbox/kingdee/base-data.js';
import type { KingdeeLedger as Ledger } from '../sandbox/kingdee/ledger.js';
import { applySwitches } from '../sandbox/switches.js';
import { closeAll, closeSoundly, type OpenApp, openApp, personOf, seen } from './browser.js';
import { confirmApproval, selectionBar, toStage, untilShown } from './desk-page.js';
import { launch } from './launch.js';
import { OWN_FIELD, ownField, ownTable, toFirstBill, toMapping, toSource } from './wizard-steps.js';

/**
 * Forms that the company's own people connect by clicks, from an empty installation to audited bills in Kingdee: payments to suppliers
 * with another set of controls and their project in a field of the company's own, and reimbursements that become 其他应付单.
 */
const WIDE = { width: 1440, height: 900 } as const;
let stack: Stack;
let browser: Browser;
const apps: OpenApp[] = [];
let payments: readonly SandboxApproval[];
let expenses: readonly SandboxApproval[];
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ sandbox: { approvals: 0, clean: true, supplierForm: true } }),
    launch(),
  ]);
  const { state } = stack.sandbox;
  state.gateway.appUrl = stack.url;
  applySwitches(state.ctx.switches, { kingdee: { projectField: 'rows' } });
  payments = state.dingtalk.generateSupplierPayments({ count: 4, seed: 5 });
  expenses = newApprovals({ stack } as RunningOffice, { count: 4, seed: 6 });
});
afterEach(() => closeSoundly(apps.splice(0)));
afterAll(() =>
  closeAll(
    () => browser?.close(),
    () => stack?.close(),
  ),
);

const open = async (part: string, path: string): Promise<OpenApp> => {
  const app = await openApp(browser, stack.sandbox, { part, ...WIDE, path });
  apps.push(app);
  return app;
};
it('a form that nobody wrote a template for, its project in a field of the company’s own, comes to audited bills by clicks alone', async () => {
  await ownTable((await open('管理员', '/mapping')).page);

  const { page } = await open('管理员', '/schemes/new');
  await toSource(page, '供应商付款申请', '付款申请 → 付款单（供应商）', [
    '只用付款单',
    '已付记录：钱已经付了',
    '没有启用',
  ]);
  await toMapping(page);
  await ownField(page);
  await toFirstBill(page);
  await audited(payments, paybills());
  for (const approval of payments)
    for (const row of billOf(approval, paybills())?.rows ?? [])
      expect(company.projects.map((_, index) => projectNumber(index))).toContain(row[OWN_FIELD]);
});

it('reimbursements become 其他应付单 by clicks alone, audited, and no payment bill', async () => {
  const { page } = await open('管理员', '/schemes/new');
  await toSource(page, '费用报销', '费用报销 → 其他应付单', []);
  await toMapping(page);
  await toFirstBill(page);
  const before = paybills().report().length;
  await audited(expenses, stack.sandbox.state.kingdee.payables);
  expect(paybills().report()).toHaveLength(before);
});

const paybills = () => stack.sandbox.state.kingdee.ledger;
const billOf = ({ instanceId }: SandboxApproval, ledger: Ledger) => {
  const found = ledger.report().filter(({ thirdBillNo }) => thirdBillNo === instanceId);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
};

/** Two people review and push the bills on the desk, as on any other day; then Kingdee holds each once, audited. */
async function audited(approvals: readonly SandboxApproval[], ledger: Ledger): Promise<void> {
  const person = (part: string) => Person.login(stack, personOf(stack.sandbox, part).userid);
  const admin = await person('管理员');
  for (const [part, roles] of [
    ['审核', ['viewer', 'reviewer']],
    ['推送', ['viewer', 'pusher']],
  ] as const)
    await admin.put(`/api/roles/${personOf(stack.sandbox, part).userid}`, { roles });
  await until(
    () => admin.get<BillPage>('/api/bills?stage=review'),
    ({ items }) => items.length === approvals.length,
    30_000,
  );

  const review = (await open('审核', '/')).page;
  await toStage(review, '待审核');
  await review.getByRole('checkbox', { name: '选择全部' }).click();
  await selectionBar(review)
    .getByRole('button', { name: /^通过 \d+ 笔/ })
    .click();
  expect(await confirmApproval(review)).toBe(approvals.length);
  await untilShown(review, '待审核', 0);

  const push = (await open('推送', '/')).page;
  await toStage(push, '待推送');
  await push.getByRole('checkbox', { name: '选择全部' }).click();
  const go = new RegExp(`^推送 ${approvals.length} 笔`);
  await selectionBar(push).getByRole('button', { name: go }).click();
  await push.getByRole('dialog', { name: '确认推送' }).getByRole('button', { name: go }).click();
  await seen(push.getByRole('dialog', { name: '推送结果' }).getByText(`推送完成 ${approvals.length} 笔已入账`));
  expect(approvals.map((approval) => billOf(approval, ledger)?.status)).toEqual(approvals.map(() => 'C'));
}
