import type { BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, stageNow, startCompany } from './company-desk.js';
import { approveSheet, groupRow, option, rows, toStage } from './desk-page.js';

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 210 },
    settings: { FOUR_EYES_BILL: '90000000.00', FOUR_EYES_BATCH: '90000000.00' },
    leftOpen: ['市内交通'],
  });
  await collect(desk.office);
  // Exactly so many, each of which one press may approve once it has its item: what has no file is looked at by itself.
  const waiting = await blockedBills();
  const kept = new Set<string>();
  for (const { id, attachments } of waiting) {
    const { issues, originatorUserId } = await desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
    const alone = issues.every(({ table }) => table === 'costItem') && originatorUserId !== desk.office.admin.userId;
    if (attachments > 0 && alone && kept.size < BLOCKED) kept.add(id);
  }
  for (const { id, version } of waiting.filter((bill) => !kept.has(bill.id)))
    await desk.office.admin.post(`/api/bills/${id}/hold`, { version, reason: '等部门确认' });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const OPEN = 'unmapped:costItem:市内交通';
const BLOCKED = 23;
const all = (query: string) => desk.office.admin.all<BillSummary>(`/api/bills?${query}`);
const blockedBills = () => all(`stage=mapping&reason=${encodeURIComponent(OPEN)}`);

it('one item that is missing and the bills behind it: all of them, and nothing else, are in Kingdee after eight clicks', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900 });
  await seen(rows(page));
  await toStage(page, '待补映射');
  const blocked = await blockedBills();
  const others = await all('stage=review');
  expect(blocked).toHaveLength(BLOCKED);
  expect(others.length).toBeGreaterThan(0);
  // The tab of the stage was the first.
  let clicks = 1;
  const click = async (what: Locator): Promise<void> => {
    await seen(what);
    await what.click();
    clicks += 1;
  };

  await click(page.getByRole('button', { name: `一次补 ${blocked.length} 笔` }));
  await click(option(page, '差旅费-市内交通').first());
  const save = page.getByRole('button', { name: /^保存并重新映射 \d+ 笔$/ });
  await click(save);
  const released = groupRow(page, '刚放行：检查全部通过');
  await seen(released);
  await expect.poll(() => textOf(released)).toContain(`${blocked.length} 笔`);
  expect(
    (await desk.office.admin.get<ReasonGroups>('/api/bills/groups?stage=mapping')).items.map(({ key }) => key),
  ).not.toContain(OPEN);
  await app.picture('desk-released-1440');

  // Others are ready already: they never enter. A reload keeps what was released.
  await page.reload();
  await seen(rows(page));
  await click(released.getByRole('button', { name: `通过 ${blocked.length} 笔` }));
  await click(approveSheet(page).getByRole('button', { name: /^通过 \d+ 笔 ¥[\d,.]+$/ }));
  await click(page.getByRole('button', { name: new RegExp(`^推送这 ${blocked.length} 笔`) }));
  await click(
    page
      .getByRole('dialog', { name: '确认推送' })
      .getByRole('button', { name: new RegExp(`^推送 ${blocked.length} 笔`) }),
  );
  await until(
    async () => (await stageNow(desk, 'booked')).count,
    (count) => count === BLOCKED,
    60_000,
  );
  expect(clicks).toBe(8);

  const sent = kingdeeBills(desk).map(({ thirdBillNo }) => thirdBillNo);
  const wanted = agreedApprovals(desk).filter(({ businessId }) =>
    blocked.some((bill) => bill.businessId === businessId),
  );
  expect(sent.sort()).toEqual(wanted.map(({ instanceId }) => instanceId).sort());
  expect((await all('stage=review')).map(({ id }) => id).sort()).toEqual(others.map(({ id }) => id).sort());
  await app.mustBeSound();
});
