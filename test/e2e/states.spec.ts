import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushPreview } from '@dingdee/shared/push';
import type { Status } from '@dingdee/shared/status';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { IMPATIENT, SHORT_WAITS, setNumbering } from '../flow/batch.js';
import { startFront } from '../flow/front.js';
import { fits } from '../flow/offered.js';
import { approveAll, collect, pushAll, settled } from '../flow/office.js';
import { until } from '../flow/person.js';
import { closeAll, fenOf, gone, money, seen, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, stageNow, startCompany } from './company-desk.js';
import { detail, rail, rows, selectionBar, tab, toStage, untilShown } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

/** Short waits, but long enough for a person to see a bill in doubt. */
const WAITS = { ...SHORT_WAITS, ...IMPATIENT, SETTLE_DELAYS_MS: '6000,6000,8000' };

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 16, clean: true }, settings: WAITS });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('nothing to do', () => {
  it('is not said while no scheme is on and nothing ever came: the next step is to enable one', async () => {
    for (const [part, size] of [
      ['管理员', WIDE],
      ['审核', WIDE],
      ['审核', IPHONE],
    ] as const) {
      const { page, ...app } = await desk.open({ part, ...size, path: '/' });
      await page.route('**/api/schemes', async (route) => {
        const { items } = await (await route.fetch()).json();
        await route.fulfill({
          json: { items: items.map((each: object) => ({ ...each, enabled: false, state: 'draft' })) },
        });
      });
      await page.goto(page.url().replace(/\/(\?.*)?$/, 'platform' in size ? '/review' : '/?stage=review'));
      await seen(page.getByText('方案还没有启用'));
      if (part === '管理员') {
        await seen(page.getByRole('link', { name: '去启用' }));
      } else await seen(page.getByText(/请管理员启用方案/));
      await app.mustBeSound();
    }
  });

  it('is said before the first approval came, with the next step as a button', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(page.getByRole('heading', { name: '都审完了' }));
    await app.mustBeSound();
    const phone = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(phone.page.getByText('都审完了'));
    await phone.mustBeSound();
    await page.getByRole('button', { name: '现在采一次' }).click();
    await untilShown(page, '待审核', 16);
    await seen(rows(page));
    await app.mustBeSound();
  });

  it('is said of a filter that fits nothing, which one tap clears', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await page.getByRole('searchbox', { name: '筛选' }).fill('没有这个人');
    await seen(page.getByText('没有符合条件的单据'));
    await app.mustBeSound();
    await page.getByRole('button', { name: '清除筛选' }).click();
    await seen(rows(page));
  });

  it('is said of every stage in its own words', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    for (const [stage, words] of [
      ['待补映射', '没有要补的映射'],
      ['待推送', '没有待推送的单据'],
      ['推送中', '现在没有在推送'],
      ['异常', '没有异常'],
      ['已入账', '还没有入账的单据'],
      ['已挂起', '没有挂起的单据'],
      ['已归档', '没有归档的单据'],
    ] as const) {
      await tab(page, stage).click();
      await seen(page.getByRole('heading', { name: words }));
    }
    await app.mustBeSound();
  });
});

describe('waiting', () => {
  it.each([
    ['报销人', '/', /MyApprovals/, '我的审批'],
    ['管理员', '/members', /DeskOnly/, '这一页在电脑上'],
  ] as const)(
    'of %s for the view itself is never a blank page, and is told when it takes long',
    async (part, path, view, title) => {
      const { page, ...app } = await desk.open({ part, path, ...IPHONE });
      const heading = page.getByRole('heading', { name: title });
      await seen(heading);
      let deliver = () => {};
      const delivered = new Promise<void>((resolve) => {
        deliver = resolve;
      });
      await page.route(view, async (route) => {
        await delivered;
        await route.continue();
      });
      await page.reload({ waitUntil: 'commit' });
      await seen(page.getByRole('main').getByText('正在打开'));
      await app.mustBeSound();
      deliver();
      await seen(heading);
      await gone(page.getByText('正在打开'));
      await app.mustBeSound();
    },
  );

  it.each([WIDE, IPHONE] as const)(
    'shows rows at their real height, then says what it waits for ($width px)',
    async (screen) => {
      const { page, ...app } = await desk.open({ part: '审核', ...screen, path: '/review' });
      await seen(page.getByRole('main'));
      let free = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        free = resolve;
      });
      await page.route(/\/api\/bills(\/groups)?\?/, async (route) => {
        await held;
        await route.continue();
      });
      await page.reload();
      await seen(page.locator('[aria-busy=true] .skeleton'));
      await seen(page.getByText('正在取单据，列表大时要几秒'));
      await app.mustBeSound();
      free();
      await gone(page.getByText('正在取单据，列表大时要几秒'));
      await seen(page.getByText(/检查全部通过|逐笔看过再通过|你自己的报销/));
      await app.mustBeSound();
    },
  );
});

describe('a session that is gone', () => {
  it('is opened again silently by a new code of the container, and what was ticked stays ticked', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await rows(page).first().getByRole('checkbox').click();
    await seen(selectionBar(page).getByText('已选 1 笔'));
    const codes = async () =>
      (await app.bridgeCalls()).filter((name) => name === 'runtime.permission.requestAuthCodeV2').length;
    expect(await codes()).toBe(1);
    app.allow(/status of 401/);
    await app.context.clearCookies({ name: 'dingdee' });
    await tab(page, '已挂起').click();
    await seen(page.getByRole('heading', { name: '没有挂起的单据' }));
    expect(await codes()).toBe(2);
    await seen(selectionBar(page).getByText('已选 1 笔'));
    expect((await app.context.cookies()).some(({ name }) => name === 'dingdee')).toBe(true);
    await app.mustBeSound();
  });
});

describe('a link to one bill', () => {
  it.each([WIDE, IPHONE] as const)('logs in by itself and opens the bill ($width px)', async (screen) => {
    const bill = (await desk.office.admin.all<BillSummary>('/api/bills?stage=review')).at(-1);
    const { page, ...app } = await desk.open({ part: '审核', ...screen, path: `/bills/${bill?.id}` });
    const place = 'platform' in screen ? page.getByRole('main') : detail(page);
    await seen(place.getByText(`¥${money(fenOf(bill?.amount ?? ''))}`));
    await expect.poll(async () => (await textOf(place)).replace(/ /g, '')).toContain(bill?.businessId);
    await app.mustBeSound();
  });

  it('to a bill that does not exist says so', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/bills/0' });
    app.allow(/status of 404/);
    await seen(page.getByText('没有这张单据'));
    await app.mustBeSound();
  });
});

describe('a phone without a network', () => {
  it('keeps the tap as 待发送 and sends it when the network is back', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(page.getByRole('article').getByText('表单总金额'));
    app.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/);
    const { count } = await stageNow(desk, 'review');
    await app.context.setOffline(true);
    await page.getByRole('button', { name: '通过', exact: true }).click();
    await seen(page.getByText('没有连上服务器，1 笔待发送。连上后自动发出，以服务器的回答为准。'));
    expect((await stageNow(desk, 'review')).count).toBe(count);
    await app.mustBeSound();
    await app.context.setOffline(false);
    await until(
      () => stageNow(desk, 'push'),
      (now) => now.count === 1,
      30_000,
    );
    await gone(page.getByText('1 笔待发送'));
    await app.mustBeSound();
  });
});

/** Of the bills to review only those with attachments: which one comes first depends on which was collected first. */
const withAttachmentsOnly = (page: Page): Promise<unknown> =>
  page.route(/\/api\/bills\?/, async (route) => {
    const answer = await route.fetch();
    const { items, ...rest } = await answer.json();
    await route.fulfill({ json: { ...rest, items: items.filter((bill: BillSummary) => bill.attachments > 0) } });
  });

describe('a part of a page that a bad network loses', () => {
  it('is asked for again: the card shows its attachments as soon as it comes', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/' });
    app.allow(/ERR_FAILED/);
    let lost = 0;
    await withAttachmentsOnly(page);
    await page.route(/AttachmentTiles[^/]*\.js/, async (route) => {
      lost += 1;
      await (lost > 1 ? route.continue() : route.abort());
    });
    await page.goto(new URL('/review', page.url()).href);
    await seen(page.getByRole('article').getByText('表单总金额'));
    await seen(page.getByRole('article').locator('.files .tile'));
    expect(lost).toBeGreaterThan(1);
    expect(app.errors).toEqual([]);
  });
});

/** A page that is being closed loses its browser's "no network" a moment before itself: it leaves the app first. */
async function closeOffline(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.close();
}

describe('a phone that is closed without a network', () => {
  it('keeps the tap on the device, and sends it once when the app comes back', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(page.getByRole('article').getByText('表单总金额'));
    app.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/);
    const before = (await stageNow(desk, 'push')).count;
    await app.context.setOffline(true);
    await page.getByRole('button', { name: '通过', exact: true }).click();
    await seen(page.getByText('1 笔待发送'));
    const here = page.url();
    await closeOffline(page);
    expect((await stageNow(desk, 'push')).count).toBe(before);
    await app.context.setOffline(false);
    const again = await app.context.newPage();
    await again.goto(here);
    await until(
      () => stageNow(desk, 'push'),
      (now) => now.count === before + 1,
      30_000,
    );
    await gone(again.getByText('1 笔待发送'));
    await again.reload();
    await seen(again.getByRole('article'));
    expect((await stageNow(desk, 'push')).count).toBe(before + 1);
  });

  it('says that the tap is void where a colleague changed the bill meanwhile', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(page.getByRole('article').getByText('表单总金额'));
    app.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/);
    const before = (await stageNow(desk, 'push')).count;
    const waiting = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
    const words = await textOf(page.getByRole('article'));
    const bill = waiting.find(({ amount }) => words.includes(money(fenOf(amount ?? '0.00'))));
    if (!bill) throw new Error(`no bill for the card “${words}”`);
    await app.context.setOffline(true);
    await page.getByRole('button', { name: '通过', exact: true }).click();
    await seen(page.getByText('1 笔待发送'));
    const here = page.url();
    await closeOffline(page);
    await desk.office.admin.post(`/api/bills/${bill.id}/hold`, { version: bill.version, reason: '等部门确认' });
    await app.context.setOffline(false);
    const again = await app.context.newPage();
    await again.goto(here);
    await seen(again.getByText(`${bill.payee}：通过没有生效。`));
    await seen(again.getByText(/这张单据刚被更新过（.+ \d\d:\d\d 挂起）/));
    expect((await stageNow(desk, 'push')).count).toBe(before);
  });
});

describe('a system that does not answer', () => {
  it('Kingdee: the bill is in doubt until it has been looked up, and stands there once', async () => {
    await approveAll(desk.office);
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
    await seen(rail(page));
    await toStage(page, '待推送');
    const [bill] = await desk.office.admin.all<BillSummary>('/api/bills?stage=push');
    await rows(page)
      .filter({ hasText: bill?.payee })
      .filter({ hasText: money(fenOf(bill?.amount ?? '')) })
      .click();
    await detail(page).getByRole('button', { name: '推送这一笔' }).click();
    const { faults } = desk.stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', api: 'Save', kind: 'lose-answer' });
    await page
      .getByRole('dialog', { name: '确认推送' })
      .getByRole('button', { name: /^推送 1 笔/ })
      .click();
    const sheet = page.getByRole('dialog', { name: /^推送(进度|结果)$/ });
    await seen(sheet.getByText(/存疑 ?1 笔/));
    await app.mustBeSound();
    await seen(sheet.getByText('推送完成 1 笔已入账'));
    expect(kingdeeBills(desk).map(({ status }) => status)).toEqual(['C']);
    await app.mustBeSound();
  });

  it('Kingdee, where it numbers the bills: a person reads what each way out of the doubt means, and takes one', async () => {
    await setNumbering(desk, 'kingdee');
    const { pusher } = desk.office;
    const { faults } = desk.stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', api: 'Save', kind: 'hang' });
    const [bill] = await pusher.all<BillSummary>('/api/bills?stage=push');
    const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items: [bill] });
    await pusher.post('/api/push-orders', { token: preview.token });
    const now = () => pusher.get<BillDetail>(`/api/bills/${bill?.id}`);
    await until(now, (bill) => fits(bill, 'adopt'));
    const held = kingdeeBills(desk).length;

    const phone = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${bill?.id}` });
    await phone.page.getByRole('button', { name: '我在金蝶看到了' }).click();
    const sheet = phone.page.getByRole('dialog', { name: '我在金蝶看到了这张单据' });
    await seen(sheet.getByText('付款组织、币别、金额都相同才接上'));
    await sheet.getByRole('textbox', { name: '金蝶里的单据编号' }).fill('FKD09999999');
    phone.allow(/status of 422/);
    await sheet.getByRole('button', { name: '核对并接上' }).click();
    await seen(sheet.getByText('金蝶里没有编号为 FKD09999999 的付款单'));
    await phone.mustBeSound();

    const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
    await seen(rail(page));
    await toStage(page, '异常');
    await rows(page).first().click();
    await detail(page).getByRole('button', { name: '金蝶里没有，重新推送' }).click();
    const dialog = page.getByRole('dialog', { name: '金蝶里没有，重新推送' });
    await seen(dialog.getByText('钱可能付两次'));
    await dialog.getByRole('button', { name: '金蝶管理员确认没有收到' }).click();
    const send = dialog.getByRole('button', { name: '重新推送', exact: true });
    expect(await send.isDisabled()).toBe(true);
    await app.mustBeSound();
    await dialog.getByRole('checkbox', { name: '我确认金蝶里没有这张单据' }).check();
    await send.click();
    await gone(dialog);
    await until(now, ({ state }) => state === 'booked' || state === 'written-back');
    expect(kingdeeBills(desk)).toHaveLength(held + 1);
    await app.mustBeSound();
    await setNumbering(desk, 'ours');
  });

  it('our server: the list says so with 再试一次, ticks and filter are kept, and it goes on where it was', async () => {
    await pushAll(desk.office);
    desk.stack.sandbox.state.dingtalk.generate({ count: 8, seed: 9, clean: true });
    await collect(desk.office);
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await rows(page).first().getByRole('checkbox').click();
    await seen(selectionBar(page).getByText('已选 1 笔'));
    app.allow(/status of 502|ERR_|EventSource/);
    await desk.stack.kill();
    await tab(page, '已入账').click();
    await seen(page.getByRole('alert').getByText('服务器没有正常回答'));
    await seen(page.getByRole('button', { name: '再试一次' }));
    await seen(selectionBar(page).getByText('已选 1 笔'));
    await app.mustBeSound();
    await desk.stack.restart();
    await page.getByRole('button', { name: '再试一次' }).click();
    await seen(rows(page));
    await seen(selectionBar(page).getByText('已选 1 笔'));
    await toStage(page, '待审核');
    await expect.poll(() => rows(page).first().getAttribute('aria-selected')).toBe('true');
    await app.mustBeSound();
  });
});

describe('Kingdee away', () => {
  it('is one notice on desk and phone: since when, why, what still works, that bills keep their place, who mends it; it goes by itself', async () => {
    const way = await startFront(() => [new URL(desk.stack.sandbox.kingdee.url).origin]);
    try {
      await desk.stack.restart({ KINGDEE_URL: `${way.url}/k3cloud/`, BREAKER_FAILURES: '2', BREAKER_OPEN_MS: '700' });
      desk.stack.sandbox.state.dingtalk.generate({ count: 6, seed: 31, clean: true });
      await collect(desk.office);
      await approveAll(desk.office);
      await way.down();
      const bills = await desk.office.pusher.all<BillSummary>('/api/bills?stage=push');
      const items = bills.map(({ id, version }) => ({ id, version }));
      const { token } = await desk.office.pusher.post<{ token: string }>('/api/push-orders/preview', { items });
      await desk.office.pusher.post('/api/push-orders', { token });
      await until(
        () => desk.office.admin.get<Status>('/api/status'),
        ({ kingdee }) => kingdee.sentence?.startsWith('金蝶连接断开') ?? false,
      );
      const sentence = new RegExp(
        `^金蝶连接断开，\\d\\d:\\d\\d 起：连不上金蝶。审核和补映射照常，推送已暂停，${bills.length} 笔保持待推送，不会丢，也不会重发。请金蝶管理员检查`,
      );
      const { page, ...app } = await desk.open({ part: '推送', ...WIDE });
      const notice = page.getByRole('alert').filter({ hasText: '金蝶连接断开' });
      await seen(notice);
      await expect.poll(() => textOf(notice)).toMatch(sentence);
      expect((await textOf(notice)).match(/审核和补映射照常/g)).toHaveLength(1);
      await app.mustBeSound();
      const phone = await desk.open({ part: '推送', ...IPHONE });
      const onPhone = phone.page.getByRole('alert').filter({ hasText: '金蝶连接断开' });
      await seen(onPhone);
      await expect.poll(() => textOf(onPhone)).toMatch(sentence);
      await phone.mustBeSound();
      // Whoever reviews on the phone reads it too, above a card and above a bill, and no number falls to nothing for it.
      desk.stack.sandbox.state.dingtalk.generate({ count: 2, seed: 32, clean: true });
      await collect(desk.office);
      const [waiting] = await desk.office.reviewer.all<BillSummary>('/api/bills?stage=review');
      const review = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
      for (const path of ['/review', `/bills/${waiting?.id}`]) {
        if (path !== '/review') await review.page.goto(new URL(path, review.page.url()).href);
        await seen(
          path === '/review' ? review.page.getByRole('article') : review.page.getByText(waiting?.purpose ?? ''),
        );
        const told = review.page.getByRole('alert').filter({ hasText: '金蝶连接断开' });
        await seen(told);
        await expect.poll(() => textOf(told)).toMatch(sentence);
        if (path === '/review') await seen(review.page.getByRole('button', { name: / [1-9]\d*$/ }));
        await review.mustBeSound();
      }
      await way.up();
      await settled(desk.office);
      await gone(notice);
      await gone(onPhone);
    } finally {
      await closeAll(desk.closeApps, () => desk.stack.restart(), way.close);
    }
  });
});
