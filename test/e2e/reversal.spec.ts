import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SHORT_WAITS } from '../flow/batch.js';
import { approveAll, collect, pushAll } from '../flow/office.js';
import { until } from '../flow/person.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { detail, rail, rows, toStage } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 8, clean: true },
    settings: { ...SHORT_WAITS, WATCH_INTERVAL_MS: '300' },
  });
  await collect(desk.office);
  await approveAll(desk.office);
  await pushAll(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

/** A booked bill, none of those who decide here applied for, whose amount somebody changed in Kingdee. */
async function changedInKingdee(): Promise<BillDetail> {
  const { admin, reviewer, pusher } = desk.office;
  const deciding = [admin, reviewer, pusher].map(({ userId }) => userId);
  const bills = await Promise.all(
    (await admin.all<BillSummary>('/api/bills?stage=booked')).map(({ id }) =>
      admin.get<BillDetail>(`/api/bills/${id}`),
    ),
  );
  const booked = bills.find(({ originatorUserId }) => !deciding.includes(originatorUserId));
  if (!booked) throw new Error('no bill of somebody else is booked');
  desk.stack.sandbox.state.kingdee.ledger.change(booked.kingdeeNo ?? '', 'amount', '12.34');
  return until(
    () => desk.office.admin.get<BillDetail>(`/api/bills/${booked.id}`),
    ({ state }) => state === 'reversal-needed',
  );
}
const stateOf = async ({ id }: BillDetail) => (await desk.office.admin.get<BillDetail>(`/api/bills/${id}`)).state;

it('on the desk a bill that Kingdee changed shows both sides; while Kingdee holds it, 已在金蝶冲销 waits for a second person', async () => {
  const bill = await changedInKingdee();
  const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
  app.allow(/status of 422 .*\/reversed$/);
  await seen(rail(page));
  await toStage(page, '异常');
  await seen(rows(page).first().getByText('冲销'));
  await rows(page).first().click();
  const sides = detail(page).getByRole('table', { name: '两边对照' });
  await seen(sides.getByRole('columnheader', { name: '金蝶现在' }));
  await seen(sides.getByRole('cell', { name: '12.34' }));
  await app.mustBeSound();
  await detail(page).getByRole('button', { name: '已在金蝶冲销' }).click();
  const dialog = page.getByRole('dialog', { name: /^已在金蝶冲销/ });
  await dialog.getByRole('button', { name: '已在金蝶红冲' }).click();
  await app.mustBeSound();
  await dialog.getByRole('button', { name: '记为已冲销' }).click();
  // Kingdee was asked and still holds it.
  const again = page.getByRole('dialog', { name: /^没有查到冲销/ });
  await seen(again.getByText(new RegExp(`刚在金蝶查过：付款单 ${bill.kingdeeNo}（已审核，¥12.34）还在`)));
  expect(await stateOf(bill)).toBe('reversal-needed');
  await app.mustBeSound();
  await app.picture('desk-not-reversed-1440');
  await again.getByRole('button', { name: '已做付款退款单' }).click();
  await again.getByRole('button', { name: '请求记为已冲销' }).click();
  await seen(page.getByText(/^已请求 1 笔.*等另一位同事确认$/));
  await seen(detail(page).getByText(/请求“已在金蝶冲销”（已做付款退款单），等另一位同事确认：/));
  await seen(detail(page).getByText(/你已请求“已在金蝶冲销”，等 .+ 确认/));
  await gone(detail(page).getByRole('button', { name: '已在金蝶冲销' }));
  await seen(detail(page).getByRole('button', { name: '仍然有效' }));
  expect(await stateOf(bill)).toBe('reversal-needed');
  await app.mustBeSound();
  const { version } = await desk.office.reviewer.get<BillDetail>(`/api/bills/${bill.id}`);
  const confirms = { version, reason: '看过退款单，金额相同', stillThere: true };
  await desk.office.reviewer.post(`/api/bills/${bill.id}/reversed`, confirms);
  expect(await stateOf(bill)).toBe('handled-outside');
});

it('on the phone the same is asked again, and may be left for now', async () => {
  const bill = await changedInKingdee();
  const { page, ...app } = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${bill.id}` });
  app.allow(/status of 422 .*\/reversed$/);
  await page.getByRole('button', { name: '已在金蝶冲销' }).click();
  await page.getByText('已在金蝶删除').click();
  await page.getByRole('button', { name: '记为已冲销', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: /^没有查到冲销/ });
  await seen(sheet.getByText(/刚在金蝶查过：付款单 .*（已审核，¥12.34）还在/));
  await app.mustBeSound();
  await app.picture('phone-not-reversed-390');
  await sheet.getByRole('button', { name: '再看看' }).click();
  await gone(sheet);
  expect(await stateOf(bill)).toBe('reversal-needed');
  await app.mustBeSound();
});

it('on the phone 已在金蝶冲销 that a colleague asked for says who and why, and is confirmed there', async () => {
  const bill = await changedInKingdee();
  const says = { version: bill.version, reason: '已做付款退款单', stillThere: true };
  await desk.office.admin.post(`/api/bills/${bill.id}/reversed`, says);
  const { page, ...app } = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${bill.id}` });
  app.allow(/status of 422 .*\/reversed$/);
  await seen(page.getByText(/请求“已在金蝶冲销”（已做付款退款单），等另一位同事确认/).first());
  await app.mustBeSound();
  await page.getByRole('button', { name: '已在金蝶冲销' }).click();
  await page.getByRole('dialog').getByText('已在金蝶红冲').click();
  await page.getByRole('button', { name: '记为已冲销', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: /^没有查到冲销/ });
  await sheet.getByText('已做付款退款单').click();
  await sheet.getByRole('button', { name: '记为已冲销', exact: true }).click();
  await until(
    () => stateOf(bill),
    (state) => state === 'handled-outside',
  );
});

it('on the phone the same bill is told to stand by the second of two people, with a note', async () => {
  const bill = await changedInKingdee();
  const says = { version: bill.version, reason: '金额以金蝶为准' };
  await desk.office.admin.post(`/api/bills/${bill.id}/stands`, says);
  const { page, ...app } = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${bill.id}` });
  await seen(page.getByRole('table', { name: '两边对照' }).getByRole('cell', { name: '12.34' }));
  await app.mustBeSound();
  await seen(page.getByText(/等另一位同事确认/).first());
  await page.getByRole('button', { name: '仍然有效' }).click();
  await page.getByRole('dialog').getByText('金额以金蝶为准').click();
  await app.mustBeSound();
  await page.getByRole('button', { name: '确认有效' }).click();
  await until(
    () => stateOf(bill),
    (state) => state === 'written-back',
  );
  await seen(page.getByText('已入账').first());
  expect(await stateOf(bill)).toBe('written-back');
});
