import type { BillSummary } from '@dingdee/shared/bill';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { approveAll, collect, pushAll, settled } from '../flow/office.js';
import { until } from '../flow/person.js';
import { costItems } from '../sandbox/company.js';
import { fenOf, gone, money, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, stageNow, startCompany } from './company-desk.js';
import { detail, moreOf, rail, rows, selectionBar, tab, toStage, untilShown } from './desk-page.js';

/** The DingTalk PC workbench is often narrower than 1024. */
const NARROW = { width: 900, height: 640 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const sideways = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');

it('shows the stages as icons with counts, and the detail as a drawer that Esc closes', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...NARROW });
  await seen(rows(page));
  expect((await rail(page).boundingBox())?.width).toBeLessThan(100);
  await expect.poll(() => textOf(tab(page, '待审核'))).toContain(String((await stageNow(desk, 'review')).count));
  await expect.poll(() => detail(page).count()).toBe(0);
  await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
  await app.mustBeSound();

  await rows(page).first().click();
  await seen(detail(page).getByText('三方一致'));
  // It slides in from the right.
  await until(
    async () => {
      const box = await detail(page).boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0);
    },
    (right) => right <= NARROW.width,
    30_000,
  );
  const pass = detail(page).getByRole('button', { name: /^通过并看下一笔/ });
  await expect.poll(() => pass.isEnabled()).toBe(true);
  await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
  await app.picture('desk-900');
  await page.keyboard.press('Escape');
  await gone(detail(page));
  await app.mustBeSound();
});

it('at 200 % zoom nothing lies outside the window, and the buttons at the end of a wide table can be reached', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', width: 720, height: 450 });
  await seen(rows(page));
  const { origin } = new URL(page.url());
  for (const path of ['/', '/mapping', '/intake', '/schemes', '/log', '/members', '/me']) {
    await page.goto(`${origin}${path}`);
    await seen(page.locator('h1, [role=row]'));
    await expect.poll(() => sideways(page), { message: path }).toBeLessThanOrEqual(0);
  }
  await page.goto(`${origin}/schemes`);
  await moreOf(page);
  const off = page.getByRole('button', { name: '停用' }).first();
  const right = async () => {
    const box = await off.boundingBox();
    return (box?.x ?? 999) + (box?.width ?? 0);
  };
  await expect.poll(right).toBeLessThanOrEqual(720);
  await app.mustBeSound();
});

it('in a window as narrow as a phone the top bar leads to every page and to what belongs to the person', async () => {
  const width = 390;
  const { page, ...app } = await desk.open({ part: '管理员', width, height: 640, path: '/runs' });
  const bar = page.getByRole('banner');
  await seen(bar.getByText(/^额度/));
  const right = async (of: Locator) => {
    const box = await of.boundingBox();
    return (box?.x ?? width) + (box?.width ?? width);
  };
  for (const one of await bar.locator('a, button, .links > span').all())
    expect(await right(one), await textOf(one)).toBeLessThanOrEqual(width);
  await bar.getByRole('button', { name: /管理$/ }).click();
  const own = page.getByRole('dialog', { name: '我的账户' });
  await seen(own);
  expect(await right(own)).toBeLessThanOrEqual(width);
  await app.mustBeSound();
  await own.getByRole('link', { name: '连接' }).click();
  await expect.poll(() => page.url()).toMatch(/\/connections$/);
});

it('passes from the drawer and stays in it for the next bill', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...NARROW });
  await seen(rows(page));
  const { count } = await stageNow(desk, 'review');
  await rows(page).first().click();
  await seen(detail(page).getByText('三方一致'));
  const numberOf = (words: string) => /审批编号 ([\d ]+)/.exec(words)?.[1]?.trim();
  const first = numberOf(await textOf(detail(page)));
  expect(first).toBeDefined();
  await detail(page)
    .getByRole('button', { name: /^通过并看下一笔/ })
    .click();
  await untilShown(page, '待推送', 1);
  await until(
    async () => numberOf(await textOf(detail(page))),
    (next) => next !== undefined && next !== first,
    30_000,
  );
  expect((await stageNow(desk, 'review')).count).toBe(count - 1);
  await app.mustBeSound();
});

it('pushes from a narrow window, and Kingdee and DingTalk hold it afterwards', async () => {
  await approveAll(desk.office);
  const { page, ...app } = await desk.open({ part: '推送', ...NARROW });
  await seen(rail(page));
  await toStage(page, '待推送');
  const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=push');
  const sum = bills.reduce((total, { amount }) => total + fenOf(amount ?? '0.00'), 0n);
  await page.getByRole('checkbox', { name: '选择全部' }).click();
  await seen(selectionBar(page));
  await app.mustBeSound();
  await selectionBar(page)
    .getByRole('button', { name: `推送 ${bills.length} 笔` })
    .click();
  const go = page
    .getByRole('dialog', { name: '确认推送' })
    .getByRole('button', { name: `推送 ${bills.length} 笔 ¥${money(sum)}` });
  await seen(go);
  await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
  await app.mustBeSound();
  // Never by a single key: only Ctrl and Enter inside the sheet.
  await page.keyboard.press('Control+Enter');
  const result = page.getByRole('dialog', { name: '推送结果' });
  await seen(result.getByText(`推送完成 ${bills.length} 笔已入账`));
  await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
  await app.mustBeSound();
  await result.getByRole('button', { name: '关闭' }).first().click();
  await untilShown(page, '已入账', bills.length);

  await settled(desk.office);
  const held = kingdeeBills(desk);
  expect(held).toHaveLength(bills.length);
  for (const { number, status, total, thirdBillNo } of held) {
    const approval = agreedApprovals(desk).find(({ instanceId }) => instanceId === thirdBillNo);
    expect([status, total]).toEqual(['C', approval?.expected.total]);
    expect(approval?.comments.map(({ text }) => text.includes(number))).toEqual([true]);
  }
});

it('tells what Kingdee refused, has the value changed where it stands, and pushes the bill again', async () => {
  const { state } = desk.stack.sandbox;
  const [approval] = state.dingtalk
    .generate({ count: 1, seed: 77, clean: true })
    .filter(({ fate }) => fate === 'agreed');
  const forbidden = approval?.expected.rows[0]?.costItemNumber ?? '';
  await collect(desk.office);
  await approveAll(desk.office);
  state.kingdee.baseData.change('BD_Expense', forbidden, { forbid: true });

  const pusher = await desk.open({ part: '推送', ...NARROW });
  await toStage(pusher.page, '待推送');
  await rows(pusher.page).first().click();
  await detail(pusher.page).getByRole('button', { name: '推送这一笔' }).click();
  await pusher.page
    .getByRole('dialog', { name: '确认推送' })
    .getByRole('button', { name: /^推送 1 笔 ¥/ })
    .click();
  const result = pusher.page.getByRole('dialog', { name: '推送结果' });
  await seen(result.getByText('失败 1 笔'));
  // The causes are read once the order has ended.
  await seen(result.getByText(forbidden));
  await pusher.mustBeSound();
  expect(kingdeeBills(desk).some(({ thirdBillNo }) => thirdBillNo === approval?.instanceId)).toBe(false);
  await result.getByRole('button', { name: '去“异常”看 1 笔' }).click();
  await seen(pusher.page.getByRole('heading', { level: 1, name: '异常' }));
  await pusher.mustBeSound();

  const mapper = await desk.open({ part: '管理员', ...NARROW, path: '/?stage=trouble' });
  await seen(rows(mapper.page));
  await rows(mapper.page).first().click();
  await detail(mapper.page).getByRole('button', { name: '换一个值' }).click();
  const input = mapper.page.getByRole('combobox', { name: '费用项目' });
  await input.fill('办公费-快递');
  await input.press('Enter');
  await seen(mapper.page.locator('[role=option][aria-selected=true]').filter({ hasText: '办公费-快递' }));
  await mapper.mustBeSound();
  await mapper.page.getByRole('button', { name: /^保存并重新映射/ }).click();
  await untilShown(mapper.page, '异常', 0);
  await untilShown(mapper.page, '待审核', 1);
  await seen(mapper.page.getByText('没有异常'));
  await mapper.mustBeSound();

  await approveAll(desk.office);
  await pushAll(desk.office);
  const held = kingdeeBills(desk).filter(({ thirdBillNo }) => thirdBillNo === approval?.instanceId);
  const chosen = costItems.find(({ name }) => name === '办公费-快递')?.number;
  expect(held.map(({ status, rows: lines }) => [status, lines[0]?.FCOSTID])).toEqual([['C', chosen]]);
});
