import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { Status } from '@dingdee/shared/status';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approveAll, collect, settled } from '../flow/office.js';
import { until } from '../flow/person.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { rail } from './desk-page.js';

/** A page asks every quarter of a minute, and believes the second silence: a busy machine adds to that. */
const LONG_MS = 100_000;
const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 8, clean: true },
    settings: {
      KINGDEE_BATCH: '1',
      KINGDEE_CONCURRENCY: '1',
      // Nothing is looked up by itself before somebody asks for it.
      SETTLE_DELAYS_MS: '300000,600000,600000,600000',
      PROBE_GAP_MS: '300000',
      BREAKER_FAILURES: '1',
      BREAKER_OPEN_MS: '400',
    },
  });
  await collect(desk.office);
  await approveAll(desk.office);
});
afterEach(async () => {
  faults().clear();
  await desk.closeApps();
});
afterAll(() => desk?.close());

const faults = () => desk.stack.sandbox.state.ctx.faults;
const topBar = (page: Page) => page.locator('header.top');

async function confirmed(items: readonly BillSummary[]): Promise<string> {
  const { pusher } = desk.office;
  const { token } = await pusher.post<PushPreview>('/api/push-orders/preview', {
    items: items.map(({ id, version }) => ({ id, version })),
  });
  return (await pusher.post<PushOrder>('/api/push-orders', { token })).id;
}

/** Two bills go, the answer for the first is lost. @returns the order, and the bill that nobody knows of. */
async function halfPushed(): Promise<{ order: PushOrder; bill: BillSummary }> {
  const { pusher } = desk.office;
  const all = await pusher.all<BillSummary>('/api/bills?stage=push');
  // Behind a first bill in doubt no other is sent (decision 12): each organisation has had its first one.
  const firsts = all.filter(({ orgNumber }, at) => all.findIndex((each) => each.orgNumber === orgNumber) === at);
  await confirmed(firsts);
  await settled(desk.office);
  const items = all.filter((bill) => !firsts.includes(bill)).slice(0, 2);
  faults().add({ system: 'kingdee', api: 'Save', kind: 'lose-answer' });
  const id = await confirmed(items);
  const order = await until(
    () => pusher.get<PushOrder>(`/api/push-orders/${id}`),
    ({ queued, running, notSent, inDoubt }) =>
      queued.count + running.count + notSent.count === 0 && inDoubt.count === 1,
  );
  const lost = order.items.find(({ state }) => state === 'in-doubt');
  const bill = items.find((each) => each.id === lost?.billId);
  if (!bill) throw new Error('no bill is in doubt');
  return { order, bill };
}

/** A person asks for the look, and whatever there is to be known is known. */
async function lookedUp({ id }: Pick<BillSummary, 'id'>): Promise<void> {
  const { pusher } = desk.office;
  const { version } = await pusher.get<BillDetail>(`/api/bills/${id}`);
  await pusher.post(`/api/bills/${id}/check-now`, { version });
}

describe('an order with a bill in doubt', () => {
  it('is not 完成: how many, how much, what happens next and when, on the desk and on the phone, until it is known', async () => {
    const { order, bill } = await halfPushed();
    expect(order).toMatchObject({ booked: { count: 1 }, inDoubt: { count: 1, amount: bill.amount } });
    expect(order.nextProbeAt).toBeGreaterThan(Date.now());
    const money = `¥${bill.amount?.replace(/\B(?=(\d{3})+\.)/g, ',')}`;
    const title = '推送还没有完成 1 笔已入账，1 笔存疑';

    const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
    const doubt = topBar(page).getByRole('button', { name: '存疑 1 笔' });
    await doubt.click();
    const sheet = page.getByRole('dialog', { name: '推送结果' });
    await seen(sheet.getByRole('heading', { name: title }));
    const note = await textOf(sheet.locator('.note.doubt'));
    expect(note).toContain(`1 笔 ${money} 存疑：结果还不确定，可能已在金蝶里。`);
    expect(note).toContain('查清之前不要手工重录');
    expect(note).toMatch(/下一次核对 \d.* 后。$/);
    expect(await textOf(sheet)).not.toContain('推送完成');
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '关闭' }).last().click();
    await gone(sheet);
    await seen(doubt);

    const phone = await desk.open({ part: '推送', ...IPHONE });
    const card = phone.page.getByRole('link', { name: /推送还没有完成/ });
    await expect.poll(() => textOf(card)).toBe(`推送还没有完成 存疑 1 笔 ${money}`);
    await phone.mustBeSound();
    await card.click();
    await seen(phone.page.getByText(title));
    await expect.poll(() => textOf(phone.page.locator('.note.doubt'))).toContain(`1 笔 ${money} 存疑`);
    await phone.mustBeSound();

    // Kingdee cannot be reached: the look waits for it, and both say since when.
    faults().add({ system: 'kingdee', kind: 'reset', times: 0 });
    await lookedUp(bill).catch(() => undefined);
    await until(
      () => desk.office.admin.get<Status>('/api/status'),
      ({ kingdee }) => kingdee.state === 'trouble',
    );
    await seen(topBar(page).getByText(/^金蝶 \d\d:\d\d 起有问题$/));
    await seen(page.getByRole('alert').filter({ hasText: /金蝶连接断开，\d\d:\d\d 起/ }));
    await doubt.click();
    await seen(sheet.getByText(/金蝶 \d\d:\d\d 起断开，恢复后自动接着查。/));
    await app.mustBeSound();
    await phone.page.goto(`${new URL(phone.page.url()).origin}/push`);
    await seen(phone.page.getByRole('alert').filter({ hasText: /金蝶连接断开，\d\d:\d\d 起/ }));
    await phone.mustBeSound();

    faults().clear();
    await until(
      async () => {
        await lookedUp(bill).catch(() => undefined);
        return desk.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`);
      },
      ({ inDoubt }) => inDoubt.count === 0,
    );
    await seen(sheet.getByRole('heading', { name: '推送完成 2 笔已入账' }));
    await gone(doubt);
    await seen(topBar(page).getByText(/^金蝶 正常$/));
    await gone(phone.page.getByText('推送还没有完成'));
    await app.mustBeSound();
  });
});

describe('what is not known', () => {
  it('is no nought: counts that were not read are a dash', async () => {
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: '/mapping' });
    app.allow(/Failed to load resource.*|.*\/api\/bills\/stages.*/);
    await page.context().route('**/api/bills/stages**', (route) => route.abort());
    await page.goto(`${new URL(page.url()).origin}/?stage=push`);
    const stage = rail(page).getByRole('button', { name: /^待推送/ });
    await seen(stage);
    await expect.poll(() => textOf(stage)).toBe('待推送 —');
    await expect.poll(() => stage.getAttribute('title')).toMatch(/^待推送 还没有读到\n/);
    expect((await textOf(rail(page))).replace(/常用视图.*$/, '')).not.toMatch(/\d/);
  });

  it('because our own server does not answer any more is not told as it was: Kingdee’s old trouble goes, and comes back with the answer', async () => {
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
    app.allow(/.*/);
    let away = false;
    await page.context().route('**/api/status', async (route) => {
      if (away) return route.abort();
      const answer = await route.fetch();
      const kingdee = {
        state: 'trouble',
        sentence: '金蝶没有给权限。',
        since: Date.now(),
        means: null,
        unreachable: false,
      };
      return route.fulfill({ response: answer, json: { ...(await answer.json()), kingdee } });
    });
    await page.reload();
    const old = page.getByRole('alert').filter({ hasText: '金蝶没有给权限' });
    await seen(old);
    // It is there, and something is wrong with it.
    await seen(topBar(page).getByText(/^金蝶 \d\d:\d\d 起有问题$/));
    away = true;
    await page.getByRole('alert').filter({ hasText: '起没有连上钉蝶服务器' }).waitFor({ timeout: LONG_MS });
    await expect.poll(() => old.count()).toBe(0);
    away = false;
    await old.waitFor({ timeout: LONG_MS });
  }, 360_000);

  it('of several orders is counted whole in the top bar, and opens the list of all of them', async () => {
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
    await page.context().route('**/api/bills/stages**', async (route) => {
      const answer = await route.fetch();
      const states = [{ state: 'in-doubt', count: 7, amount: '70.00' }];
      return route.fulfill({ response: answer, json: { ...(await answer.json()), states } });
    });
    await page.reload();
    await topBar(page).getByRole('button', { name: '存疑 7 笔' }).click();
    await seen(page.getByRole('heading', { level: 1, name: '异常' }));
    await app.mustBeSound();
  });

  it('because our own server does not answer is said with its time, and nobody is said to be well', async () => {
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
    const phone = await desk.open({ part: '推送', ...IPHONE });
    for (const each of [app, phone]) each.allow(/.*/);
    await seen(topBar(page).getByText(/^钉钉 正常$/));
    await seen(phone.page.getByText('钉钉、金蝶连接正常'));
    const before = await textOf(rail(page).getByRole('button', { name: /^待推送/ }));
    await desk.stack.kill();
    const lost = /^\d\d:\d\d 起没有连上钉蝶服务器。 页面上是那时的数/;
    for (const each of [page, phone.page])
      await each.getByRole('alert').filter({ hasText: lost }).waitFor({ timeout: LONG_MS });
    await expect.poll(() => textOf(topBar(page).locator('.live').first())).toBe('钉钉 未知');
    await expect.poll(() => textOf(rail(page).getByRole('button', { name: /^待推送/ }))).toBe(before);
    await expect.poll(() => phone.page.getByText('钉钉、金蝶连接正常').count()).toBe(0);
    await desk.stack.restart();
    for (const each of [page, phone.page])
      await each.getByRole('alert').filter({ hasText: lost }).waitFor({ state: 'hidden', timeout: LONG_MS });
  }, 360_000);
});
