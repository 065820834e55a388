import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { STAGE_WORDS } from '@dingdee/shared/bill-state';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import * as company from '../sandbox/company.js';
import { seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const PC = { width: 1440, height: 900 } as const;
const PHONE = { width: 390, height: 844, platform: 'ios' } as const;
interface BridgeCall {
  name: string;
  params: { url?: string; title?: string; content?: string };
}
let desk: CompanyDesk;
let bill: BillSummary;
/** What its history tells of a mapping that was put by hand. */
let changed: string;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
  const [first] = await desk.office.reviewer.all<BillSummary>('/api/bills?stage=review');
  if (!first) throw new Error('no bill');
  changed = await costItemOf(first);
  bill = await desk.office.reviewer.get<BillDetail>(`/api/bills/${first.id}`);
});
/** Puts another one by hand. @returns what the history of the bill says of it. */
async function costItemOf({ id }: BillSummary): Promise<string> {
  const { version, rows } = await desk.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
  const path = 'rows[0].costItem';
  const now = rows[0]?.fields.find((field) => field.path === path)?.valueName;
  const next = company.costItems.find(({ name }) => name !== now && /^其他费用|咨询费-法律$/.test(name));
  const to = { path, targetNumber: next?.number, scope: 'bill' };
  await desk.office.reviewer.post('/api/mapping/fixes', { billId: id, version, ...to });
  return `第 1 行费用项目 从 ${now} 改为 ${next?.name}`;
}
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const calls = (page: Page, name: string): Promise<BridgeCall[]> =>
  page.evaluate(`window.__sandboxBridge.calls.filter((call) => call.name === '${name}')`);
const press = (page: Page, id: string) => page.evaluate(`window.__sandboxBridge.press('${id}')`);
const goTo = (page: Page, path: string) => page.goto(new URL(path, page.url()).href);
/** What went to the colleague, as a path of the app. */
async function sent(page: Page): Promise<string> {
  await expect.poll(async () => (await calls(page, 'biz.util.share')).length).toBe(1);
  const [call] = await calls(page, 'biz.util.share');
  const url = new URL(call?.params.url ?? '');
  expect(url.searchParams.get('corpId')).toBe(desk.stack.sandbox.dingtalk.corpId);
  // Who is paid, and how much, stays behind the log-in.
  expect(`${call?.params.title} ${call?.params.content}`).not.toMatch(new RegExp(`${bill.payee}|¥`));
  return url.pathname + url.search;
}

describe('on a PC', () => {
  it('a bill says what a mapping changed, is shared by DingTalk’s sheet once its client has taken the signature, and opens in its list; where nobody signs a link is copied', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...PC, path: `/bills/${bill.id}` });
    await page.getByRole('tab', { name: '历史' }).click();
    await seen(page.getByText(changed));
    await page.getByRole('button', { name: '把这张单据分享给同事' }).click();
    const path = await sent(page);
    expect((await calls(page, 'config')).length).toBe(1);
    await app.mustBeSound();
    const { page: theirs } = await desk.open({ part: '推送', ...PC, path });
    await seen(theirs.getByRole('heading', { name: STAGE_WORDS.review }));
    await seen(theirs.locator('[role=row][aria-current=true]'));
    await seen(theirs.getByText(bill.payee).first());

    // Where nobody signs the link is copied instead, and nothing alarms.
    app.allow(/page-signature/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.route('**/api/page-signature**', (route) => route.fulfill({ status: 502, body: '{}' }));
    await goTo(page, '/?stage=review&group=off');
    await page.getByRole('button', { name: '把这个列表分享给同事' }).click();
    await seen(page.getByText('链接已复制'));
    await expect
      .poll(() => page.evaluate('navigator.clipboard.readText()'))
      .toMatch(/\/\?stage=review&group=off&corpId=/);
    expect(await calls(page, 'config')).toEqual([]);
    await app.mustBeSound();
  });

  it('a sheet that is closed, or never answers, leaves nothing on the clipboard and 分享 ready for the next press', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...PC, path: `/bills/${bill.id}` });
    const button = page.getByRole('button', { name: '把这张单据分享给同事' });
    await seen(button);
    for (const [n, how] of ['never answers', 'cancelled', 'never answers'].entries()) {
      await page.evaluate(`window.__sandboxBridge.sharing = '${how}'`);
      await expect.poll(() => button.isEnabled()).toBe(true);
      await button.click();
      await expect.poll(async () => (await calls(page, 'biz.util.share')).length).toBe(n + 1);
    }
    await expect.poll(() => button.isEnabled()).toBe(true);
    await expect.poll(() => page.getByText(/链接已复制|^链接：/).count()).toBe(0);
    await app.mustBeSound();
  });
});

describe('on a phone', () => {
  it('the menu at the top right refreshes, helps, and shares the bill, which opens with its list above it; a list that a desk shared opens as the same list', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...PHONE, path: '/stages/review' });
    await expect
      .poll(() => page.evaluate('(window.__sandboxBridge.menu || []).map((one) => one.text)'))
      .toEqual(['刷新', '分享', '帮助']);
    await press(page, 'help');
    await seen(page.getByRole('heading', { name: '审一张单据' }));
    await app.mustBeSound();
    await page.goBack();
    await page.locator('a[href^="/bills/"]').first().click();
    await page.waitForURL(/\/bills\//);
    await press(page, 'share');
    const path = await sent(page);
    expect(path).toMatch(/^\/bills\//);
    const { page: theirs } = await desk.open({ part: '审核', ...PHONE, path });
    await seen(theirs.getByRole('link', { name: STAGE_WORDS.review }));
    await goTo(theirs, '/?stage=review&dept=x');
    await theirs.waitForURL(/\/stages\/review\?.*dept=x/);
  });

  it('a list is narrowed by the conditions of the desk, by a number, and the same after a look at a bill and by a reload', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...PHONE, path: '/stages/review' });
    await page.getByRole('button', { name: '条件', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: '筛选条件' });
    await sheet.getByLabel('金额（元），从').fill('不是数');
    await sheet.getByRole('button', { name: '按这些条件筛选' }).click();
    await seen(sheet.getByText('金额写成 1234.50 这样'));
    const bills = await desk.office.reviewer.all<BillSummary>('/api/bills?stage=review');
    const least = bill.amount ?? '0.00';
    const wanted = await desk.office.reviewer.all<BillSummary>(`/api/bills?stage=review&minAmount=${least}`);
    expect(wanted.length).toBeLessThan(bills.length);
    await sheet.getByLabel('金额（元），从').fill(least);
    await app.mustBeSound();
    await app.picture('phone-filter-390');
    await sheet.getByRole('button', { name: '按这些条件筛选' }).click();
    const rows = page.locator('main a[href^="/bills/"]');
    await expect.poll(() => rows.count()).toBe(wanted.length);
    await seen(page.getByRole('button', { name: '条件 1' }));
    await rows.first().click();
    await page.waitForURL(/\/bills\//);
    await page.goBack();
    await expect.poll(() => rows.count()).toBe(wanted.length);
    await page.reload();
    await expect.poll(() => rows.count()).toBe(wanted.length);
    await page.getByRole('button', { name: '清除条件' }).click();
    await page.getByRole('searchbox').fill(bill.businessId);
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain(`q=${bill.businessId}`);
  });

  it('shows what one was given, its history in words, and a bill is handed over with who and until when, and taken back', async () => {
    const items = [{ id: bill.id, version: bill.version }];
    const body = { refs: { items }, userId: desk.office.reviewer.userId, dueAt: null, note: '先看这张' };
    await desk.office.admin.post('/api/bills/assign', body);
    const { page, ...app } = await desk.open({ part: '审核', ...PHONE });
    await page.getByRole('link', { name: '待审核里指派给我的' }).click();
    const row = page.locator('main a[href^="/bills/"]');
    await expect.poll(() => row.count()).toBe(1);
    await seen(row.getByText('先看这张'));
    await row.click();
    await page.getByRole('button', { name: /^历史/ }).click();
    await seen(page.getByText(changed));
    await app.mustBeSound();
    await page.getByRole('button', { name: '指派', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: /^指派 1 笔/ });
    // What a finger meets, once the sheet has come to rest.
    await sheet.getByText('不指派，谁有空谁审').click();
    await expect.poll(() => sheet.getByRole('radio', { name: '不指派，谁有空谁审' }).isChecked()).toBe(true);
    await app.mustBeSound();
    await app.picture('phone-assign-390');
    await sheet.getByRole('button', { name: '不再指派' }).click();
    await seen(page.getByText(/1 笔 ¥[\d,.]+ 不再指派/));
    await seen(page.getByText('没有指派给谁'));
    await page.getByRole('button', { name: /^撤销/ }).click();
    await seen(page.getByText('已撤销，1 笔和原来一样'));
    await seen(page.getByText(/指派给 .+：先看这张/));
  });
});
