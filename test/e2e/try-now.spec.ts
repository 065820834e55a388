import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collectAndApprove, confirmPush, newApprovals, orderSettled, SHORT_WAITS } from '../flow/batch.js';
import { until } from '../flow/person.js';
import { billNumber } from '../sandbox/kingdee/ledger.js';
import { faultsIn } from './axe-walk.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { bringGroup } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const GROUP = '在金蝶里正被占用，自动再试';

/** Bills on their way that Kingdee's locks keep; the next try by itself is further away than this takes. */
let desk: CompanyDesk;
const locked = new Set<string>();
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 0 }, settings: { ...SHORT_WAITS, RETRY_WAIT_MS: '600000' } });
  // Where Kingdee was seen to keep our number nothing waits for a first bill.
  newApprovals(desk, { count: 6, seed: 421 });
  await collectAndApprove(desk);
  await orderSettled(desk, await confirmPush(desk));
  const { ledger } = desk.stack.sandbox.state.kingdee;
  const put = ledger.put.bind(ledger);
  ledger.put = (bill) => {
    if (!locked.has(billNumber(bill))) bill.locks = 1;
    locked.add(billNumber(bill));
    put(bill);
  };
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

/** Pushed, saved, and kept by a lock before they are submitted. */
async function lockedBills(count: number, seed: number): Promise<readonly BillSummary[]> {
  newApprovals(desk, { count, seed });
  await collectAndApprove(desk);
  const bills = await desk.office.pusher.all<BillSummary>('/api/bills?stage=push');
  await confirmPush(desk);
  await until(
    () => desk.office.pusher.all<BillSummary>('/api/bills?stage=pushing'),
    (now) => now.length === bills.length && now.every(({ reasonKey }) => reasonKey === 'busy:lock'),
    60_000,
  );
  return bills;
}
/** Each is in the ledger once, saved, submitted and audited once. */
async function mustBeDone(bills: readonly BillSummary[]): Promise<void> {
  const histories = () =>
    bills.map(({ billNo }) =>
      kingdeeBills(desk)
        .filter(({ number }) => number === billNo)
        .map(({ history }) => history.map(({ operation }) => operation).join(' ')),
    );
  await expect.poll(histories).toEqual(bills.map(() => ['BatchSave Submit Audit']));
}

it('on the desk one press in the head of the group has all of them tried, and each is there once', async () => {
  const bills = await lockedBills(4, 422);
  const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: '/?stage=pushing' });
  const head = await bringGroup(page, GROUP);
  const press = head.getByRole('button', { name: `现在再试 ${bills.length} 笔` });
  await seen(press);
  await app.mustBeSound();
  await press.click();
  await seen(page.getByText(new RegExp(`^正在再试 ${bills.length} 笔 ¥`)));
  await app.mustBeSound();
  await mustBeDone(bills);
});

it('on a phone the same press stands above the list, for whoever may push, and is offered no second time', async () => {
  const bills = await lockedBills(3, 423);
  const reviewer = await desk.open({ part: '审核', ...IPHONE, path: '/stages/pushing' });
  await seen(reviewer.page.getByText(bills[0]?.payee ?? ''));
  expect(await reviewer.page.getByRole('button', { name: /现在再试/ }).count()).toBe(0);

  const { page, ...app } = await desk.open({ part: '推送', ...IPHONE, path: '/stages/pushing' });
  const press = page.getByRole('button', { name: `现在再试 ${bills.length} 笔` });
  await seen(press);
  await app.mustBeSound();
  expect(await faultsIn(page, 'locked')).toEqual([]);
  await press.click();
  await seen(page.getByText(new RegExp(`^正在再试 ${bills.length} 笔 ¥`)));
  await gone(press);
  await app.mustBeSound();
  await mustBeDone(bills);
});
