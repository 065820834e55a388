import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  billsOf,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  SHORT_WAITS,
  setNumbering,
} from '../flow/batch.js';
import { until } from '../flow/person.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { faultsIn } from './axe-walk.js';
import { gone, money, seen, sums, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { bringGroup } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const REASON = '在金蝶按收款单位和金额找过，没有';
/** A call may run 1.5 s; Kingdee is asked in the proportions of the defaults, then a person decides. */
const WAITS = {
  ...SHORT_WAITS,
  ...IMPATIENT,
  SETTLE_DELAYS_MS: '100,600,1500,5000',
  KINGDEE_CONCURRENCY: '1',
  BREAKER_FAILURES: '1000',
};

/** Kingdee numbers the bills, so that no number of ours proves what became of a save without an answer. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 0 }, settings: WAITS });
  await setNumbering(desk, 'kingdee');
  // Until Kingdee has answered a first save of it, a paying organisation sends one bill at a time.
  newApprovals(desk, { count: 16, seed: 411 });
  await collectAndApprove(desk);
  await orderSettled(desk, await confirmPush(desk));
});
afterEach(async () => {
  desk.stack.sandbox.state.ctx.faults.clear();
  await desk.closeApps();
});
afterAll(() => desk?.close());

const details = (batch: readonly SandboxApproval[]) => Promise.all(batch.map((each) => detailOf(desk, each)));
/** Pushed into calls that hang, and asked about until only a person can decide. */
async function undecided(count: number, seed: number): Promise<SandboxApproval[]> {
  const { faults } = desk.stack.sandbox.state.ctx;
  const batch = newApprovals(desk, { count, seed });
  await collectAndApprove(desk);
  faults.add({ system: 'kingdee', api: '.BatchSave.', times: 20, kind: 'hang' });
  await confirmPush(desk);
  await until(
    () => details(batch),
    (all) => all.every(({ state, trouble }) => state === 'in-doubt' && trouble?.class === 'absent'),
    60_000,
  );
  faults.clear();
  return batch;
}
const fenOf = (bills: readonly BillDetail[]): bigint =>
  bills.reduce((sum, { amount }) => sum + BigInt((amount ?? '0.00').replace('.', '')), 0n);

it('from the group of what Kingdee was not seen to have, past what was asked, to one decision: each is in the ledger once, what was left out is not', async () => {
  const batch = await undecided(5, 412);
  const before = kingdeeBills(desk).length;
  const bills = await details(batch);
  const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: '/?stage=trouble' });
  const head = await bringGroup(page, '金蝶里没有查到，等人决定');
  await head.getByRole('button', { name: `看查过什么，一次决定 ${bills.length} 笔` }).click();
  const sheet = page.getByRole('dialog', { name: '金蝶里没有查到的，一次决定' });
  await seen(sheet.getByText('问，没有查到').first());
  for (const { billNo } of bills) await seen(sheet.getByText(`单据编号 ${billNo}`, { exact: true }));
  await app.mustBeSound();
  expect(await faultsIn(page, 'sheet', '[role=dialog]')).toEqual([]);
  const go = sheet.getByRole('button', { name: /^金蝶里都没有，再推送 \d+ 笔 ¥/ });
  expect(sums(await textOf(go))).toEqual([fenOf(bills)]);
  expect(await go.isDisabled()).toBe(true);

  // Nothing is decided by closing it.
  await sheet.getByRole('button', { name: '再看看' }).click();
  await gone(sheet);
  expect(kingdeeBills(desk)).toHaveLength(before);

  await head.getByRole('button', { name: /^看查过什么/ }).click();
  const [left, ...taken] = bills;
  if (!left) return expect.fail('no bill');
  await sheet.locator('li').filter({ hasText: left.billNo }).getByRole('checkbox').uncheck();
  await seen(sheet.getByText('去掉的 1 笔不动，仍等人决定。'));
  await sheet.getByRole('button', { name: REASON }).click();
  expect(await go.isDisabled()).toBe(true);
  await sheet.getByRole('checkbox', { name: `我确认金蝶里没有这 ${taken.length} 张单据` }).check();
  expect(await textOf(go)).toBe(`金蝶里都没有，再推送 ${taken.length} 笔 ¥${money(fenOf(taken))}`);
  await page.setViewportSize(NARROW);
  await app.mustBeSound();
  await go.click();
  await gone(sheet);
  await seen(page.getByText(`已决定再推送 ${taken.length} 笔 ¥${money(fenOf(taken))}`));
  await app.mustBeSound();

  await until(
    () => details(batch),
    (all) => all.every(({ id, state }) => id === left.id || state === 'written-back'),
    60_000,
  );
  const again = batch.filter((each) => each.businessId !== left.businessId);
  await commentsSettled(desk);
  mustBeOnce(desk, again);
  expect(kingdeeBills(desk)).toHaveLength(before + taken.length);
  const [out] = batch.filter((each) => each.businessId === left.businessId);
  expect(out && billsOf(desk, out)).toEqual([]);
});

it('whoever may not push looks at them one by one, and is offered no decision', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/?stage=trouble' });
  const head = await bringGroup(page, '金蝶里没有查到，等人决定');
  await seen(head.getByRole('button', { name: /^逐笔/ }));
  expect(await head.getByRole('button', { name: /一次决定/ }).count()).toBe(0);
  await app.mustBeSound();
});
