import type { Proposals } from '@dingdee/shared/assistant';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { detail } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const WHY = '上个月这类单据都填这个费用项目';

/** 助手: an administrator ticks what a token is for, what it proposes stands on the bill, and a person makes it theirs. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 10, clean: true },
    leftOpen: ['市内交通', '快递', '办公用品', '住宿'],
  });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

async function call(token: string, name: string, args: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${desk.stack.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  const { result } = (await answer.json()) as {
    result: { structuredContent: Record<string, unknown>; isError?: boolean };
  };
  expect([name, result.isError ?? false]).toEqual([name, false]);
  return result.structuredContent;
}

it('a token is made for an assistant, its proposal is seen on the bill with its reason, and accepting it fills the value', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/data/bills' });
  await page.getByRole('button', { name: '接口' }).click();
  const sheet = page.getByRole('dialog', { name: '接口' });
  await seen(sheet.getByText(/\/mcp$/));
  await sheet.getByRole('button', { name: '新令牌' }).click();
  await sheet.getByLabel('名称，让人看得出谁在用').fill('通义助手');
  await expect.poll(() => sheet.getByRole('button', { name: '建立令牌' }).isEnabled()).toBe(false);
  for (const name of [/^看单据和对账/, /^提建议（不生效，等人采纳）/])
    await sheet.getByRole('checkbox', { name }).check();
  await app.mustBeSound();
  await app.picture('desk-assistant-token-1440');
  await sheet.getByRole('button', { name: '建立令牌' }).click();
  await seen(sheet.getByRole('heading', { name: '令牌建好了，只显示这一次' }));
  const token = (await sheet.locator('code').first().textContent()) ?? '';
  await sheet.getByRole('button', { name: '我已存好，关掉' }).click();
  await seen(sheet.getByText('助手看、提建议，全部'));

  const { reviewer, admin } = desk.office;
  const waiting = await admin.all<BillSummary>('/api/bills?stage=mapping');
  const details = await Promise.all(waiting.map(({ id }) => reviewer.get<BillDetail>(`/api/bills/${id}`)));
  const lacks = ({ issues }: BillDetail) => issues.find(({ path }) => path.endsWith('.costItem'));
  const bill = details.find((each) => lacks(each) && each.originatorUserId !== reviewer.userId);
  const issue = bill && lacks(bill);
  const target = company.expenseTypes.find(({ label }) => label.trim() === issue?.key);
  if (!bill || !issue || !target) throw new Error('no bill waits for a cost item');
  const { contentHash } = await call(token, 'get_bill', { billNo: bill.billNo });
  const proposed = {
    billNo: bill.billNo,
    contentHash,
    path: issue.path,
    targetNumber: target.costItemNumber,
    why: WHY,
  };
  await call(token, 'propose_mapping', proposed);

  const { page: handset, ...walking } = await desk.open({
    part: '审核',
    platform: 'ios',
    width: 390,
    height: 844,
    path: `/bills/${bill.id}`,
  });
  const card = handset.getByRole('status').filter({ hasText: '助手建议' });
  await seen(card.getByText(WHY));
  await seen(card.getByText(new RegExp(`第 \\d+ 行（.+）费用项目 填 ${target.costItemNumber}`)));
  for (const name of ['采纳', '不采纳']) await seen(card.getByRole('button', { name, exact: true }));
  await walking.mustBeSound();
  await walking.picture('phone-assistant-390');

  const { page: desktop, ...reviewing } = await desk.open({ part: '审核', ...WIDE, path: `/bills/${bill.id}` });
  const notice = detail(desktop).getByRole('status').filter({ hasText: '助手建议' });
  await seen(notice);
  await seen(notice.getByText(WHY));
  await seen(notice.filter({ hasText: new RegExp(`第 \\d+ 行（.+）费用项目 填 ${target.costItemNumber}`) }));
  await seen(notice.getByText('通义助手 dd_…'));
  await reviewing.mustBeSound();
  await reviewing.picture('desk-assistant-1440');
  await notice.getByRole('button', { name: '采纳', exact: true }).click();
  await gone(notice.getByRole('button', { name: '采纳', exact: true }));
  // The button is called otherwise as soon as it is pressed.
  const { items } = await until(
    () => reviewer.get<Proposals>(`/api/bills/${bill.id}/proposals`),
    (found) => found.items.every(({ state }) => state !== 'open'),
  );
  expect(items).toMatchObject([{ state: 'accepted', decidedBy: expect.any(String) }]);
  const after = await reviewer.get<BillDetail>(`/api/bills/${bill.id}`);
  const field = after.rows.flatMap(({ fields }) => fields).find(({ path }) => path === issue.path);
  expect(field?.value).toBe(target.costItemNumber);
  await reviewing.mustBeSound();
});
