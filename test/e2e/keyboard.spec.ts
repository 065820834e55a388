import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { STAGE_OF, STAGE_WORDS } from '@dingdee/shared/bill-state';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { gone, personOf, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { currentRow, detail, rows, tab, toStage } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const NOBODY = '01JQQQQQQQQQQQQQQQQQQQQQQQ';

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 40, clean: true }, leftOpen: ['市内交通', '外部培训', '快递'] });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const billsOf = (stage: string) => desk.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
/** What has the focus: its tag, and what it is called. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const el = document.activeElement;
    return {
      tag: el?.tagName ?? '',
      role: el?.getAttribute('role') ?? '',
      name: el?.getAttribute('aria-label') ?? el?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
      current: el?.hasAttribute('aria-current') ?? false,
      problem: el?.getAttribute('data-problem') ?? null,
      field: el?.getAttribute('data-focus') ?? null,
    };
  });
const focusOf = (page: Page, fits: (now: Awaited<ReturnType<typeof focused>>) => boolean) =>
  until(() => focused(page), fits, 30_000);

describe('the focus of who works by keyboard', () => {
  it('stays at the field after a value was saved on the bill alone, and goes to the row that took the place when the bill left', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/?stage=mapping' });
    await seen(rows(page));
    await seen(detail(page).locator('[data-problem]'));
    await currentRow(page).focus();
    await page.keyboard.press('e');
    const input = detail(page).locator('input[role=combobox]');
    await seen(input);
    const field = (await focusOf(page, ({ tag }) => tag === 'INPUT')).tag;
    expect(field).toBe('INPUT');
    // Esc leaves the field where it stands.
    await page.keyboard.press('Escape');
    await gone(input);
    const kept = await focusOf(page, (now) => now.field !== null);
    expect(kept.tag).toBe('BUTTON');

    await page.keyboard.press('Enter');
    await seen(input);
    await input.pressSequentially('CI00');
    await page.locator('[role=listbox][aria-busy=false]').waitFor();
    await page.keyboard.press('Enter');
    const save = detail(page).getByRole('button', { name: /^保存并重新映射/ });
    await until(
      () => save.isEnabled(),
      (on) => on,
      30_000,
    );
    await save.focus();
    await page.keyboard.press('Enter');
    await gone(input);
    const after = await focusOf(page, ({ tag }) => tag !== 'BODY');
    expect(after.field === kept.field || after.current, JSON.stringify(after)).toBe(true);
    await app.mustBeSound();
  });

  it('is on the next card, the next row or the way in after the dialogs of the mapping page', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/mapping/costItem' });
    const cards = page.getByRole('article');
    await seen(cards);
    const before = await cards.count();
    await cards.first().getByRole('button', { name: '另选…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').fill('CI0005');
    await page.locator('[role=listbox][aria-busy=false]').waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: '保存并重新映射' }).focus();
    await page.keyboard.press('Enter');
    await until(
      () => cards.count(),
      (now) => now === before - 1,
      30_000,
    );
    const next = await focusOf(page, ({ tag }) => tag === 'BUTTON');
    expect(next.name).toMatch(/采用|另选/);

    const remove = page.getByRole('button', { name: /^删除“.+”的对应$/ });
    const name = await remove.first().getAttribute('aria-label');
    await remove.first().focus();
    await page.keyboard.press('Enter');
    const asked = page.getByRole('dialog', { name: name ?? '' });
    await seen(asked.getByRole('button', { name: '关闭此对话框' }));
    await asked.getByRole('button', { name: '删除这个对应' }).focus();
    await page.keyboard.press('Enter');
    await gone(page.getByRole('button', { name: name ?? '', exact: true }));
    const row = await focusOf(page, ({ tag }) => tag === 'BUTTON');
    expect(row.name).toMatch(/^删除“.+”的对应$/);
    expect(row.name).not.toBe(name);
    await app.mustBeSound();
  });

  it('is on the next row after 通过, after 挂起 with its dialog, and after 撤销', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/?stage=review' });
    await seen(rows(page));
    await seen(detail(page).getByRole('button', { name: /^通过并看下一笔/ }));
    const onRow = () => focusOf(page, ({ role, current }) => role === 'row' && current);
    await currentRow(page).focus();
    const first = await textOf(currentRow(page));
    await page.keyboard.press('h');
    const dialog = page.getByRole('dialog', { name: /^挂起/ });
    await dialog.getByRole('textbox').fill('等申请人补资料');
    await page.keyboard.press('Control+Enter');
    await gone(dialog);
    const undo = page.getByRole('button', { name: /^撤销/ });
    await seen(undo);
    expect((await onRow()).name).not.toBe(first);
    await undo.focus();
    await page.keyboard.press('Enter');
    await gone(undo);
    await onRow();

    const approve = detail(page).getByRole('button', { name: /^通过并看下一笔/ });
    await until(
      () => approve.isEnabled(),
      (on) => on,
      30_000,
    );
    const count = (await billsOf('push')).length;
    await approve.focus();
    await page.keyboard.press('Enter');
    await until(
      () => billsOf('push'),
      (now) => now.length > count,
      30_000,
    );
    const now = await focusOf(page, ({ tag }) => tag !== 'BODY');
    expect(now.current || now.name.startsWith('通过并看下一笔'), JSON.stringify(now)).toBe(true);
    await app.mustBeSound();
  });
});

describe('Tab', () => {
  it('does what the foot says: from the list to the first problem of the bill, to the next one, and on through the page', async () => {
    const { page } = await desk.open({ part: '映射维护', ...WIDE, path: '/?stage=mapping' });
    await seen(rows(page));
    await seen(detail(page).locator('[data-problem]'));
    const hint = page.getByText('下一个问题字段');
    await seen(hint);
    const problems = await detail(page)
      .locator('[data-problem]')
      .evaluateAll((all) => all.map((el) => el.getAttribute('data-problem')));
    // Nothing has the focus yet.
    expect((await focused(page)).tag).toBe('BODY');
    for (const path of problems) {
      await page.keyboard.press('Tab');
      await focusOf(page, ({ problem }) => problem === path);
    }
    await page.keyboard.press('Tab');
    const beyond = await focusOf(page, ({ problem }) => problem !== problems.at(-1));
    expect(beyond.tag).not.toBe('BODY');
    // A bill without a problem does not promise one.
    await toStage(page, '待审核');
    await gone(hint);
  });
});

describe('a link to a bill', () => {
  it.each(['mapping', 'review'] as const)('shows it in its own list: %s', async (stage) => {
    const list = await billsOf(stage);
    const bill = list.at(-1);
    if (!bill) throw new Error(`nothing in ${stage}`);
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: `/bills/${bill.id}` });
    await seen(page.getByRole('heading', { level: 1, name: STAGE_WORDS[stage] }));
    await expect.poll(() => tab(page, STAGE_WORDS[stage]).getAttribute('aria-current')).toBe('true');
    await seen(detail(page).getByText(bill.payee).first());
    expect(new URL(page.url()).pathname).toBe(`/bills/${bill.id}`);
    await app.mustBeSound();

    const narrow = await desk.open({ part: '审核', width: 900, height: 640, path: `/bills/${bill.id}` });
    await seen(narrow.page.getByRole('heading', { level: 1, name: STAGE_WORDS[stage] }));
    await seen(detail(narrow.page).getByText(bill.payee).first());

    const phone = await desk.open({ part: '审核', ...IPHONE, path: `/bills/${bill.id}` });
    const { state } = await desk.office.admin.get<BillDetail>(`/api/bills/${bill.id}`);
    const all = phone.page.getByRole('link', { name: `看“${STAGE_WORDS[STAGE_OF[state]]}”里的全部` });
    await seen(all);
    await phone.mustBeSound();
    await all.click();
    await until(
      async () => phone.page.url(),
      (url) => url.includes(stage === 'review' ? '/review' : '/stages/mapping'),
      30_000,
    );
  });

  it('that is no bill of this company says so and leaves the list to work on', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: `/bills/${NOBODY}` });
    app.allow(/status of 404/);
    await seen(page.getByText('没有这张单据'));
    await seen(rows(page));
    await seen(detail(page).getByRole('button', { name: /^通过并看下一笔/ }));
    await page.getByRole('button', { name: '知道了' }).click();
    await gone(page.getByText('没有这张单据'));
    expect(new URL(page.url()).pathname).toBe('/');

    const phone = await desk.open({ part: '审核', ...IPHONE, path: `/bills/${NOBODY}` });
    phone.allow(/status of 404/);
    await seen(phone.page.getByText('没有这张单据'));
    await phone.mustBeSound();
    await phone.page.getByRole('link', { name: '回首页' }).click();
    await seen(phone.page.getByRole('heading', { name: '按原因处理' }));
  });

  it('says to who has no role that it cannot be seen, and who gives roles', async () => {
    const [bill] = await billsOf('review');
    const admin = personOf(desk.stack.sandbox, '管理员').name;
    for (const screen of [WIDE, IPHONE]) {
      const { page, ...app } = await desk.open({ part: '报销人', ...screen, path: `/bills/${bill?.id}` });
      await seen(page.getByText('这张单据你现在看不到'));
      await seen(page.getByText(`请管理员 ${admin}`));
      await app.mustBeSound();
    }
  });
});

describe('the log', () => {
  it('lists who looked at which account of which bill and who decided what and why, and leads to the bill', async () => {
    const { reviewer } = desk.office;
    const [bill, other] = await billsOf('review');
    if (!bill || !other) throw new Error('nothing to review');
    await reviewer.post(`/api/bills/${bill.id}/reveal-account`);
    await reviewer.post(`/api/bills/${other.id}/exclude`, { version: other.version, reason: '供应商重复提交的单据' });
    const { page, ...app } = await desk.open({ part: '审计', ...WIDE });
    await page.getByRole('link', { name: '日志' }).click();
    const line = page.getByRole('row').filter({ hasText: '看完整账号' });
    await seen(line.filter({ hasText: /尾号 \d{4}/ }).filter({ hasText: bill.payee }));
    await seen(page.getByRole('row').filter({ hasText: '供应商重复提交的单据' }));
    await app.picture('log-1440');
    await page.getByLabel('做了什么').selectOption({ label: '看完整账号' });
    await gone(page.getByText('供应商重复提交的单据'));
    await page.getByRole('searchbox', { name: '谁' }).fill('没有这个人');
    await seen(page.getByText('没有符合条件的记录'));
    await app.mustBeSound();
    await page.getByRole('button', { name: '清除筛选' }).last().click();
    await line.getByRole('link').first().click();
    await seen(detail(page).getByText(bill.payee).first());

    const phone = await desk.open({ part: '审核', ...IPHONE, path: '/' });
    await phone.page.getByRole('link', { name: '日志' }).click();
    await seen(phone.page.getByText('供应商重复提交的单据'));
    await expect.poll(() => phone.page.getByText('看完整账号').count()).toBe(0);
    await phone.mustBeSound();
  });
});

describe('ways back', () => {
  it('stand on 我的审批 and beside the members page, and a refused page names who gives the role', async () => {
    const mine = await desk.open({ part: '审核', ...WIDE, path: '/me' });
    await mine.page.getByRole('link', { name: '回到审核台' }).click();
    await seen(rows(mine.page));
    const phone = await desk.open({ part: '审核', ...IPHONE, path: '/me' });
    await phone.page.getByRole('link', { name: '回首页' }).click();
    await seen(phone.page.getByRole('heading', { name: '按原因处理' }));

    const { page, ...app } = await desk.open({ part: '审核', width: 900, height: 640, path: '/members' });
    app.allow(/status of 403/);
    await seen(page.getByText(`请管理员 ${personOf(desk.stack.sandbox, '管理员').name} 在“成员”里给你加上`));
    await app.mustBeSound();
    await page.getByRole('link', { name: '回到审核台' }).click();
    await seen(rows(page));
  });
});
