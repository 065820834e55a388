import type { BillSummary } from '@dingdee/shared/bill';
import type { AlikeBills } from '@dingdee/shared/bill-alike';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approveAll, collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { fenOf, gone, money, seen, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { bringGroup, currentRow, detail, grid, rail, rows, selectionBar, toStage, untilShown } from './desk-page.js';
import { contrastFaults, reachFaults } from './reach.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 40 }, leftOpen: ['市内交通'] });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const billsOf = (stage: string) => desk.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
const detailOf = (id: string) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
/** A bill in review whose approval carries a photo. */
async function withPhoto(): Promise<BillDetail> {
  for (const { id } of await billsOf('review')) {
    const bill = await detailOf(id);
    if (bill.attachmentList.some(({ photo }) => photo)) return bill;
  }
  throw new Error('no approval with a photo');
}

describe('the columns of the list', () => {
  it('are chosen by each person, remembered, and wider than the window they scroll in the list, never with the page', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    const numbers = (await billsOf('review')).map(({ businessId }) => `…${businessId.slice(-4)}`);
    const menu = page.getByRole('button', { name: '列设置' });
    await expect.poll(() => menu.getAttribute('title')).toBe('列：显示 6 / 12');
    await menu.click();
    const box = page.getByRole('dialog', { name: '列设置' });
    for (const name of ['审批编号', '付款组织', '附件张数', '审批完成时间']) await box.getByText(name).click();
    await box.getByText('紧凑').click();
    await page.keyboard.press('Escape');
    await gone(box);
    const heads = async () => (await grid(page).getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
    await expect.poll(() => heads()).toEqual(expect.arrayContaining(['审批编号', '付款组织', '附件', '审批完成']));
    expect((await currentRow(page).boundingBox())?.height).toBe(30);
    const row = await textOf(currentRow(page));
    expect(numbers.filter((number) => row.includes(number))).toHaveLength(1);

    const action = (await bringGroup(page, '检查全部通过')).getByRole('button', { name: /^通过 \d+ 笔 ¥[\d,.]+$/ });
    const before = await action.boundingBox();
    await page.evaluate("document.querySelector('[role=grid] .scroll').scrollLeft = 300");
    await until(
      async () => (await action.boundingBox())?.x,
      (x) => x === before?.x,
      30_000,
    );
    await expect
      .poll(() => page.evaluate("document.querySelector('[role=grid] .grid-head').scrollLeft"))
      .toBeGreaterThan(0);
    await app.mustBeSound();

    await page.reload();
    await seen(rows(page));
    await expect.poll(() => heads()).toContain('付款组织');
    await menu.click();
    await box.getByRole('button', { name: '恢复默认' }).click();
    await expect.poll(() => heads()).not.toContain('付款组织');
    expect((await currentRow(page).boundingBox())?.height).toBe(34);
  });

  it('a common view narrows the stage to bills whose approval carries no file', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    const bare = (await billsOf('review')).filter(({ attachments }) => attachments === 0);
    expect(bare.length).toBeGreaterThan(0);
    await seen(rail(page).getByRole('button', { name: `没有附件 ${bare.length}` }));
    await rail(page).getByRole('button', { name: '没有附件' }).click();
    await until(
      () => rows(page).count(),
      (n) => n === bare.length,
      30_000,
    );
    await app.mustBeSound();
  });
});

describe('a value explained', () => {
  it('says how often its row was used and leads to the table with that row', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(detail(page).getByText('三方一致'));
    const shown = (await textOf(detail(page))).replace(/\s/g, '');
    const open = (await billsOf('review')).find(({ businessId }) => shown.includes(businessId));
    const bill = await detailOf(open?.id ?? '');
    const lookup = bill.rows[0]?.fields.find(({ path }) => path.endsWith('.costItem'))?.provenance?.lookup;
    await page.keyboard.press('w');
    const why = page.getByRole('dialog', { name: '为什么是这个值' });
    await seen(why.getByText(/用过 \d+ 次，最近 \d\d-\d\d/));
    await expect.poll(() => textOf(why)).toContain(`来自 映射表 ${lookup?.table}`);
    await why.getByRole('link', { name: '看映射表' }).click();
    await seen(page.getByRole('heading', { level: 1, name: lookup?.table }));
    await expect.poll(() => page.getByRole('searchbox', { name: '搜索' }).inputValue()).toBe(lookup?.key);
    await seen(page.getByRole('cell', { name: lookup?.key, exact: true }));
    await app.mustBeSound();
  });

  it('leads to the other bills that the same row made, and to the rule of its field; accounts stand there like every value', async () => {
    // One whose first row is not the only one of its cost item.
    let id = '';
    for (const bill of await billsOf('review')) {
      const others = await desk.office.admin.get<AlikeBills>(`/api/bills/${bill.id}/alike?path=rows[0].costItem`);
      if (others.items.length === 0) continue;
      id = bill.id;
      break;
    }
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/bills/${id}` });
    await seen(detail(page).getByText('三方一致'));
    await detail(page).getByRole('tab', { name: '依据' }).click();
    await seen(detail(page).getByRole('button', { name: '对方银行账号：为什么是这个值' }).first());
    const why = page.getByRole('dialog', { name: '为什么是这个值' });
    // What is explained goes when the pane is scrolled, as it is by a press on what stands below its edge.
    await until(
      async () => {
        const asked = detail(page).getByRole('button', { name: '费用项目：为什么是这个值' }).first();
        if ((await why.count()) === 0) await asked.click();
        return why.count();
      },
      (open) => open > 0,
    );
    await why.getByRole('button', { name: /^看另外 \d+ 张/ }).click();
    const others = why.getByRole('list', { name: '同一行映射给出同一个值的单据' });
    await seen(others.getByRole('link').first());
    await app.picture('desk-why-1440');
    await why.getByRole('link', { name: '改规则' }).click();
    await page.waitForURL(/\/rules\?field=rows\.costItem$/);
    await seen(page.getByRole('heading', { level: 2, name: /费用项目/ }));
    await app.mustBeSound();
  });
});

describe('the originals', () => {
  it('photos are looked at in place, the approval is opened in DingTalk', async () => {
    const bill = await withPhoto();
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: `/bills/${bill.id}` });
    await detail(page).getByRole('tab', { name: '依据' }).click();
    const tile = detail(page).getByRole('button', { name: /^看照片/ });
    await tile.first().click();
    const view = page.getByRole('dialog', { name: /^附件 \d+ \/ \d+$/ });
    await seen(view.locator('img'));
    // Keys belong to the picture now: A passes nothing.
    await page.keyboard.press('a');
    await page.keyboard.press('Escape');
    await gone(view);
    expect((await detailOf(bill.id)).state).toBe('ready');
    await detail(page).getByText('推送前检查').scrollIntoViewIfNeeded();
    await app.picture('desk-basis-1440');

    const panel = page.context().waitForEvent('page');
    await page.context().route('https://aflow.dingtalk.com/**', (route) => route.fulfill({ body: '' }));
    await detail(page).getByRole('button', { name: '打开原审批' }).click();
    const opened = await panel;
    expect(decodeURIComponent(opened.url())).toContain(bill.processInstanceId);
    await expect.poll(() => app.bridgeCalls()).toContain('biz.util.openSlidePanel');
    await opened.close();
    await app.mustBeSound();
  });

  it('the same on the phone, under the thumb', async () => {
    const bill = await withPhoto();
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: `/bills/${bill.id}` });
    await page.locator('.van-collapse-item').filter({ hasText: '附件' }).locator('.van-cell').first().click();
    const photo = bill.attachmentList.find((file) => file.photo);
    await page
      .getByRole('button', { name: `打开附件 ${photo?.name}` })
      .first()
      .click();
    const view = page.getByRole('dialog', { name: /^附件 \d+ \/ \d+$/ });
    await seen(view.locator('img'));
    await view.getByRole('button', { name: '关闭' }).click();
    await gone(view);
    await expect.poll(() => reachFaults(page, 44)).toEqual([]);
    const panel = page.context().waitForEvent('page');
    await page.context().route('https://aflow.dingtalk.com/**', (route) => route.fulfill({ body: '' }));
    await page.getByRole('button', { name: '打开原审批' }).click();
    await (await panel).close();
    await expect.poll(() => app.bridgeCalls()).toContain('biz.util.openLink');
    await app.mustBeSound();
  });
});

describe('the keyboard', () => {
  it('E opens the value that is missing, Tab goes to the next one, D shows everything, Esc closes one layer, and nothing acts while a text is typed', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE });
    await seen(rows(page));
    await toStage(page, '待补映射');
    await seen(detail(page).getByText('费用项目未映射：市内交通'));
    await currentRow(page).focus();
    await page.keyboard.press('Tab');
    await until(
      () => page.evaluate<boolean>("document.activeElement?.hasAttribute('data-problem') ?? false"),
      (there) => there,
      30_000,
    );
    await currentRow(page).focus();
    await page.keyboard.press('e');
    const input = page.getByRole('combobox', { name: '费用项目' });
    await seen(input);
    await page.keyboard.type('ahw');
    await expect.poll(() => input.inputValue()).toBe('ahw');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Escape');
    await gone(input);
    const others = () => detail(page).locator('.pairs .target').count();
    const few = await others();
    await page.keyboard.press('d');
    await until(others, (n) => n > few, 30_000);
    await page.keyboard.press('d');
    await until(others, (n) => n === few, 30_000);
    await app.mustBeSound();
  });

  it('Shift takes a stretch of rows, H asks for a reason, Enter opens the drawer where the window is narrow', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(detail(page).getByText('三方一致'));
    await rows(page).first().click();
    await page.keyboard.press('Space');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+Space');
    await seen(selectionBar(page).getByText('已选 3 笔'));
    await page.keyboard.press('h');
    await seen(page.getByRole('dialog', { name: /^挂起/ }));
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog', { name: /^挂起/ }));
    await app.mustBeSound();

    const narrow = await desk.open({ part: '审核', ...NARROW });
    await seen(rows(narrow.page));
    await expect.poll(() => detail(narrow.page).count()).toBe(0);
    await narrow.page.keyboard.press('Enter');
    await seen(detail(narrow.page).getByText('三方一致'));
    await narrow.page.keyboard.press('Escape');
    await gone(detail(narrow.page));
    await narrow.mustBeSound();
  });
});

describe('everything on screen', () => {
  it.each([
    ['审核', '/', WIDE],
    ['映射维护', '/?stage=mapping', WIDE],
    ['管理员', '/mapping', WIDE],
    ['管理员', '/runs', WIDE],
    ['管理员', '/schemes', WIDE],
    ['管理员', '/members', WIDE],
    ['管理员', '/log', WIDE],
    ['管理员', '/log', NARROW],
    ['管理员', '/log', IPHONE],
    ['审核', '/', NARROW],
    ['管理员', '/', IPHONE],
    ['审核', '/review', IPHONE],
    ['映射维护', '/stages/mapping', IPHONE],
    ['报销人', '/', IPHONE],
  ] as const)('has a name and can be hit: %s at %s, %o', async (part, path, screen) => {
    const { page, ...app } = await desk.open({ part, path, ...screen });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    // Not the page of the login, which is gone in a moment.
    await seen(page.locator('main:not(.sign)'));
    await until(
      () => page.locator('[aria-busy=true], .skeleton').count(),
      (busy) => busy === 0,
      30_000,
    );
    await expect.poll(() => reachFaults(page, 'platform' in screen ? 44 : 24)).toEqual([]);
    await expect.poll(() => contrastFaults(page)).toEqual([]);
    await app.mustBeSound();
  });

  it.each([
    ['审核', '/', WIDE],
    ['管理员', '/mapping', WIDE],
    ['审核', '/', NARROW],
    ['管理员', '/', IPHONE],
    ['审核', '/review', IPHONE],
  ] as const)('is read in the dark: %s at %s, %o', async (part, path, screen) => {
    const { page, ...app } = await desk.open({ part, path, theme: 'dark', ...screen });
    // A button that has just come alive is not caught between two colours.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    // Not the empty page: the sums are there, and nothing is being read any more.
    await seen(page.getByText(/¥[\d,]+\.\d\d/).locator('visible=true'));
    await until(
      () => page.locator('[aria-busy=true], .skeleton').count(),
      (busy) => busy === 0,
      30_000,
    );
    await expect.poll(() => contrastFaults(page)).toEqual([]);
    await app.mustBeSound();
  });
});

describe('bills put aside', () => {
  it('say why, and are taken back from where they are read', async () => {
    const [bill] = await billsOf('review');
    if (!bill) throw new Error('nothing in review');
    await desk.office.reviewer.post(`/api/bills/${bill.id}/hold`, { version: bill.version, reason: '等部门确认' });
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/?stage=held' });
    await seen(detail(page).getByText('等部门确认'));
    await detail(page).getByRole('button', { name: '恢复' }).click();
    const dialog = page.getByRole('dialog', { name: /^恢复/ });
    await dialog.getByRole('button', { name: '已确认' }).click();
    await dialog.getByRole('button', { name: '恢复', exact: true }).click();
    await untilShown(page, '已挂起', 0);
    expect((await detailOf(bill.id)).state).toBe('ready');
    await app.mustBeSound();
  });
});

describe('where a day begins', () => {
  it('is the stage of one’s own work, unless the address says otherwise', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE });
    await seen(page.getByRole('heading', { level: 1, name: '待补映射' }));
    await seen(rows(page));
    await app.mustBeSound();
    const sent = await desk.open({ part: '映射维护', ...WIDE, path: '/?stage=review' });
    await seen(rows(sent.page));
    await expect.poll(() => textOf(sent.page.getByRole('heading', { level: 1 }))).toBe('待审核');
    await sent.mustBeSound();
  });
});

describe('beside a push', () => {
  it('the list is the push’s own: its bills stay where they were and change their state', async () => {
    await approveAll(desk.office);
    const bills = await billsOf('push');
    const sum = money(bills.reduce((all, { amount }) => all + fenOf(amount ?? '0.00'), 0n));
    const { page, ...app } = await desk.open({ part: '推送（另一人）', ...WIDE, path: '/?stage=push' });
    await seen(rows(page));
    await page.getByRole('checkbox', { name: '选择全部' }).click();
    await selectionBar(page)
      .getByRole('button', { name: `推送 ${bills.length} 笔` })
      .click();
    const confirm = page.getByRole('dialog', { name: '确认推送' });
    await seen(confirm.getByText('每笔依次 保存 → 提交 → 审核'));
    // What is decided in the sheet is not decided beside it.
    await expect.poll(() => selectionBar(page).getByRole('button').count()).toBe(0);
    await page.keyboard.press('Control+Enter');
    const own = page.getByRole('region', { name: '本批单据' });
    await seen(own);
    await seen(page.getByRole('dialog', { name: '推送结果' }));
    await seen(page.getByText(`本批 ${bills.length} 笔 ¥${sum} 已有结果`));
    await expect.poll(() => own.locator('tbody tr').count()).toBe(bills.length);
    expect((await own.locator('tbody tr').allInnerTexts()).every((line) => line.includes('已入账'))).toBe(true);
    expect(kingdeeBills(desk)).toHaveLength(bills.length);
    await seen(page.getByText(`已回写 ${bills.length} 条审批评论`));
    await app.picture('desk-push-result-1440');
  });
});
