import '../flow/at-ten.js';
import type { Completeness } from '@dingdee/shared/completeness';
import type { CallBudget, EventChannel, IntakeWays } from '@dingdee/shared/intake';
import type { SchemeList } from '@dingdee/shared/scheme';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { gone, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

/** 采集 in each of its states, from a company that has just begun to one whose events are cut off. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 24, clean: true },
    settings: { SWEEP_INTERVAL_MS: '3600000', LOOK_BACK_INTERVAL_MS: '7200000', DINGTALK_MONTHLY_CALLS: '5000' },
  });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

/** What the server answers, changed on its way. */
async function answered<T>(page: Page, path: string, change: (given: T) => T): Promise<void> {
  await page.route(`**/api/runs/${path}`, async (route) => {
    const given = (await (await route.fetch()).json()) as T;
    await route.fulfill({ json: change(given) });
  });
}
const numbers = async (page: Page, region: string, column: number): Promise<number[]> =>
  (
    await page
      .getByRole('region', { name: region })
      .locator(`tbody tr:not(.more) td:nth-child(${column})`)
      .allInnerTexts()
  ).map((text) => Number(text.replace(/,/g, '')));
const footOf = async (page: Page, region: string, cell: number): Promise<number> =>
  Number(
    (await textOf(page.getByRole('region', { name: region }).locator('tfoot td').nth(cell))).replace(/[^\d.]/g, ''),
  );

describe('before anything was collected', () => {
  it('it says so, and every part stands by itself', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
    await page.route('**/api/runs?*', (route) => route.fulfill({ json: { items: [], next: null, total: 0 } }));
    await page.route('**/api/runs', (route) => route.fulfill({ json: { items: [], next: null, total: 0 } }));
    await page.goto(new URL('/runs', page.url()).href);
    await seen(page.getByText('还没有采集过').first());
    await seen(page.getByRole('region', { name: '今天是否完整' }).getByText('启用方案后自动采集'));
    await app.mustBeSound();
    await app.picture('desk-intake-empty');
  });
});

describe('a day that goes well', () => {
  beforeAll(() => collect(desk.office));

  it.each([WIDE, NARROW])(
    'shows both sums, what is between them and why, and each table adds up ($width px)',
    async (size) => {
      const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/runs' });
      const band = page.getByRole('region', { name: '今天是否完整' });
      await seen(band.getByText('钉钉审批完成'));
      await seen(band.getByText(/没有漏的/));
      await expect.poll(() => textOf(band)).toMatch(/少 \d+ 条|一条不少/);
      const ways = '从哪条路到的';
      await seen(page.getByRole('region', { name: ways }).getByText('合计'));
      for (const [column, cell] of [
        [5, 2],
        [6, 3],
        [7, 4],
        [8, 5],
        [9, 6],
      ] as const)
        expect((await numbers(page, ways, column)).reduce((sum, n) => sum + n, 0)).toBe(await footOf(page, ways, cell));
      const foot = await Promise.all([2, 3, 4, 5, 6].map((cell) => footOf(page, ways, cell)));
      expect(foot[0]).toBe((foot[1] ?? 0) + (foot[2] ?? 0) + (foot[3] ?? 0) + (foot[4] ?? 0));
      await app.mustBeSound();
      await app.picture(`desk-intake-${size.width}`);
    },
  );

  it('lists what is not collected this month by reason, and which they are', async () => {
    const { page, ...app } = await desk.open({ part: '查看', ...WIDE, path: '/runs' });
    const card = page.getByRole('region', { name: '本月不采集' });
    await seen(card.getByText(/看全部 \d+ 条|本月没有不采集的审批/));
    const all = card.getByRole('button', { name: /看全部 \d+ 条/ });
    if ((await all.count()) === 0) {
      await seen(card.getByText('本月没有不采集的审批'));
      return;
    }
    const total = Number(/\d+/.exec(await textOf(all))?.[0]);
    await all.click();
    const sheet = page.getByRole('dialog', { name: '本月不采集' });
    await seen(sheet.locator('li').first());
    await expect.poll(() => sheet.locator('li').count()).toBe(Math.min(500, total));
    await app.mustBeSound();
    await app.picture('desk-intake-left-out');
    await page.keyboard.press('Escape');
    await gone(sheet);
  });

  it('shows all runs, those that brought something, or those that failed', async () => {
    const { page } = await desk.open({ part: '查看', ...WIDE, path: '/runs' });
    const runs = page.getByRole('region', { name: '采集记录' });
    await seen(runs.locator('tbody tr').first());
    await runs.getByRole('button', { name: '有新收' }).click();
    await seen(runs.getByText(/新收 \d+ 条/).first());
    await runs.getByRole('button', { name: '有失败' }).click();
    await seen(runs.getByText('没有失败的采集'));
  });
});

describe('a run', () => {
  it.each([WIDE, NARROW])('says why it left approvals out, how much they are, and which ($width px)', async (size) => {
    const { page, ...app } = await desk.open({ part: '查看', ...size, path: '/runs' });
    const runs = page.getByRole('region', { name: '采集记录' });
    await runs
      .getByRole('button', { name: /^看 .* 的采集$/ })
      .first()
      .click();
    const why = runs.locator('tr.more');
    await seen(why.getByText(/^\d+ 条中 \d+ 条不采集，因为：$/));
    const row = why.locator('li').filter({ hasText: '审批未通过（已拒绝）' });
    await seen(row.getByText(/^¥[\d,]+\.\d\d$/));
    const list = row.getByRole('button', { name: /^看 \d+ 条：审批未通过（已拒绝）$/ });
    const n = Number(/\d+/.exec(await textOf(list))?.[0]);
    const sum = (await textOf(row)).match(/¥([\d,]+\.\d\d)/)?.[1];
    await app.picture(`desk-intake-reasons-${size.width}`);
    await list.click();
    const sheet = page.getByRole('dialog', { name: /^\d\d-\d\d \d\d:\d\d 的采集，不采集的$/ });
    await expect.poll(() => sheet.locator('li').count()).toBe(n);
    const fen = (text: string) => BigInt(text.replace(/[,.]/g, ''));
    const amounts = await sheet.locator('li .row [role=img]').allInnerTexts();
    expect(amounts.reduce((all, text) => all + fen(text), 0n)).toBe(fen(sum ?? ''));
    await app.mustBeSound();
    await page.keyboard.press('Escape');
    await gone(sheet);
  });
});

describe('one scheme', () => {
  it('is chosen in the head, stands in the address, and everything on the page is of it', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
    const asked: URL[] = [];
    page.on('request', (request) => asked.push(new URL(request.url())));
    const another = 'another-scheme';
    await page.route('**/api/schemes', async (route) => {
      const given = (await (await route.fetch()).json()) as SchemeList;
      const [first] = given.items;
      const second = { ...first, id: another, name: '付款申请 → 付款单', processCode: 'PROC-ANOTHER' };
      await route.fulfill({ json: { items: [...given.items, second] } });
    });
    await page.goto(new URL('/runs', page.url()).href);
    const runs = page.getByRole('region', { name: '采集记录' });
    await seen(runs.locator('tbody tr').first());
    const menu = page.getByRole('combobox', { name: '方案' });
    expect(await textOf(menu.locator('option').first())).toBe('全部方案 2 个');
    asked.length = 0;
    await menu.selectOption({ label: '付款申请 → 付款单' });
    await seen(runs.getByText('还没有采集过'));
    await seen(page.getByRole('region', { name: '本月不采集' }).getByText('本月没有不采集的审批'));
    await seen(page.getByRole('region', { name: '每天是否完整' }).getByText('还没有采集过，没有可核对的日子'));
    expect(new URL(page.url()).searchParams.get('scheme')).toBe(another);
    const narrowed = (path: string, name: string) =>
      asked.filter(({ pathname }) => pathname === path).map(({ searchParams }) => searchParams.get(name));
    for (const path of ['/api/runs/days', '/api/runs/left-out', '/api/runs/settled'])
      expect(new Set(narrowed(path, 'processCode'))).toEqual(new Set(['PROC-ANOTHER']));
    expect(new Set(narrowed('/api/runs/ways', 'schemeId'))).toEqual(new Set([another]));
    await app.mustBeSound();
    await app.picture('desk-intake-scheme');
    asked.length = 0;
    await page.reload();
    await seen(runs.getByText('还没有采集过'));
    expect(new Set(narrowed('/api/runs/days', 'processCode'))).toEqual(new Set(['PROC-ANOTHER']));
    await menu.selectOption({ label: '全部方案 2 个' });
    await seen(runs.locator('tbody tr').first());
    expect(new URL(page.url()).searchParams.get('scheme')).toBeNull();
  });
});

describe('parts that do not come', () => {
  it('say so each by itself, with a button to ask again, and the others stay', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
    app.allow(/status of 500/);
    let broken = true;
    await page.route('**/api/runs/{days,ways,budget,left-out}*', async (route) => {
      if (!broken) return route.continue();
      await route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        json: {
          type: '/problems/server/failed',
          code: 'server/failed',
          title: '没有取到',
          status: 500,
          detail: '服务器出错，稍后再试。',
        },
      });
    });
    await page.goto(new URL('/runs', page.url()).href);
    const band = page.getByRole('region', { name: '今天是否完整' });
    await seen(band.getByText('没有取到'));
    await seen(page.getByRole('region', { name: '采集记录' }).locator('tbody tr').first());
    broken = false;
    await band.getByRole('button', { name: '再试一次' }).click();
    await seen(band.getByText('钉钉审批完成'));
    await app.mustBeSound();
  });
});

describe('what is still on its way', () => {
  it('is said: events that wait, approvals that are being read', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
    await answered<CallBudget>(page, 'budget', (given) => ({
      ...given,
      events: { ...given.events, channel: 'stream', waiting: 37, delivered: 642, forecast: 830 },
    }));
    await answered<EventChannel>(page, 'channel', (given) => ({
      ...given,
      mode: 'stream',
      state: 'ok',
      since: Date.now() - 3_600_000,
      lastEventAt: Date.now() - 5000,
    }));
    await answered<Completeness>(page, 'days*', (given) => ({
      ...given,
      today: {
        ...given.today,
        reading: { ...given.today.reading, count: 12 },
        finished: { ...given.today.finished, count: given.today.finished.count + 12 },
      },
    }));
    await answered<IntakeWays>(page, 'ways', (given) => ({
      ...given,
      items: given.items.map((way) => (way.kind === 'event' ? { ...way, seen: way.seen + 12, reading: 12 } : way)),
      total: { ...given.total, seen: given.total.seen + 12, reading: 12 },
    }));
    await page.goto(new URL('/runs', page.url()).href);
    const band = page.getByRole('region', { name: '今天是否完整' });
    await seen(band.getByText('正在读 12 条'));
    await seen(page.getByText(/37 条事件等着取。/));
    await seen(page.getByRole('region', { name: '钉钉接口额度' }).getByText('/ 3,000 次，月底约 830'));
    await app.mustBeSound();
    await app.picture('desk-intake-backlog');
  });
});

describe('events that are cut off', () => {
  it('are said at the top at once, with what stands in and who can mend it', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
    await answered<EventChannel>(page, 'channel', (given) => ({
      ...given,
      mode: 'stream',
      state: 'down',
      since: Date.now() - 600_000,
      lastEventAt: Date.now() - 640_000,
      sentence: '事件推送的连接断了，正在重连，第 6 次。',
      tries: 5,
    }));
    await page.goto(new URL('/runs', page.url()).href);
    await seen(page.getByText(/事件推送 (\d\d-\d\d )?\d\d:\d\d 起没有来。/));
    await seen(page.getByText(/不会漏：每 .+补一遍，最迟 .+可见；审核、推送、回写照常。/));
    await seen(page.getByText(/事件推送断了 \d+ 分钟/));
    await seen(page.getByRole('link', { name: '看连接' }));
    await app.mustBeSound();
    await app.picture('desk-intake-down');
  });
});

describe('an approval that can never be read', () => {
  it('is settled by an administrator with a sentence, stays to be seen, and can be taken back', async () => {
    const { ctx, dingtalk } = desk.stack.sandbox.state;
    const before = new Set(dingtalk.state.approvals.all());
    dingtalk.generate({ count: 2, seed: 9, clean: true });
    const [one] = agreedApprovals(desk).filter((each) => !before.has(each));
    if (!one) throw new Error('no approval');
    for (const each of dingtalk.state.approvals.all()) if (each !== one && !before.has(each)) each.deleted = true;
    ctx.faults.add({ system: 'dingtalk', kind: 'http-500', api: 'workflow/processInstances', times: 0 });
    await collect(desk.office);
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/runs' });
    const band = page.getByRole('region', { name: '今天是否完整' });
    await seen(band.getByText('1 条没有说明'));
    const days = page.getByRole('region', { name: '每天是否完整' });
    await days
      .getByRole('button', { name: /未解释的审批/ })
      .first()
      .click();
    await days.getByRole('button', { name: '写明结果' }).click();
    const save = days.getByRole('button', { name: '记下' });
    expect(await save.isDisabled()).toBe(true);
    await days.getByLabel(/的结果$/).fill('钉钉里是作废的旧表单，线下付过了');
    await app.mustBeSound();
    await app.picture('desk-intake-settle');
    await save.click();
    const card = page.getByRole('region', { name: '已说明' });
    await seen(card.getByText(/写明：钉钉里是作废的旧表单，线下付过了/));
    await seen(band.getByText(/读不到，已说明|有说明/));
    await app.mustBeSound();
    await app.picture('desk-intake-settled');
    const other = await desk.open({ part: '查看', ...NARROW, path: '/runs' });
    await seen(other.page.getByRole('region', { name: '已说明' }).getByText(one.instanceId));
    await expect.poll(() => other.page.getByRole('button', { name: '收回' }).count()).toBe(0);
    await other.mustBeSound();
    await card.getByRole('button', { name: '收回' }).click();
    await card.getByLabel('为什么收回').fill('申请人说还要付');
    await card.getByRole('button', { name: '收回' }).click();
    await gone(card);
    await seen(band.getByText('1 条没有说明'));
    ctx.faults.clear();
  });
});

describe('on the phone', () => {
  it('one card says whether today is complete, how fresh that is, and how the calls stand', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/runs' });
    const card = page.getByRole('region', { name: '今天是否完整' });
    await seen(card.getByText('钉蝶台账'));
    await seen(card.getByRole('img', { name: /已用 [\d,]+ 次，月底预计/ }));
    await app.mustBeSound();
    await app.picture('phone-intake');
  });
});
