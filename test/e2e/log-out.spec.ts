import type { BillSummary } from '@dingdee/shared/bill';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, stageNow, startCompany } from './company-desk.js';
import { rail } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { platform: 'ios', width: 390, height: 844 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 8, clean: true } });
  await collect(desk.office);
});
afterAll(() => desk?.close());
afterEach(() => desk.closeApps());

/** Whether this browser still has a session. */
const status = async (page: Page) => (await page.request.get(`${desk.stack.url}/api/session`)).status();
/** What is kept on the device, as one text. */
const kept = (page: Page) => page.evaluate<string>('JSON.stringify(Object.entries(localStorage))');
const left = (page: Page) => page.getByRole('heading', { name: '已退出' });

describe('退出登录', () => {
  it('stands in the menu under the name on the desk; the page stays out until 重新登录 is pressed, also when it is opened anew', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rail(page));
    const name = page.getByRole('banner').getByRole('button', { name: / · 审核$/ });
    await name.click();
    const menu = page.getByRole('dialog', { name: '我的账户' });
    await seen(menu.getByRole('link', { name: '我的审批' }));
    await app.mustBeSound();
    await page.keyboard.press('Escape');
    await gone(menu);
    // What the page has asked for and is not answered yet is answered to nobody.
    app.allow(/status of 401/);
    await name.click();
    await menu.getByRole('button', { name: '退出登录' }).click();
    await seen(left(page));
    expect(await status(page)).toBe(401);
    expect(await app.bridgeCalls()).toEqual([]);
    await app.mustBeSound();
    await page.goto(new URL('/log', page.url()).href);
    await seen(left(page));
    expect(await status(page)).toBe(401);
    await page.getByRole('button', { name: '重新登录' }).click();
    await seen(page.getByRole('navigation', { name: '主导航' }));
    expect(await status(page)).toBe(200);
  });

  it('is not undone by another window that finds the session gone before this one has heard so', async () => {
    const { page, context, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rail(page));
    const other = await context.newPage();
    await other.goto(page.url());
    await seen(rail(other));
    app.allow(/status of 401/);
    let tell = () => {};
    const ended = new Promise<void>((resolve) => {
      void page.route('**/api/session', async (route) => {
        if (route.request().method() !== 'DELETE') return route.continue();
        const response = await route.fetch();
        resolve();
        await new Promise<void>((go) => {
          tell = go;
        });
        return route.fulfill({ response });
      });
    });
    await page
      .getByRole('banner')
      .getByRole('button', { name: / · 审核$/ })
      .click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await ended;
    // Whatever it asks next: its own stream may have found out before the press.
    const ask = other.getByRole('navigation', { name: '主导航' }).getByRole('link').last();
    await Promise.race([ask.click().catch(() => undefined), seen(left(other))]);
    await seen(left(other));
    tell();
    await seen(left(page));
    expect(await status(other)).toBe(401);
  });

  it('ends another window of the same browser too: it logs in no more in silence', async () => {
    const { page, context, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rail(page));
    const other = await context.newPage();
    await other.goto(page.url());
    await seen(rail(other));
    await page
      .getByRole('banner')
      .getByRole('button', { name: / · 审核$/ })
      .click();
    // What the page has asked for and is not answered yet is answered to nobody.
    app.allow(/status of 401/);
    await page.getByRole('button', { name: '退出登录' }).click();
    await seen(left(page));
    await seen(left(other));
    expect(await status(other)).toBe(401);
  });

  it('stands under 我的审批 on the phone, says first what was not sent, and takes it from the device', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(page.getByRole('article').getByText('表单总金额'));
    app.allow(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
    const before = (await stageNow(desk, 'push')).count;
    // Only this request is lost: the person decides on a bad line.
    await page.route('**/approve', (route) => route.abort());
    await page.getByRole('button', { name: '通过', exact: true }).click();
    await seen(page.getByText('1 笔待发送'));
    const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
    const text = await kept(page);
    expect(bills.filter(({ id }) => text.includes(id))).toHaveLength(1);
    for (const { payee, amount } of bills)
      expect([text.includes(payee), text.includes(amount ?? '')]).toEqual([false, false]);

    await page.goto(new URL('/me', page.url()).href);
    await page.getByRole('button', { name: '退出登录' }).click();
    await seen(page.getByText('还有 1 笔待发送，退出后不再发出。'));
    await app.mustBeSound();
    await page.getByRole('button', { name: '仍然退出' }).click();
    await seen(left(page));
    await app.mustBeSound();
    expect(await kept(page)).not.toContain('dingdee.of');
    await page.unroute('**/approve');
    await page.getByRole('button', { name: '重新登录' }).click();
    await seen(page.getByRole('link', { name: '我的审批' }));
    await gone(page.getByText('1 笔待发送'));
    expect((await stageNow(desk, 'push')).count).toBe(before);
  });

  it('says so where the server did not hear of it, and the person is still in', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/me' });
    app.allow(/ERR_[A-Z_]+/);
    await seen(page.getByRole('button', { name: '退出登录' }));
    await app.context.setOffline(true);
    await page.getByRole('button', { name: '退出登录' }).click();
    await seen(page.getByText(/^没有退出。/));
    await app.context.setOffline(false);
    expect(await status(page)).toBe(200);
  });
});

it('what somebody else left on the device goes when a person comes in', async () => {
  const { page } = await desk.open({ part: '审核', ...IPHONE });
  await page.evaluate(
    "localStorage.setItem('dingdee.of 999 drafts', '[]'); localStorage.setItem('dingdee.drafts', '[]')",
  );
  await page.reload();
  await seen(page.getByRole('link', { name: '我的审批' }));
  expect(await kept(page)).not.toMatch(/dingdee\.of 999|dingdee\.drafts/);
});
